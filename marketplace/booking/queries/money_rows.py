"""What the page of a break says of money: who pays, what each pot has, what was agreed and what is still to settle."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.sorts import SettlesBy
from marketplace.listings.vat import Vat, vat_words
from marketplace.rules.results import Result


@dataclass(frozen=True)
class WordPassedOn:
    """A word with which an officer passed the question on: by whom, what, when."""

    by_name: str
    words: str
    at: datetime


@dataclass(frozen=True)
class AgreementRow:
    """Whose yes a pot needs, and whether it is there. ``needs``: what is missing, in words; blank when it stands.

    ``is_above_limit``: above what the viewer, as an officer, may agree alone. ``together_pence``: what they agreed from
    it of breaks that were planned together with this one, which counts with it. ``lacks``: the agreement that is
    missing before a holder may say yes. ``is_mine``: it is the viewer whose yes it is, now or once they are asked.
    ``attaches_letter``: the viewer attaches its funder's letter, now or once they are asked. ``reason``: what was said
    with the yes. ``passed_on``: what officers wrote when they passed it on, where the viewer is one of them.
    """

    how: AgreedHow
    whose_words: str
    is_mine: bool
    is_agreed: bool
    needs: str
    by_name: str
    at: datetime | None
    purchase_order: str
    letter_ref: str
    letter_words: str
    may_agree: bool
    may_attach_letter: bool
    may_tell: bool
    is_above_limit: bool
    together_pence: int
    may_withdraw: bool
    lacks: str = ""
    attaches_letter: bool = False
    reason: str = ""
    passed_on: tuple[WordPassedOn, ...] = ()


@dataclass(frozen=True)
class Settling:
    """How a pot's owner pays from it themselves. ``ways``: those there are; ``way``: the one chosen, none before.

    ``card``: "Visa ending 4242", blank while none is saved that may be charged this much; ``other_card``: one that
    the reader saved, but that may not be charged so much; ``kept_card``: one that the reader keeps for the pot.
    ``led_pence``: what of it ``led_by``, the pot that leads, pays first and asks back (R48): nothing by card.
    ``is_due``: the card was not charged and its holder can pay now; ``why``: what the bank said;
    ``bank_asks``: it wants to hear from the cardholder first. ``invoice_due_on``:
    once an invoice is out. ``owed_pence``: of it, what is still to come; ``days_late``: since its day. ``has_receipt``:
    all of it is paid. ``transferred_pence``: of what was paid to a card's promise, what came by bank transfer.
    """

    ways: tuple[SettlesBy, ...]
    way: SettlesBy | None = None
    pence: int = 0
    card: str = ""
    other_card: str = ""
    kept_card: str = ""
    may_save_card: bool = False
    is_being_charged: bool = False
    is_due: bool = False
    bank_asks: bool = False
    why: str = ""
    paid_pence: int = 0
    transferred_pence: int = 0
    payment_reference: str = ""
    invoice_due_on: date | None = None
    owed_pence: int = 0
    days_late: int = 0
    led_pence: int = 0
    led_by: str = ""
    has_receipt: bool = False

    @property
    def is_by_card(self) -> bool:
        """Whether a card is to be charged."""
        return self.way is SettlesBy.CARD


@dataclass(frozen=True)
class PaidPart:
    """What a pot pays of one line, and the value added tax in that; of all its pots together it is the line's."""

    title: str
    provider: str
    pence: int
    vat: Vat | None
    vat_pence: int

    @property
    def vat_words(self) -> str:
        """The tax in it, in words."""
        return vat_words(self.vat, self.vat_pence)


@dataclass(frozen=True)
class PotPart:
    """A pot in a break: what it pays, and its balance without and with this break. Both none: nobody counts it.

    ``pays_for``: "2 nights £270.00 and sleepovers £495.00". ``href_ref``: the pot's reference when the viewer sees it.
    ``settling``: of pots that their owner pays from. ``coding``: what a purchase order must name, where the viewer may
    read it. ``first_pence``: as the lead, all that it pays providers; others pay ``back_pence`` of it back (R48).
    """

    pot_ref: str
    href_ref: str
    letter: str
    name: str
    words: str
    pence: int
    before_pence: int | None
    after_pence: int | None
    is_committed: bool
    options: tuple[int, ...]
    pays_for: str
    parts: tuple[PaidPart, ...]
    agreement: AgreementRow
    settling: Settling | None
    coding: str
    first_pence: int = 0
    back_pence: int = 0

    @property
    def is_short(self) -> bool:
        """Whether it cannot pay all of it."""
        return self.after_pence is not None and self.after_pence < 0

    def of_part(self, pence: int, *, kept_pence: int) -> "PotPart":
        """The same of some of the break's parts; ``kept_pence`` is set aside already for others of them."""
        before = None if self.before_pence is None else self.before_pence - kept_pence
        after = None if before is None else before - pence
        return replace(self, pence=pence, before_pence=before, after_pence=after)


@dataclass(frozen=True)
class PotChoice:
    """A pot that may pay for a line, with what it may be asked. ``why_not``: why it may not; blank when it may.

    ``option``: the one option there is, to be shown and confirmed; none where there are several (R1) or none.
    ``asks``: what its funder asks, and what comes. ``most_pence``: the most of the line it may pay; ``only_words``: why
    that is not all of it. ``results``: what rules say of it, more than that it may.
    """

    pot_ref: str
    name: str
    letter: str
    free_pence: int | None
    options: tuple[int, ...]
    option: int | None
    outcomes: tuple[tuple[str, str], ...]
    why_not: str
    most_pence: int
    only_words: str
    asks: tuple[str, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class KeptOf:
    """What was kept of one part, out of this pot's money, and the terms by which; blank of a fee."""

    title: str
    pence: int
    terms: str


@dataclass(frozen=True)
class Back:
    """Money that went back, or is on its way. ``where``: "to Visa ending 4242". ``at`` none: not there yet."""

    where: str
    pence: int
    at: datetime | None


@dataclass(frozen=True)
class ComingBack:
    """Money of a transfer that a break which stands does not need any more, and that finance has not sent yet."""

    pot: str
    pence: int


@dataclass(frozen=True)
class PotAfter:
    """One pot after all. ``was_pence``: what it was to pay of what is cancelled.

    ``is_promised``: its owner pays from it themselves, so that money came and went; else it was set aside.
    ``paid_pence``: what had come, of a promise. ``kept_paid_pence``: of what was kept, what is paid; ``due_on``: by
    when its owner owes the rest. ``receipt_ref``, ``invoice_ref``: the pot's reference where there is a receipt, or an
    invoice that is still owed.
    """

    pot: str
    was_pence: int
    paid_pence: int
    kept: tuple[KeptOf, ...]
    kept_paid_pence: int
    backs: tuple[Back, ...]
    is_promised: bool
    due_on: date | None
    receipt_ref: str = ""
    invoice_ref: str = ""

    @property
    def kept_pence(self) -> int:
        """What was kept of it, all told."""
        return sum(one.pence for one in self.kept)

    @property
    def kept_open_pence(self) -> int:
        """What was kept and is not paid yet."""
        return self.kept_pence - self.kept_paid_pence

    @property
    def done(self) -> tuple[Back, ...]:
        """What has gone back."""
        return tuple(one for one in self.backs if one.at is not None)

    @property
    def on_its_way(self) -> tuple[Back, ...]:
        """What is still to arrive."""
        return tuple(one for one in self.backs if one.at is None)
