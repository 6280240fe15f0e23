"""A suggestion of who pays: of each pot that would, its option and what the money is for."""

from dataclasses import dataclass
from typing import Any, Self, cast

from wtforms import Field

from marketplace.booking.drafts import SharePart
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.forms.paying import OPTIONS
from marketplace.booking.queries.who_might_pay import MightPay, Suggested
from marketplace.errors import MarketplaceError, Refused
from marketplace.web.fields import Listed, OneOf
from marketplace.web.kept import KeptForm


@dataclass(frozen=True)
class PotPlace:
    """One pot, with its fields where it has any."""

    pot: MightPay
    option: Field | None
    outcome: Field | None


class MightPayForm(KeptForm, NamedForm):
    """No option is chosen that nobody chose; what the money is for is, where there is one thing alone (R1, R7)."""

    pots: tuple[MightPay, ...] = ()

    @classmethod
    def of(cls, found: Suggested) -> Self:
        """The form of a suggestion."""
        fields: dict[str, Any] = {"pots": found.pots}
        shown: dict[str, Any] = {"seen": found.stamp}
        for place, pot in enumerate(found.pots):
            if len(pot.options) > 1:
                named = [(str(option), OPTIONS[option]) for option in pot.options]
                fields[f"option_{place}"] = OneOf(f"Under which option does {pot.name} pay?", choices=named)
            if pot.outcomes:
                wanted = [("", "Choose what it is for"), *pot.outcomes]
                fields[f"outcome_{place}"] = Listed(f"What is the money from {pot.name} for?", choices=wanted)
                shown[f"outcome_{place}"] = pot.outcomes[0][0] if len(pot.outcomes) == 1 else ""
        return cast("type[Self]", type("MightPayForm", (cls,), fields))(data=shown)

    @property
    def places(self) -> list[PotPlace]:
        """The pots with their fields."""
        return [
            PotPlace(pot, self._fields.get(f"option_{place}"), self._fields.get(f"outcome_{place}"))
            for place, pot in enumerate(self.pots)
        ]

    @property
    def said(self) -> dict[str, SharePart]:
        """What was said of each pot, by its reference."""
        return {one.pot.pot_ref: _said(one) for one in self.places}

    def blame(self, refusal: MarketplaceError) -> None:
        """Services name pots; the form numbers them."""
        if isinstance(refusal, Refused) and refusal.fields:
            places = {one.pot_ref: place for place, one in enumerate(self.pots)}
            named = {name.partition("-")[2]: why for name, why in refusal.fields.items()}
            refusal = Refused(fields={f"option_{places[ref]}": why for ref, why in named.items()})
        super().blame(refusal)


def _said(one: PotPlace) -> SharePart:
    chosen = one.option.data if one.option is not None else one.pot.option
    return SharePart(
        one.pot.pot_ref,
        option=int(chosen) if chosen else None,
        outcome_ref=(one.outcome.data or "") if one.outcome is not None else "",
    )
