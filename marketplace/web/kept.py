"""A form of something that is kept already, and that somebody else may keep at the same time."""

from wtforms import HiddenField

from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.web.forms import Form


class KeptForm(Form):
    """``seen`` is the stamp of what the form was drawn from; ``is_stale`` says that it has changed since."""

    seen = HiddenField()
    is_stale = False

    def say_changed(self, changed: ChangedMeanwhile) -> None:
        """Say so at the first field; sent again, the reader's own words are kept."""
        self.is_stale = True
        self.seen.data = changed.seen
        shown = (name for name, field in self._fields.items() if field.type not in {"HiddenField", "CSRFTokenField"})
        self.blame(Refused(fields={next(shown): changed.message}))
        self.refused_with = changed.status
