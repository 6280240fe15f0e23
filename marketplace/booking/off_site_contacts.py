"""How a provider who is not on this site can be reached, read out of one line of words. Pure."""

import re
from dataclasses import dataclass

from marketplace.accounts.contacts import email_as_kept, telephone_as_kept

_EMAIL = re.compile(r"[^\s<>,;()]+@[^\s<>,;()]+")
_TELEPHONE = re.compile(r"\+?[\d][\d ()-]{7,28}\d")


@dataclass(frozen=True, slots=True)
class Reach:
    """An e-mail address and a telephone number, each as it is compared; empty where there is none."""

    email: str = ""
    telephone: str = ""

    def is_shared_with(self, other: "Reach") -> bool:
        """Whether both have the same address, or the same number."""
        same_email = bool(self.email) and self.email == other.email
        return same_email or (bool(self.telephone) and self.telephone == other.telephone)


def reach_in(words: str) -> Reach:
    """What can be read out of words such as "01721 720 000, ask for Jean"."""
    email = next((kept for found in _EMAIL.findall(words) if (kept := email_as_kept(found.rstrip(".")))), "")
    without = _EMAIL.sub(" ", words)
    numbers = (plain_number(found) for found in _TELEPHONE.findall(without))
    return Reach(email, next((number for number in numbers if number), ""))


def spaced(number: str) -> str:
    """A plain number as people read it."""
    return f"{number[:5]} {number[5:8]} {number[8:]}".strip() if number.startswith("0") else number


def plain_number(typed: str) -> str:
    """A telephone number in figures alone, from the United Kingdom with a nought; empty when it is none."""
    if telephone_as_kept(typed) is None:
        return ""
    figures = re.sub(r"\D", "", typed)
    is_abroad_form = typed.strip().startswith("+") or figures.startswith("0044")
    inland = re.sub(r"^(?:00)?44\(?0?", "0", figures) if is_abroad_form else figures
    return inland[:30]
