"""What somebody typed into the fields of a card, and what is wrong with it in plain words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from marketplace.payments.stand_in import clock
from marketplace.payments.stand_in.cards import BY_NUMBER, PretendCard


@dataclass(frozen=True, slots=True)
class Typed:
    """The three fields, as they were typed."""

    number: str = ""
    expiry: str = ""
    code: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Typed":
        """What a form brought."""
        return cls(*(fields.get(name, "").strip() for name in ("number", "expiry", "code")))

    @property
    def card(self) -> PretendCard | None:
        """The test card with this number; spaces and dashes do not count."""
        return BY_NUMBER.get(re.sub(r"[\s-]", "", self.number))

    def problems(self) -> dict[str, str]:
        """What is wrong, by field."""
        found = {
            "number": self._wrong_number(),
            "expiry": _wrong_expiry(self.expiry),
            "code": "" if re.fullmatch(r"\d{3,4}", self.code) else "Enter the 3 or 4 digits of the security code",
        }
        return {field: words for field, words in found.items() if words}

    def _wrong_number(self) -> str:
        if not self.number:
            return "Enter the card number"
        return "" if self.card else "Use one of the test cards below: no other card can be used here"


def _wrong_expiry(typed: str) -> str:
    match = re.fullmatch(r"(0?[1-9]|1[0-2])\s*/?\s*(?:20)?(\d\d)", typed)
    if not match:
        return "Enter when the card expires as month and year, like 12/34"
    month, year = int(match[1]), 2000 + int(match[2])
    today = datetime.fromtimestamp(clock.seconds(), UTC)
    return "" if (year, month) >= (today.year, today.month) else "The card has expired: enter a month to come"
