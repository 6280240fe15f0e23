"""What the rules are told of who employs the PAs of a listing (R23, R24, R26), and of bed and care in one (R10)."""

from collections.abc import Iterable, Sequence

from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.models import Listing, Paper, Registration
from marketplace.listings.paper_kinds import EMPLOYED, PaperKind
from marketplace.listings.papers import Standing
from marketplace.rules.employing import EmployersCover, Employment, WorkerRegistration
from marketplace.rules.entities import BedAndCare


def counting(one: Standing) -> Paper | None:
    """The paper of a need that speaks for it: the accepted one that has not ended, else one that waits."""
    if not one.is_in:
        return None
    return one.newest if one.accepted is None or one.has_ended else one.accepted


def employments(standings: Iterable[Standing]) -> tuple[Employment, ...]:
    """How each PA works, as it was put in."""
    return tuple(
        _employment(one.need.whose, counting(one)) for one in standings if one.need.kind is PaperKind.EMPLOYMENT
    )


def cover(standings: Sequence[Standing]) -> EmployersCover:
    """Whether the employer of a listing's PAs is insured."""
    employed = sum(one.is_employed for one in employments(standings))
    insured = [counting(one) for one in standings if one.need.kind is PaperKind.EMPLOYERS_LIABILITY]
    policy = next((paper for paper in insured if paper is not None), None)
    return EmployersCover(employed, policy is not None, policy.ends_on if policy else None)


def worker_registrations(listing: Listing, standings: Iterable[Standing]) -> tuple[WorkerRegistration, ...]:
    """The SSSC registration of each PA of a listing."""
    is_asked = bool(listing.registration_number)
    return tuple(
        WorkerRegistration(one.need.whose, is_asked, counting(one) is not None, one.ends_on)
        for one in standings
        if one.need.kind is PaperKind.SSSC
    )


def bed_and_care(listing: Listing, registration: Registration | None) -> BedAndCare:
    """Whether one listing lets a bed and gives personal care."""
    name = listing.provider.legal_name or listing.provider.name
    is_bed = listing.kind is ListingKind.ACCOMMODATION
    return BedAndCare(
        bed_by=name if is_bed else "",
        care_by=name if listing.includes_personal_care else "",
        are_one=True,
        is_care_home=is_care_home(registration),
    )


def is_care_home(registration: Registration | None) -> bool:
    """Whether a row of the register is an active care home."""
    return (
        registration is not None
        and registration.is_active
        and registration.service_type.casefold() == _CARE_HOME_SERVICE.casefold()
    )


_CARE_HOME_SERVICE = "Care Home Service"


def _employment(name: str, paper: Paper | None) -> Employment:
    if paper is None:
        return Employment(name)
    return Employment(name, paper.holder_name, paper.sort == EMPLOYED, paper.issuer, paper.issued_on)
