"""The form that takes in a month of the register."""

from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovFileInput
from wtforms import BooleanField

from marketplace.web.forms import Form


class RegisterForm(Form):
    """One monthly file."""

    file = FileField(
        "The month's file (.csv or .csv.gz)",
        widget=GovFileInput(),
        validators=[FileRequired("Choose the month's file")],
    )
    force = BooleanField(
        "Take it even if more than a tenth of the active services are missing from it", widget=GovCheckboxInput()
    )
