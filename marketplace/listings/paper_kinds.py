"""The kinds of papers, as data: what each is called, whose it is, what is asked of it, how long it lasts. Pure.

There is none for the PVG scheme: no certificate is kept (R17), only who checked a PA's membership and when, on the PA.
What the listing itself says (licence number, energy rating, registration number) is not said again on a paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

EMPLOYED = "employed"
SELF_EMPLOYED = "self_employed"


class PaperKind(StrEnum):
    """What a paper proves."""

    REGISTRATION = "registration"
    PUBLIC_LIABILITY = "public_liability"
    EMPLOYERS_LIABILITY = "employers_liability"
    EMPLOYMENT = "employment"
    SSSC = "sssc"
    LICENCE = "licence"
    ENERGY = "energy"
    FIRE_RISK = "fire_risk"
    LOLER = "loler"
    FOOD_HYGIENE = "food_hygiene"
    MOT = "mot"
    VEHICLE_INSURANCE = "vehicle_insurance"
    VEHICLE_LICENCE = "vehicle_licence"

    @property
    def text(self) -> "PaperText":
        """What is asked of it, and how it is called."""
        return PAPERS[self]

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return PAPERS[self].label


class PaperOf(StrEnum):
    """Whose a paper is."""

    PROVIDER = "provider"
    LISTING = "listing"
    PA = "pa"


class PaperState(StrEnum):
    """What the brokerage has said of a paper. ``ASKED``: something about it has to be put right first."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ASKED = "asked"
    REFUSED = "refused"


Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaperText:
    """One kind. ``asks``: its fields that must be answered, each with its question; ``may``: those that need not be.

    ``months``: it ends so many months after its day, and its end is not asked. ``sorts``: the answers of its sort.
    """

    label: str
    of: PaperOf
    hint: str
    asks: Labels
    may: Labels = field(default_factory=dict)
    sorts: Labels = field(default_factory=dict)
    months: int = 0
    takes_file: bool = True

    @property
    def questions(self) -> dict[str, str]:
        """Every question it asks, by field."""
        return {**self.asks, **self.may}

    def ends_on(self, issued_on: date | None, typed: date | None) -> date | None:
        """Its last day: as typed, or worked out from its day; none where it has no end."""
        return last_day(issued_on, self.months) if self.months and issued_on else typed


def last_day(issued_on: date, months: int) -> date:
    """The last day of what lasts so many months from a day on: 15 March and six months are 14 September."""
    years, month = divmod(issued_on.month - 1 + months, 12)
    first_after = date(issued_on.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    longest = (first_after - timedelta(days=1)).day
    if issued_on.day > longest:
        return date(issued_on.year + years, month + 1, longest)
    return date(issued_on.year + years, month + 1, issued_on.day) - timedelta(days=1)


_INSURANCE: Labels = {
    "issuer": "Who is the insurer?",
    "number": "Policy number",
    "issued_on": "When does it begin?",
    "ends_on": "What is its last day?",
}
_VEHICLE = "Registration of the vehicle"
_SIX_MONTHS, _TEN_YEARS = 6, 120

PAPERS: Mapping[PaperKind, PaperText] = {
    PaperKind.REGISTRATION: PaperText(
        "Care registration",
        PaperOf.LISTING,
        "We compare what you write here with the public register of care services.",
        {
            "holder_name": "Name of the service, as it is registered",
            "holder_postcode": "Postcode of the service, as it is registered",
            "conditions": "What conditions does the registration have?",
        },
        takes_file=False,
    ),
    PaperKind.PUBLIC_LIABILITY: PaperText(
        "Public liability insurance", PaperOf.PROVIDER, "It pays when a guest or their things come to harm.", _INSURANCE
    ),
    PaperKind.EMPLOYERS_LIABILITY: PaperText(
        "Employer's liability insurance",
        PaperOf.PROVIDER,
        "Whoever employs somebody has it, from the first day on. It is the law.",
        _INSURANCE,
    ),
    PaperKind.EMPLOYMENT: PaperText(
        "Who employs this PA",
        PaperOf.PA,
        "Families and councils have to know who the employer is. Somebody has to have decided it.",
        {
            "sort": "How does this PA work?",
            "issuer": "Who decided this?",
            "issued_on": "When was it decided?",
        },
        {"holder_name": "Who is the employer?"},
        sorts={EMPLOYED: "Somebody employs them", SELF_EMPLOYED: "They work for themselves"},
        takes_file=False,
    ),
    PaperKind.SSSC: PaperText(
        "SSSC registration",
        PaperOf.PA,
        "The register of people who work in social services.",
        {"number": "Registration number", "ends_on": "What is its last day?"},
        takes_file=False,
    ),
    PaperKind.LICENCE: PaperText(
        "Short-term let licence",
        PaperOf.LISTING,
        "The paper of the licence. Its number stands with your answers about the listing.",
        {
            "issuer": "Which council gave it?",
            "issued_on": "When does it begin?",
            "ends_on": "What is its last day?",
        },
    ),
    PaperKind.ENERGY: PaperText(
        "Energy performance certificate",
        PaperOf.LISTING,
        "It lasts ten years. The rating stands with your answers about the listing.",
        {"issued_on": "What is its date?"},
        months=_TEN_YEARS,
    ),
    PaperKind.FIRE_RISK: PaperText(
        "Fire risk assessment",
        PaperOf.LISTING,
        "Somebody has looked at how a fire could start, and how everyone gets out.",
        {
            "issuer": "Who made it?",
            "issued_on": "When was it made?",
            "ends_on": "When is it to be looked at again?",
        },
    ),
    PaperKind.LOLER: PaperText(
        "Thorough examination of the hoist (LOLER)",
        PaperOf.LISTING,
        "A hoist that lifts people is examined every six months. Once we accept it, the day stands on your page.",
        {"issuer": "Who examined it?", "issued_on": "When was it examined?"},
        months=_SIX_MONTHS,
    ),
    PaperKind.FOOD_HYGIENE: PaperText(
        "Food hygiene",
        PaperOf.LISTING,
        "What the council said at its last visit.",
        {
            "sort": "What was the result?",
            "issuer": "Which council looked?",
            "issued_on": "When was the visit?",
        },
        sorts={"pass": "Pass", "improve": "Improvement required", "exempt": "Exempt"},
    ),
    PaperKind.MOT: PaperText(
        "MOT test",
        PaperOf.LISTING,
        "The yearly test of the vehicle.",
        {"number": _VEHICLE, "issued_on": "When was the test?", "ends_on": "What is its last day?"},
    ),
    PaperKind.VEHICLE_INSURANCE: PaperText(
        "Vehicle insurance",
        PaperOf.LISTING,
        "It has to cover carrying people for payment.",
        {**_INSURANCE, "number": _VEHICLE},
    ),
    PaperKind.VEHICLE_LICENCE: PaperText(
        "Taxi or private hire licence",
        PaperOf.LISTING,
        "The council's licence for the vehicle.",
        {"number": "Licence number", "issuer": "Which council gave it?", "ends_on": "What is its last day?"},
    ),
}
