"""The form that takes a file of many listings in."""

from marketplace.listings.sheet.text import LARGEST_BYTES, MOST_ROWS
from marketplace.web.forms import Form
from marketplace.web.uploads import CsvFile


class SheetForm(Form):
    """One file."""

    file = CsvFile(
        "Your file",
        most_bytes=LARGEST_BYTES,
        description=f"A CSV file of at most {MOST_ROWS:,} rows.",
        accept=".csv,.txt,.tsv,text/csv",
    )
