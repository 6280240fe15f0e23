"""Who pays what of one part: for each pot an amount or a per cent, its option and what it is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, cast

from wtforms import Field

from marketplace import money
from marketplace.booking.drafts import SharePart
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.queries.money_rows import PotChoice
from marketplace.booking.queries.part_rows import LineRow, ShareRow
from marketplace.editing import stamp
from marketplace.errors import MarketplaceError, Refused
from marketplace.web.fields import Listed, OneOf, Typed, small
from marketplace.web.kept import KeptForm

_PER_CENT = re.compile(r"(?P<whole>\d{1,3})(?:\.(?P<part>\d{1,2}))?\s*%")
OPTIONS = {
    1: "Option 1: a direct payment, you get the money and pay",
    2: "Option 2: you direct it, the council or somebody else arranges and pays",
    3: "Option 3: the council chooses and arranges",
}
"""The ways of the Social Care (Self-directed Support) (Scotland) Act 2013, as people read them (R1)."""


class AmountOrPerCent(Typed):
    """``221.40`` or ``25%``: pence as int, a per cent as Fraction."""

    def read(self, typed: str) -> int | Fraction:
        found = _PER_CENT.fullmatch(typed)
        if found:
            per_cent = Fraction(f"{found['whole']}.{found['part'] or 0}")
            if not 0 < per_cent <= 100:
                raise ValueError(f"{self.label.text}: a per cent is from 1% to 100%")
            return per_cent
        try:
            pence = money.parse(typed)
        except money.NotMoney as why:
            raise ValueError(f"{self.label.text}: {small(str(why))}. Or write a part of it, like 25%") from None
        return pence

    def show(self, value: object) -> str:
        if isinstance(value, Fraction):
            return f"{float(value):g}%"
        return money.format_pence(int(str(value))).removeprefix("£")


@dataclass(frozen=True)
class Place:
    """The fields of one pot."""

    choice: PotChoice
    amount: Field
    option: Field | None
    outcome: Field | None


class SharesForm(KeptForm, NamedForm):
    """A field for the amount of each pot that may pay; which options and outcomes there are, the pot says."""

    choices: tuple[PotChoice, ...] = ()

    @classmethod
    def for_line(cls, line: LineRow, choices: Sequence[PotChoice]) -> Self:
        """The form of one part, with what pays now."""
        may = tuple(choice for choice in choices if not choice.why_not)
        fields: dict[str, Any] = {"choices": may}
        for place, choice in enumerate(may):
            fields |= _fields_of(place, choice)
        made = cast("type[Self]", type("SharesForm", (cls,), fields))
        return made(data=_typed(line, may) | {"seen": stamp(*(share.ref for share in line.shares))})

    @property
    def places(self) -> list[Place]:
        """The fields, pot by pot."""
        return [
            Place(choice, self[f"amount_{place}"], self._maybe(f"option_{place}"), self._maybe(f"outcome_{place}"))
            for place, choice in enumerate(self.choices)
        ]

    def _maybe(self, name: str) -> Field | None:
        return self._fields.get(name)

    @property
    def paying(self) -> list[tuple[int, Place]]:
        """The pots that pay something, with their places in the form."""
        return [(place, one) for place, one in enumerate(self.places) if one.amount.data]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Where a pot pays and has several options, one is said (R1)."""
        is_good = bool(super().validate(extra_validators))
        for _, one in self.paying:
            if one.option is not None and not one.option.data and not one.option.errors:
                one.option.errors = [f"Choose the option under which {one.choice.name} pays"]
                is_good = False
        return is_good

    @property
    def parts(self) -> list[SharePart]:
        """Who pays what, as it was typed."""
        return [_part(one) for _, one in self.paying]

    def blame(self, refusal: MarketplaceError) -> None:
        """Services number the parts that pay; the form has a place for every pot."""
        if isinstance(refusal, Refused) and refusal.fields:
            places = {str(number): place for number, (place, _) in enumerate(self.paying)}
            renamed = {self._renamed(name, places): why for name, why in refusal.fields.items()}
            refusal = Refused(fields=renamed)
        super().blame(refusal)

    def _renamed(self, name: str, places: dict[str, int]) -> str:
        what, _, number = name.partition("-")
        place = places.get(number, 0)
        wanted = f"{what}_{place}"
        return wanted if wanted in self else f"amount_{place}"


def _fields_of(place: int, choice: PotChoice) -> dict[str, Field]:
    fields: dict[str, Field] = {
        f"amount_{place}": AmountOrPerCent(
            f"How much from {choice.name}?",
            render_kw={"params": {"classes": "govuk-input--width-10"}},
        )
    }
    if len(choice.options) > 1:
        named = [(str(option), OPTIONS[option]) for option in choice.options]
        fields[f"option_{place}"] = OneOf(f"Under which option does {choice.name} pay?", choices=named)
    if choice.outcomes:
        wanted = [("", "Choose what it is for"), *choice.outcomes]
        fields[f"outcome_{place}"] = Listed(f"What is the money from {choice.name} for?", choices=wanted)
    return fields


def _typed(line: LineRow, choices: Sequence[PotChoice]) -> dict[str, Any]:
    """What pays now, in the fields of its pot. No option is chosen that nobody chose."""
    typed: dict[str, Any] = {}
    for place, choice in enumerate(choices):
        mine = [share for share in line.shares if share.pot_ref == choice.pot_ref]
        if mine:
            typed[f"amount_{place}"] = _amount(mine)
            typed[f"option_{place}"] = str(mine[0].option or "")
            said = {words: ref for ref, words in choice.outcomes}
            typed[f"outcome_{place}"] = said.get(mine[0].outcome, "")
    return typed


def _amount(shares: Sequence[ShareRow]) -> int | Fraction:
    """What stands in the field: the per cent where one share was said so, that it may stay as it is."""
    said = _PER_CENT.match(shares[0].note) if len(shares) == 1 else None
    if said:
        return Fraction(f"{said['whole']}.{said['part'] or 0}")
    return sum(share.pence for share in shares)


def _part(one: Place) -> SharePart:
    said = one.amount.data
    chosen = one.option.data if one.option is not None else one.choice.option
    return SharePart(
        one.choice.pot_ref,
        pence=said if isinstance(said, int) else None,
        per_cent=said if isinstance(said, Fraction) else None,
        option=int(chosen) if chosen else None,
        outcome_ref=(one.outcome.data or "") if one.outcome is not None else "",
    )
