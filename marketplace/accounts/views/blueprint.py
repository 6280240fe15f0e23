"""The blueprint that every page about accounts belongs to, and what several of them need."""

from flask import Blueprint, g, render_template, request

from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer

blueprint = Blueprint("accounts", __name__)


def viewer() -> Viewer:
    """Whoever asks."""
    asking: Viewer = g.reader
    return asking


def asked_from() -> str:
    """The network address that the request came from, as far as the proxies that are trusted say."""
    return request.remote_addr or ""


@blueprint.errorhandler(LinkNoLongerGood)
def link_no_longer_good(error: LinkNoLongerGood) -> tuple[str, int]:
    """A link that was used, or is too old: where to ask for another."""
    return render_template("accounts/link_gone.html", message=error.message), error.status
