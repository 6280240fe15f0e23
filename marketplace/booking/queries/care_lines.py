"""What the rules ask of the care in a line: who offers it, with which registration, and whose money pays."""

from dataclasses import replace

from marketplace import clock
from marketplace.booking.models import Line, Share
from marketplace.budgets.sorts import Control
from marketplace.listings.proofs import papers_of
from marketplace.listings.queries.proofs import registration_of
from marketplace.rules.care import CareLine, CareOffered, PaidBy, Registration

_PAYERS = {
    "nhs": PaidBy.NHS,
    "ilf": PaidBy.ILF,
    "access_to_work": PaidBy.OWN_MONEY,
    "grant": PaidBy.OWN_MONEY,
    "start_up": PaidBy.OWN_MONEY,
}
"""Money that is not the council's, by its sort; what is given to the person counts as theirs."""

_OPTIONS = {1: PaidBy.OPTION_1, 2: PaidBy.OPTION_2, 3: PaidBy.OPTION_3}


def care_of(line: Line) -> CareLine:
    """A line as the rules on care see it."""
    paid_by = frozenset(payer_of(share) for share in line.shares)
    if line.listing is not None:
        row = registration_of(line.listing.registration_number)
        papers = papers_of(line.listing, row, on=clock.today())
        return replace(papers.care, includes_personal_care=True, paid_by=paid_by)
    return CareLine(
        includes_personal_care=True,
        offered=CareOffered.AT_HOME,
        registration=_registration(line.registration_number),
        is_individual=line.is_individual,
        paid_by=paid_by,
    )


def _registration(number: str) -> Registration | None:
    row = registration_of(number)
    if row is not None:
        return Registration(row.number, row.service_type, row.subtype or "", is_active=row.is_active)
    return Registration(number, "not on the register", "", is_active=False) if number else None


def payer_of(share: Share) -> PaidBy:
    """Whose money a share is, as far as the exemption of one person alone asks (R9)."""
    if share.pot.sort.control is Control.OWN:
        return PaidBy.OWN_MONEY
    return _OPTIONS.get(share.option or 0) or _PAYERS.get(share.pot.sort.code, PaidBy.OPTION_3)
