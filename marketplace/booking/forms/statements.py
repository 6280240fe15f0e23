"""Forms of bank statements: a file to take in, and what a line of one paid."""

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.booking.forms.answering import LONGEST_PAYMENT_REFERENCE
from marketplace.files import Upload
from marketplace.payments.bank.reading import LARGEST_BYTES
from marketplace.web.fields import Words
from marketplace.web.forms import Form


class StatementForm(Form):
    """One file."""

    file = FileField(
        "Your statement",
        widget=GovFileInput(),
        description="A CSV file from your bank or card reader, of at most 2 MB.",
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
