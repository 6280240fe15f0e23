"""Who cares for a person."""

from collections.abc import Mapping

from marketplace.web.fields import Listed
from marketplace.web.forms import Form


class CarerForm(Form):
    """One more carer, of the people that the reader knows."""

    carer = Listed(
        "Who cares for them, unpaid?",
        choices=(),
        needed="Choose who cares for them",
        hint="Somebody who is not in this list: add them as a person first.",
    )

    def __init__(self, *, choices: Mapping[str, str]) -> None:
        super().__init__()
        self.carer.choices = {"": "Choose"} | dict(choices)
