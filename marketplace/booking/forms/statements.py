"""Forms of bank statements: a file to take in, and what a line of one paid."""

from marketplace.booking.forms.answering import LONGEST_PAYMENT_REFERENCE
from marketplace.budgets.bank_file import LARGEST_BYTES
from marketplace.web.fields import Words
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
