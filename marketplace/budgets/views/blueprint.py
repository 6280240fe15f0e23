"""The blueprint that every page about money belongs to, and what its pages share."""

from functools import partial

from flask import Blueprint, flash, redirect
from werkzeug.wrappers import Response

from marketplace.budgets.errors import NotEnoughMoney, PotClosed
from marketplace.web import answered
from marketplace.web.answered import onward
from marketplace.web.redirects import on_the_way_to

blueprint = Blueprint("budgets", __name__)


saved = partial(answered.saved, also=(NotEnoughMoney, PotClosed))
"""The same, where a pot may have too little in it or be closed."""


def onward_or_back(done: str, *, ref: str) -> Response:
    """On to a pot that is ready now, or back to what the reader needed it for."""
    way = on_the_way_to()
    if way is None:
        return onward(done, "budgets.pot", ref=ref)
    flash(done, "success")
    return redirect(way, 303)
