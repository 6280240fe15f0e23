"""What pages of those who answer share: an answer is kept, or shown again with what is wrong with it."""

from collections.abc import Callable

from marketplace.errors import Refused
from marketplace.web.forms import Form


def answered(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields.

    A Conflict goes on up: whoever answers second has the page that says that somebody else came first. So does what
    is refused where there is no field to say it at.
    """
    if not form.is_sent:
        return False
    try:
        write()
    except Refused as refusal:
        if not any(field.type != "CSRFTokenField" for field in form):
            raise
        form.blame(refusal)
    else:
        return True
    return False
