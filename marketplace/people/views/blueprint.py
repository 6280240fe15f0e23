"""The blueprint that every page about people belongs to."""

from flask import Blueprint, render_template

from marketplace.accounts.tokens import LinkNoLongerGood

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.errorhandler(LinkNoLongerGood)
def link_no_longer_good(error: LinkNoLongerGood) -> tuple[str, int]:
    """A link that was used, or is too old: where to ask for another."""
    return render_template("accounts/link_gone.html", message=error.message), error.status
