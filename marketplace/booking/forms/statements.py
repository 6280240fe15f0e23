"""Forms of bank statements: a file to take in, and what a line of one paid."""

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.booking.forms.answering import LONGEST_PAYMENT_REFERENCE
from marketplace.budgets.bank_file import LARGEST_BYTES
from marketplace.files import Upload
from marketplace.web.fields import Words
from marketplace.web.forms import Form
from marketplace.web.uploads import File


class StatementForm(Form):
    """One file."""

    file = File(
        "Your statement",
        most_bytes=LARGEST_BYTES,
        description="A CSV file from your bank or card reader.",
        render_kw={"accept": ".csv,text/csv"},
    )

    def validate_file(self, field: Field) -> None:
        """A file was chosen; what is in it is looked at later."""
        if not field.data or not field.data.filename:
            raise StopValidation("Choose a file")

    @property
    def upload(self) -> Upload:
        """What was chosen. Read a byte beyond the most, so that more is seen and refused."""
        return Upload(self.file.data.filename or "", self.file.data.stream.read(LARGEST_BYTES + 1))


class MatchForm(Form):
    """Which invoice a line paid."""

    reference = Words(
        "What is the reference of the invoice?",
        most=LONGEST_PAYMENT_REFERENCE,
        needed="Enter the reference of the invoice",
        hint="8 letters and digits, as on the invoice.",
    )
