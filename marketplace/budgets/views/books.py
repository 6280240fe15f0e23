"""Whether the books are right: the daily proofs, what the latest one found, and a look at once."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.budgets.queries import books as queries
from marketplace.budgets.services import proving
from marketplace.budgets.views.blueprint import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward


@blueprint.get("/books")
@requires(Permission.HANDLE_PAYMENTS, Permission.KEEP_SETTINGS)
def books() -> str:
    return render_template("budgets/books.html", books=queries.books(viewer=g.reader))


@blueprint.post("/books/prove")
@requires(Permission.HANDLE_PAYMENTS, Permission.KEEP_SETTINGS)
def prove() -> Answer:
    proving.ask_for_proof(by=g.reader)
    return onward("It is being worked out. Look again in a minute.", "budgets.books")


def count() -> int:
    """How much is wrong."""
    return queries.alarms(viewer=g.reader)
