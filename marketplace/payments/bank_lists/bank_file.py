"""The list of payments that a bank takes in: a line for each payee, in the letters that BACS knows. Pure.

Names and references have at most 18 signs of the BACS set (Pay.UK, Standard 18): capital letters, digits, full stop,
ampersand, slash, hyphen, space. What else was typed is turned into the nearest of them or left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from marketplace.budgets.spreadsheet import as_rows, pounds

LONGEST = 18
COLUMNS = ("Sort code", "Account number", "Name", "Amount", "Reference")
_SORT_CODE = re.compile(r"\d{6}")
_ACCOUNT = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class BankPayment:
    """What one payee is paid. ``references``: the invoices, the first of which stands on it, and credit notes."""

    name: str
    sort_code: str
    account_number: str
    pence: int
    references: tuple[str, ...]

    @property
    def reference(self) -> str:
        """What the payee reads in its bank: "INV-0012" or "INV-0012 AND 2"."""
        more = len(self.references) - 1
        return bacs_words(f"{self.references[0]} AND {more}" if more else self.references[0])


def set_off(payments: Sequence[BankPayment], owed: Sequence[tuple[str, int]]) -> list[BankPayment]:
    """The payments to one payee less what it owes, by number of its credit notes and pence; what is nought is left out.

    A payee who has changed its account has a payment to each: the earlier ones are made less first. Whoever made the
    list saw to it that no more is owed than is paid.
    """
    left, notes, found = sum(pence for _, pence in owed), tuple(words for words, _ in owed), []
    for one in payments:
        less = min(left, one.pence)
        left -= less
        if one.pence > less:
            found.append(replace(one, pence=one.pence - less, references=one.references + (notes if less else ())))
    return found


def in_order(payments: Iterable[BankPayment]) -> list[BankPayment]:
    """By who is paid."""
    return sorted(payments, key=lambda one: (one.name, one.sort_code, one.account_number))


def as_csv(payments: Iterable[BankPayment]) -> str:
    """The file: amounts in pounds with two decimals, sort codes as six digits."""
    rows = (
        (one.sort_code, one.account_number, bacs_words(one.name), pounds(one.pence), one.reference) for one in payments
    )
    return as_rows(COLUMNS, rows)


def bacs_words(text: str) -> str:
    """The text in the signs that BACS takes."""
    plain = unicodedata.normalize("NFKD", text.replace("–", "-")).encode("ascii", "ignore").decode().upper()
    return " ".join(re.sub(r"[^A-Z0-9.&/ -]", " ", plain).split())[:LONGEST].strip()


def sort_code_of(text: str) -> str:
    """Six digits from "83-06-08" or "830608"; empty when it is neither."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if digits.isascii() and _SORT_CODE.fullmatch(digits) else ""


def account_number_of(text: str) -> str:
    """Eight digits, a shorter number filled up with noughts in front as banks do; empty when it is none."""
    digits = re.sub(r"\s", "", text)
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in {6, 7, 8}:
        return ""
    padded = digits.zfill(8)
    return padded if _ACCOUNT.fullmatch(padded) else ""
