"""Why somebody is erased, as a code: it stands in a record that cannot be erased."""

from marketplace.people.erasure import Ground
from marketplace.web.fields import OneOf
from marketplace.web.forms import Form


class EraseForm(Form):
    """The reason, and no words."""

    ground = OneOf("Why?", choices=tuple((one.value, one.label) for one in Ground), needed="Choose why it is deleted")
