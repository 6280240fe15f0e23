"""An invoice of a provider who is not on this site, as whoever pays it types it in from the paper. Pure.

Nobody sends it here: its number is the provider's own, and the paper proves it.
"""

from dataclasses import dataclass, replace
from datetime import date

from marketplace.files import Upload
from marketplace.money import format_pence
from marketplace.payments.bank_lists.bank_file import account_number_of, sort_code_of
from marketplace.payments.invoices.paper import PayerKey
from marketplace.payments.invoices.terms import account_faults

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class TypedInvoice:
    """What stands on it. ``pence``: all of it, with its tax; ``paper``: the invoice itself."""

    number: str
    issued_on: date
    due_on: date
    pence: int
    sort_code: str
    account_number: str
    paper: Upload | None

    def tidy(self) -> "TypedInvoice":
        """The same, as it is kept; what cannot be read stays as it was typed."""
        return replace(
            self,
            number=" ".join(self.number.split()),
            sort_code=sort_code_of(self.sort_code) or self.sort_code,
            account_number=account_number_of(self.account_number) or self.account_number,
        )

    def problems(self, *, most_pence: int, today: date) -> dict[str, str]:
        """What is wrong with it, by field; ``most_pence``: what is set aside and not invoiced."""
        wrong = account_faults(self.sort_code, self.account_number)
        if not self.number or len(self.number) > LONGEST_NUMBER:
            wrong["number"] = f"Enter the number of their invoice, in {LONGEST_NUMBER} letters or fewer"
        if self.issued_on > today:
            wrong["issued_on"] = "This day is still to come"
        if self.due_on < self.issued_on:
            wrong["due_on"] = "It cannot be due before the day of the invoice"
        if not 0 < self.pence <= most_pence:
            wrong["amount"] = f"Enter a sum up to {format_pence(most_pence)}: no more is set aside for it"
        if self.paper is None:
            wrong["paper"] = "Attach their invoice"
        return wrong


def typed_key(payer: PayerKey, seller_name: str, number: str) -> str:
    """What tells one of them from all others: no payer pays the same number of one provider twice."""
    whose = payer.council_id or payer.holder_id or payer.name.casefold()
    return f"{payer.sort}:{whose}:{seller_name.casefold()}:{number.casefold()}"
