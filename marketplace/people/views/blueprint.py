"""The blueprint that every page about people belongs to."""

from flask import Blueprint, abort, render_template, request

from marketplace.accounts.tokens import LinkNoLongerGood

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.before_request
def refuse_what_no_reference_holds() -> None:
    """A zero byte is in no reference, and PostgreSQL does not even take it to compare."""
    if "\0" in request.path:
        abort(404)


@blueprint.errorhandler(LinkNoLongerGood)
def link_no_longer_good(error: LinkNoLongerGood) -> tuple[str, int]:
    """A link that was used, or is too old: where to ask for another."""
    return render_template("accounts/link_gone.html", message=error.message), error.status
