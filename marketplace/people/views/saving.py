"""What the pages of this feature share: a look is recorded, a form is kept or shown again with what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.attempts import TooManyTries
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.people.queries.persons import Known, known
from marketplace.people.services.persons import look_at
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm

Answer = str | Response | tuple[str, int]


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields."""
    if not form.is_sent:
        return False
    try:
        write()
    except (Refused, TooManyTries) as refusal:
        form.blame(refusal)
    except ChangedMeanwhile as changed:
        if isinstance(form, KeptForm):
            form.say_changed(changed)
    else:
        return True
    return False


def onward(done: str, endpoint: str, **values: Any) -> Response:
    """Go on to a page, which says what was done."""
    flash(done, "success")
    return redirect(url_for(endpoint, **values), 303)


def shown(ref: str, *, what: str) -> Known:
    """The person of a page. To open the page is a look, which is recorded; to send its form is not one more."""
    return look_at(ref, what=what, by=g.reader) if request.method == "GET" else known(ref, viewer=g.reader)
