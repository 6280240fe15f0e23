"""What people write about a person: made tidy, and checked in plain words. Pure; knows no form and no table."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from marketplace.accounts.contacts import LONGEST_NAME, email_as_kept, name_as_kept, telephone_as_kept
from marketplace.geo.postcodes import halves_of
from marketplace.people.offers import FIRST_DAY

LONGEST_KNOWN_AS = 60
LONGEST_ADDRESS = 200
LONGEST_OUTCOME = 500
LONGEST_SAFETY_NOTE = 2000
LONGEST_NOTE = 1000
LONGEST_SLING = 200
LONGEST_HELPED_BY = 120


def one_line(text: str | None) -> str:
    """Words on one line: no line breaks, no doubled spaces, nothing that cannot be stored."""
    return " ".join(_storable(text or "").split())


def several_lines(text: str | None) -> str:
    """Words on several lines, without what cannot be stored and without empty space around them."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_storable(line).rstrip() for line in lines).strip()


def _storable(text: str) -> str:
    """Without control characters, of which PostgreSQL refuses some and no reader sees any."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


@dataclass(frozen=True, slots=True)
class Details:
    """Who a person is and how to reach them. Blank is not known; ``council_id`` is None for who pays for themself."""

    name: str
    known_as: str = ""
    born_on: date | None = None
    postal_address: str = ""
    postcode: str = ""
    email: str = ""
    telephone: str = ""
    council_id: int | None = None

    def tidy(self) -> "Details":
        """The same, as it is kept: "td113aa" is "TD11 3AA"."""
        halves = halves_of(self.postcode)
        return replace(
            self,
            name=name_as_kept(self.name) or one_line(self.name),
            known_as=name_as_kept(self.known_as) or one_line(self.known_as),
            postal_address=one_line(self.postal_address),
            postcode=" ".join(halves) if halves else one_line(self.postcode),
            email=email_as_kept(self.email) or one_line(self.email),
            telephone=telephone_as_kept(self.telephone) or one_line(self.telephone),
        )


def problems(details: Details, *, today: date) -> dict[str, str]:
    """What is wrong with tidy details, by field; nothing when they can be kept."""
    found = {
        "name": _length_problem(details.name, LONGEST_NAME) or ("" if details.name else "Enter a name"),
        "known_as": _length_problem(details.known_as, LONGEST_KNOWN_AS),
        "born_on": _birthday_problem(details.born_on, today),
        "postal_address": _length_problem(details.postal_address, LONGEST_ADDRESS),
        "postcode": "" if not details.postcode or halves_of(details.postcode) else "Enter a postcode like TD11 3AA",
        "email": _email_problem(details.email),
        "telephone": _telephone_problem(details.telephone),
    }
    return {field: why for field, why in found.items() if why}


def _length_problem(text: str, longest: int) -> str:
    return f"Use {longest} letters or fewer" if len(text) > longest else ""


def _birthday_problem(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day > today:
        return "The date of birth must be in the past"
    return "Check the year of birth" if day < FIRST_DAY else ""


def _email_problem(email: str) -> str:
    is_good = not email or email_as_kept(email) is not None
    return "" if is_good else "Enter an e-mail address like name@example.com"


def _telephone_problem(telephone: str) -> str:
    is_good = not telephone or telephone_as_kept(telephone) is not None
    return "" if is_good else "Enter a telephone number like 01361 960 001"
