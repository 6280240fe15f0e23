"""What an invoice says: who to whom, which parts, the tax in each and in all. Amounts are pence with tax in them. Pure.

The tax of each rate is worked out once, on the sum of its lines, and shared out over them: so lines, rates and the
whole agree to the penny, and the sum of a rate is what HMRC's method of calculating by invoice gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from marketplace.budgets.fees import show_per_cent
from marketplace.listings.vat import WHOLE, Vat, vat_part
from marketplace.money import round_half_up, share_out


class PayerSort(StrEnum):
    """Who keeps the money that an invoice is paid from."""

    COUNCIL = "council"
    HOLDER = "holder"
    FUNDER = "funder"


@dataclass(frozen=True, slots=True)
class PayerKey:
    """One payer: a council, a holder, or by its name a funder who never signs in."""

    sort: PayerSort
    council_id: int | None
    holder_id: int | None
    name: str


class DebtorSort(StrEnum):
    """Who pays back to the buyer what the buyer paid for them (R48)."""

    COUNCIL = "council"
    HOLDER = "holder"
    FUNDER = "funder"
    OWNER = "owner"
    """Whose direct payment it is: of them no name is on any paper, their pot says who they are."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who pays a share back: a council, a holder, a funder by its name, or the owner of a pot by the pot."""

    sort: DebtorSort
    council_id: int | None
    holder_id: int | None
    pot_id: int | None
    name: str

    @property
    def key(self) -> str:
        """What tells one from another: "council:3"; funders by their names."""
        number = self.council_id or self.holder_id or self.pot_id
        return f"{self.sort}:{number or self.name}"


@dataclass(frozen=True, slots=True)
class PaidBack:
    """That a part is the share of somebody else, who pays it back to the buyer: who, and by what order and coding."""

    debtor: Debtor
    purchase_order: str = ""
    coding: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What is invoiced of one share of one stretch. ``reference``: what money is set aside for; ``piece``: of what.

    ``pence`` holds its tax. ``vat_pence`` is worked out by ``taxed``. ``coding``: where the payer books it.
    ``paid_back``: none where it is the buyer's own share.
    """

    reference: str
    piece: str
    words: str
    when: str
    purchase_order: str
    pence: int
    vat: Vat | None
    vat_per_ten_thousand: int
    vat_pence: int = 0
    coding: str = ""
    paid_back: PaidBack | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is of: no invoice has two parts of one key."""
        return self.reference, self.piece

    @property
    def leaves_when_paid_back(self) -> bool:
        """Whether it is a direct payment's: its owner's account pays only when it pays it back, and so does its pot."""
        return self.paid_back is not None and self.paid_back.debtor.sort is DebtorSort.OWNER

    @property
    def rate_words(self) -> str:
        """Its rate of tax."""
        return rate_words(self.vat, self.vat_per_ten_thousand)


@dataclass(frozen=True, slots=True)
class RateSum:
    """All lines of one rate."""

    vat: Vat | None
    per_ten_thousand: int
    pence: int
    vat_pence: int

    @property
    def net_pence(self) -> int:
        """Without the tax."""
        return self.pence - self.vat_pence

    @property
    def words(self) -> str:
        """The rate."""
        return rate_words(self.vat, self.per_ten_thousand)


def rate_words(vat: Vat | None, per_ten_thousand: int) -> str:
    """A rate of tax as an invoice says it: "20%", "exempt", "no VAT"."""
    if per_ten_thousand:
        return show_per_cent(per_ten_thousand)
    return "exempt" if vat is Vat.EXEMPT else "no VAT"


def taxed(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts, in their order, each with the tax in it."""
    several = list(parts)
    taxes: dict[int, int] = {}
    for key in {(one.vat, one.vat_per_ten_thousand) for one in several}:
        places = [at for at, one in enumerate(several) if (one.vat, one.vat_per_ten_thousand) == key]
        pence = [several[at].pence for at in places]
        taxes |= zip(places, share_out(vat_part(sum(pence), key[1]), pence), strict=True)
    return tuple(replace(one, vat_pence=taxes[at]) for at, one in enumerate(several))


def less(parts: Iterable[Part], credited: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts, in their order, less what was credited of each; one that is credited in full has no pence."""
    several = list(credited)
    return tuple(
        replace(
            part,
            pence=part.pence - sum(one.pence for one in several if one.key == part.key),
            vat_pence=part.vat_pence - sum(one.vat_pence for one in several if one.key == part.key),
        )
        for part in parts
    )


def by_debtor(parts: Iterable[Part]) -> dict[Debtor, list[Part]]:
    """Of these parts those that somebody pays back to the buyer, by who; what has no pence is left out."""
    found: dict[Debtor, list[Part]] = {}
    for part in parts:
        if part.paid_back is not None and part.pence:
            found.setdefault(part.paid_back.debtor, []).append(part)
    return found


def credit_of(part: Part, left: Part, pence: int) -> Part:
    """So much of what is ``left`` of a part, with the tax in it; ``pence`` is from 1 to what is left.

    What stays keeps its share of the part's own tax, rounded half up, and the credit takes the rest: so credits of the
    whole part take back its whole tax to the penny (a decrease in price, VAT Regulations 1995, regulation 38).
    """
    stays = round_half_up(Fraction(part.vat_pence * (left.pence - pence), part.pence))
    return replace(part, pence=pence, vat_pence=left.vat_pence - stays)


def by_rate(parts: Sequence[Part]) -> tuple[RateSum, ...]:
    """The sum of each rate, the highest first."""
    ordered = sorted(parts, key=_rate_key)
    found = []
    for (_, _), group in groupby(ordered, key=_rate_key):
        of_rate = list(group)
        first = of_rate[0]
        pence, tax = sum(one.pence for one in of_rate), sum(one.vat_pence for one in of_rate)
        found.append(RateSum(first.vat, first.vat_per_ten_thousand, pence, tax))
    return tuple(found)


def _rate_key(part: Part) -> tuple[int, str]:
    return -part.vat_per_ten_thousand, part.vat or ""


def due_on(issued_on: date, days: int) -> date:
    """The day by which it is to be paid."""
    return issued_on + timedelta(days=days)


def brokerage_fee(pence: int, per_ten_thousand: int) -> int:
    """What the brokerage takes of an invoice, rounded half up once. It is nought unless its operator says otherwise."""
    return round_half_up(Fraction(pence * per_ten_thousand, WHOLE))


def each_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that say something, in order."""
    return tuple(sorted({text for text in texts if text}))


def number_words(sort_letter: str, number: int) -> str:
    """How a number is written: "INV-0012", "CN-0013". One row of numbers for both, so neither has a gap."""
    return f"{sort_letter}-{number:04d}"


@dataclass(frozen=True, slots=True)
class Side:
    """Who a paper is from or to, as it names them."""

    name: str
    street: str = ""
    town: str = ""
    postcode: str = ""

    @property
    def lines(self) -> tuple[str, str, str, str]:
        """All of it."""
        return self.name, self.street, self.town, self.postcode

    @property
    def words(self) -> str:
        """What is known of it, in one line."""
        return ", ".join(filter(None, self.lines))


@dataclass(frozen=True, slots=True)
class Party(Side):
    """Seller or buyer as an invoice names it. ``endpoint``: its electronic address, scheme and id; ``id``: ours."""

    endpoint: str = ""
    vat_number: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A whole invoice or credit note. ``credits``: number and day of what a credit note takes back."""

    words: str
    is_credit: bool
    issued_on: date
    due_on: date
    month: date
    seller: Party
    buyer: Party
    parts: tuple[Part, ...]
    sort_code: str
    account_number: str
    credits: tuple[str, date] | None = None

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(one.pence for one in self.parts)

    @property
    def vat_pence(self) -> int:
        """The tax in it."""
        return sum(one.vat_pence for one in self.parts)

    @property
    def rates(self) -> tuple[RateSum, ...]:
        """The sum of each rate."""
        return by_rate(self.parts)

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        """The orders that it is for, each once."""
        return each_once(one.purchase_order for one in self.parts)

    @property
    def codings(self) -> tuple[str, ...]:
        """Where its payer books it, each once."""
        return each_once(one.coding for one in self.parts)

    @property
    def only_coding(self) -> str:
        """The one coding that all of it has; blank where there are several, or a part has none."""
        return self.codings[0] if len({one.coding for one in self.parts}) == 1 and self.codings else ""
