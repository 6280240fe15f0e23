"""A break as whoever accounts for a pot reads it, and how statements of pots lead there: never a diary (R54)."""

from collections.abc import Collection, Mapping

from flask import g, render_template, url_for

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.cases import case_of_funder
from marketplace.booking.queries.funders import break_for_funder
from marketplace.booking.queries.paid_for import Paid, paid_for, paid_for_funder
from marketplace.booking.views import blueprint
from marketplace.budgets.statement import PaidFor
from marketplace.web.access import requires


@blueprint.get("/money/<pot_ref>/breaks/<ref>")
@requires(Permission.SEE_MONEY)
def funded(pot_ref: str, ref: str) -> str:
    """What one pot pays of one break: for an ISF holder and a council's finance."""
    case = case_of_funder(break_for_funder(ref, viewer=g.reader), pot_ref)
    return render_template("booking/answering/decision.html", case=case, pot=case.pot, limit_pence=None)


def what_for(references: Collection[str], viewer: Viewer) -> Mapping[str, PaidFor]:
    """What references in a statement stand for, and where to read more."""
    found = paid_for(references, viewer=viewer)
    return {
        reference: PaidFor(paid.words, _href(paid), paid.outcome, paid.went, _receipt(paid), paid.thing)
        for reference, paid in found.items()
    }


def as_funders_read(references: Collection[str]) -> Mapping[str, PaidFor]:
    """The same as it stands on a paper for a funder: in words alone, with nothing to open."""
    found = paid_for_funder(references)
    return {
        reference: PaidFor(paid.words, outcome=paid.outcome, went=paid.went, thing=paid.thing)
        for reference, paid in found.items()
    }


def _href(paid: Paid) -> str:
    if paid.sees_break:
        return url_for("booking.break_page", ref=paid.break_ref)
    return url_for("booking.funded", pot_ref=paid.pot_ref, ref=paid.break_ref)


def _receipt(paid: Paid) -> str:
    return url_for("booking.receipt", pot_ref=paid.pot_ref, ref=paid.break_ref) if paid.has_receipt else ""
