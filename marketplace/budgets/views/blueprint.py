"""The blueprint that every page about money belongs to, and what its pages share."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect
from werkzeug.wrappers import Response

from marketplace.budgets.errors import NotEnoughMoney, PotClosed
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.web.answered import onward
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm
from marketplace.web.redirects import on_the_way_to

blueprint = Blueprint("budgets", __name__)


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields."""
    if not form.is_sent:
        return False
    try:
        write()
    except (Refused, NotEnoughMoney, PotClosed) as refusal:
        form.blame(refusal)
    except ChangedMeanwhile as changed:
        if not isinstance(form, KeptForm):
            raise
        form.say_changed(changed)
    else:
        return True
    return False


def onward_or_back(done: str, *, ref: str) -> Response:
    """On to a pot that is ready now, or back to what the reader needed it for."""
    way = on_the_way_to()
    if way is None:
        return onward(done, "budgets.pot", ref=ref)
    flash(done, "success")
    return redirect(way, 303)
