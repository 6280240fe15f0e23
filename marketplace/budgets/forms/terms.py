"""Forms about what the funder of a pot asks: its terms, what it may buy, money that comes and goes by date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.budgets.drafts import FIRST_DAY, LAST_DAY
from marketplace.budgets.fees import show_per_cent
from marketplace.budgets.forecast import Every
from marketplace.budgets.forms import PerCent
from marketplace.budgets.services.dated_money import Outgoing
from marketplace.budgets.terms import (
    LONGEST_LETTER,
    LONGEST_RECEIVER,
    LONGEST_WORDS,
    WHOLE,
    Buys,
    TermsAsked,
    TermsDraft,
)
from marketplace.errors import MarketplaceError, Refused
from marketplace.money import MOST_PENCE
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.settings import MayBuy
from marketplace.web.fields import CalendarDay, Day, Listed, OneOf, Pounds, Words, YesNo
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm

ABOVE = {"yes": "The break stops", "no": "The page warns"}
ANSWERS = (
    ("", "Nothing is said of it"),
    (MayBuy.ALLOW.value, "It may buy it"),
    (MayBuy.ASK.value, "An officer decides each time"),
    (MayBuy.NEVER.value, "It never buys it"),
)


class SharePerCent(PerCent):
    """How much of support a pot pays: up to all of it."""

    most_basis_points = WHOLE


_BREAKS_ALONE = "Leave it empty if there is none. Regular costs, and what is paid besides breaks, are not counted."


class TermsForm(KeptForm):
    """The terms of a pot: only what its sort has is asked."""

    week_cap_pence = Pounds("The most that breaks may take in one week", least=1, most=MOST_PENCE, hint=_BREAKS_ALONE)
    total_cap_pence = Pounds("The most that breaks may take in all", least=1, most=MOST_PENCE, hint=_BREAKS_ALONE)
    kept_back_pence = Pounds(
        "How much is kept back for an emergency?", least=0, most=MOST_PENCE, hint="Breaks that are planned leave it."
    )
    is_firm = YesNo("What happens above these sums?", needed="Say what happens above these sums")
    carry_over_pence = Pounds(
        "How much may be kept for the next year, at the most?",
        least=0,
        most=MOST_PENCE,
        hint="Leave it empty if nobody has said. 0 means that nothing may.",
    )
    is_provisional = YesNo("Is this budget settled?", needed="Say whether it is settled")
    paid_to = OneOf("Who gets the direct payment?", choices=[(one.value, one.words.capitalize()) for one in PaidTo])
    paid_to_name = Words("Their name, if it is somebody else", most=LONGEST_RECEIVER)
    means_tested_on = Day(
        "When did the council look at what the person can afford?",
        first=FIRST_DAY,
        last=LAST_DAY,
        hint="Leave it empty if it has not.",
    )
    award_letter = Words("Which award letter?", most=LONGEST_LETTER, hint="For example: ILF Scotland, 11 January 2026.")
    award_year_pence = Pounds("How much for a year?", least=0, most=MOST_PENCE)
    share = SharePerCent(
        "How much of support does it pay, in per cent?",
        most=8,
        hint="Like 25, of the price of PAs and other support. Leave it empty if the letter names no share.",
    )

    def __init__(self, *, asks: TermsAsked, **more: Any) -> None:
        super().__init__(**more)
        self.is_firm.choices = list(ABOVE.items())
        self.is_provisional.choices = [("no", "Yes, it is settled"), ("yes", "No, it may still change")]
        is_asked = {
            "paid_to": asks.is_direct_payment,
            "paid_to_name": asks.is_direct_payment,
            "means_tested_on": asks.is_direct_payment and not asks.is_carers,
            "award_letter": asks.is_award,
            "award_year_pence": asks.is_award,
            "share": asks.has_share,
        }
        for field in (name for name, asked in is_asked.items() if not asked):
            delattr(self, field)

    @classmethod
    def showing(cls, draft: TermsDraft, *, asks: TermsAsked, seen: str) -> "TermsForm":
        """The form as it is drawn for terms that are kept already."""
        shown = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
        shown |= {"paid_to": draft.paid_to.value if draft.paid_to else None, "seen": seen}
        shown |= {"kept_back_pence": draft.kept_back_pence or None}
        shown |= {"share": show_per_cent(draft.share_basis_points) if draft.share_basis_points else ""}
        return cls(asks=asks, data=shown)

    @property
    def draft(self) -> TermsDraft:
        """What was typed."""
        paid_to = self._answer("paid_to")
        return TermsDraft(
            week_cap_pence=self.week_cap_pence.data,
            total_cap_pence=self.total_cap_pence.data,
            is_firm=bool(self.is_firm.answer),
            kept_back_pence=self.kept_back_pence.data or 0,
            carry_over_pence=self.carry_over_pence.data,
            is_provisional=bool(self.is_provisional.answer),
            paid_to=PaidTo(paid_to) if paid_to else None,
            paid_to_name=self._answer("paid_to_name") or "",
            means_tested_on=self._answer("means_tested_on"),
            award_letter=self._answer("award_letter") or "",
            award_year_pence=self._answer("award_year_pence"),
            share_basis_points=self.share.basis_points if "share" in self and self.share.data else None,
        )

    def blame(self, refusal: MarketplaceError) -> None:
        """Services name sums without their unit."""
        if isinstance(refusal, Refused) and refusal.fields:
            names = {name: f"{name}_pence" if f"{name}_pence" in self else name for name in refusal.fields}
            refusal = Refused(fields={names[name]: why for name, why in refusal.fields.items()})
        super().blame(refusal)

    def _answer(self, name: str) -> Any:  # noqa: ANN401 - each field has its own
        return self[name].data if name in self else None


@dataclass(frozen=True)
class BuyPlace:
    """The two fields of one sort of thing."""

    kind: ListingKind
    answer: Listed
    most: Pounds


class PurchasesForm(KeptForm):
    """Of each sort of thing, whether a pot may buy it and for how much."""

    @classmethod
    def showing(cls, said: Mapping[ListingKind, Buys], *, seen: str) -> Self:
        """The form as it is drawn for what is kept already."""
        fields: dict[str, Any] = {}
        shown: dict[str, Any] = {"seen": seen}
        for kind in ListingKind:
            fields[f"answer_{kind}"] = Listed(f"{kind.label}: may it buy this?", choices=ANSWERS)
            fields[f"most_{kind}"] = Pounds(f"{kind.label}: the most in all", least=1, most=MOST_PENCE)
            buys = said.get(kind, Buys())
            shown |= {f"answer_{kind}": buys.answer.value if buys.answer else "", f"most_{kind}": buys.most_pence}
        return cast("type[Self]", type("PurchasesForm", (cls,), fields))(data=shown)

    @property
    def places(self) -> list[BuyPlace]:
        """The fields, sort by sort."""
        fields = self._fields
        return [
            BuyPlace(kind, cast("Listed", fields[f"answer_{kind}"]), cast("Pounds", fields[f"most_{kind}"]))
            for kind in ListingKind
        ]

    @property
    def said(self) -> dict[ListingKind, Buys]:
        """What was typed."""
        return {
            place.kind: Buys(MayBuy(place.answer.data) if place.answer.data else None, place.most.data)
            for place in self.places
        }


class InstalmentForm(Form):
    """Money that comes in on a day."""

    pence = Pounds("How much comes in?", least=1, most=MOST_PENCE, needed="Enter an amount")
    due_on = CalendarDay("On which day?", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day it comes in")
    words = Words(
        "What is it?", most=LONGEST_WORDS, hint="For example: second half of the year. You can leave it empty."
    )


class OutgoingForm(Form):
    """What goes out again and again."""

    out_words = Words("What is it for?", most=LONGEST_WORDS, needed="Say what it is for, like the pay of a PA")
    out_pence = Pounds("How much goes out?", least=1, most=MOST_PENCE, needed="Enter an amount")
    every = OneOf("How often?", choices=[(one.value, one.words.capitalize()) for one in Every], needed="Say how often")
    next_on = CalendarDay("When next?", first=FIRST_DAY, last=LAST_DAY, needed="Enter the next day it goes out")
    until_on = CalendarDay("Until when?", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty if it goes on.")

    @property
    def outgoing(self) -> Outgoing:
        """What was typed."""
        return Outgoing(
            words=self.out_words.data or "",
            pence=self.out_pence.data or 0,
            every=Every(self.every.data) if self.every.data else Every.MONTH,
            next_on=self.next_on.data or clock.today(),
            until_on=self.until_on.data,
        )

    def blame(self, refusal: MarketplaceError) -> None:
        """Two of its fields have names of their own, beside the form of what comes in."""
        if isinstance(refusal, Refused) and refusal.fields:
            ours = {"words": "out_words", "pence": "out_pence"}
            refusal = Refused(fields={ours.get(name, name): why for name, why in refusal.fields.items()})
        super().blame(refusal)
