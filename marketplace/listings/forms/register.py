"""The form that takes in a month of the register."""

from flask_wtf.file import FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField

from marketplace.web.forms import Form
from marketplace.web.uploads import File

LARGEST_SENT_BYTES = 8 * 1024 * 1024


class RegisterForm(Form):
    """One monthly file."""

    file = File(
        "The month's file (.csv or .csv.gz)",
        most_bytes=LARGEST_SENT_BYTES,
        validators=[FileRequired("Choose the month's file")],
    )
    force = BooleanField(
        "Take it even if more than a tenth of the active services are missing from it", widget=GovCheckboxInput()
    )
