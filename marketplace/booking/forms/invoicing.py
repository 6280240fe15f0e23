"""Forms of invoices: which delivered parts are on one, what is typed in, why the rest of an order is let go."""

from datetime import timedelta

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.queries.invoicing import Batch
from marketplace.money import format_pence
from marketplace.payments.invoices.terms import USUAL_DAYS
from marketplace.payments.invoices.typed import LONGEST_NUMBER, TypedInvoice
from marketplace.people.offers import FIRST_DAY, LAST_DAY
from marketplace.web.fields import Day, Pounds, Ticks, Words
from marketplace.web.forms import Form
from marketplace.web.uploads import Paper

_MOST = 1_000_000_00


class BatchForm(Form):
    """The parts that can be on one invoice, all of them ticked to begin with."""

    parts = Ticks(
        "What did you deliver?",
        choices=[],
        needed="Tick at least one part",
        hint="Take the tick away from what was not delivered, or comes later.",
    )

    @classmethod
    def of(cls, batch: Batch) -> "BatchForm":
        """The form for these parts."""
        made = cls(data={"parts": [row.key for row in batch.rows]})
        made.parts.choices = [
            (row.key, f"{row.part.when or 'When the break ends'}. {row.part.words}: {format_pence(row.part.pence)}")
            for row in batch.rows
        ]
        return made


class RestForm(Form):
    """Why the rest of an order is let go."""

    reason = Words(
        "Why do you let it go?", most=LONGEST_WORDS, lines=2, needed="Say why", hint="Its provider reads this."
    )


class TypedForm(Form):
    """What stands on the invoice of a provider who is not on this site."""

    number = Words(
        "Number of the invoice",
        most=LONGEST_NUMBER,
        needed="Enter the number of their invoice",
        hint="If it is for other parts too, type it in once for each: 4711/1, 4711/2, each with its own sum.",
    )
    issued_on = Day("Day of the invoice", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day of the invoice")
    due_on = Day(
        "To be paid by", first=FIRST_DAY, last=LAST_DAY, hint=f"{USUAL_DAYS} days after it, if you leave this empty."
    )
    amount = Pounds("All of it, with VAT", least=1, most=_MOST, needed="Enter the sum of the invoice")
    sort_code = Words("Sort code", most=12, needed="Enter the sort code", hint="Where they are paid. 6 digits.")
    account_number = Words("Account number", most=12, needed="Enter the account number", hint="6 to 8 digits.")
    paper = Paper("The invoice")

    @property
    def typed(self) -> TypedInvoice:
        """What was typed."""
        return TypedInvoice(
            self.number.data or "",
            self.issued_on.data,
            self.due_on.data or self.issued_on.data + timedelta(days=USUAL_DAYS),
            self.amount.data or 0,
            self.sort_code.data or "",
            self.account_number.data or "",
            self.paper.upload,
        )
