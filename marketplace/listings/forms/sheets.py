"""The form that takes a file of many listings in."""

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.files import Upload
from marketplace.listings.sheet.text import LARGEST_BYTES, MOST_ROWS
from marketplace.web.forms import Form
from marketplace.web.uploads import File


class SheetForm(Form):
    """One file."""

    file = File(
        "Your file",
        most_bytes=LARGEST_BYTES,
        description=f"A CSV file of at most {MOST_ROWS:,} rows.",
        render_kw={"accept": ".csv,.txt,.tsv,text/csv"},
    )

    def validate_file(self, field: Field) -> None:
        """A file was chosen; what is in it is looked at later."""
        if not field.data or not field.data.filename:
            raise StopValidation("Choose a file")

    @property
    def upload(self) -> Upload:
        """What was chosen. Read a byte beyond the most, so that more is seen and refused."""
        return Upload(self.file.data.filename or "", self.file.data.stream.read(LARGEST_BYTES + 1))
