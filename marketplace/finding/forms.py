"""Forms of shortlists and kept searches."""

from marketplace.finding.services.keeping import LONGEST_NOTE
from marketplace.web.fields import Ticks, Words
from marketplace.web.forms import Form

LONGEST_NAME = 80
TELL_ME = "tell"


class NoteForm(Form):
    """A note to a kept listing."""

    note = Words("Your note", most=LONGEST_NOTE, lines=3, hint="Only you read it.")


class SearchForm(Form):
    """A search, as its reader wants it kept."""

    name = Words("What do you call this search?", most=LONGEST_NAME, needed="Give the search a name")
    tells = Ticks(
        "Do you want to hear from us?",
        choices=((TELL_ME, "Write to me when something frees up or joins"),),
        hint="We write by e-mail. The letter says where and when, never what is needed.",
    )
