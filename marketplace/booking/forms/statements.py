"""Forms of bank statements: a file to take in, and what a line of one paid."""

from collections.abc import Sequence

from marketplace.booking.forms.answering import LONGEST_PAYMENT_REFERENCE
from marketplace.budgets.bank_file import LARGEST_BYTES
from marketplace.money import format_pence
from marketplace.payments.payouts.queries.sent_back import SentBack
from marketplace.web.fields import Ticks, Words
from marketplace.web.forms import Form
from marketplace.web.uploads import CsvFile


class StatementForm(Form):
    """One file."""

    file = CsvFile("Your statement", most_bytes=LARGEST_BYTES, description="A CSV file from your bank or card reader.")


class MatchForm(Form):
    """Which invoice a line paid."""

    reference = Words(
        "What is the reference of the invoice?",
        most=LONGEST_PAYMENT_REFERENCE,
        needed="Enter the reference of the invoice",
        hint="8 letters and digits, as on the invoice.",
    )


class SentBackForm(Form):
    """What one provider sent back."""

    cases = Ticks("What did the provider send back?", choices=[], needed="Choose what was sent back")

    @classmethod
    def of(cls, several: Sequence[SentBack]) -> "SentBackForm":
        """The form for all that a line can be."""
        made = cls()
        made.cases.choices = [(one.key, _choice(one)) for one in several]
        return made


def _choice(one: SentBack) -> str:
    of = "marked before as sent back" if one.is_marked else one.words
    return f"{one.provider.name}: {format_pence(one.pence)}, {of}"
