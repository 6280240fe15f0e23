"""What the pages of this feature share: a look is recorded, a form is kept or shown again with what is wrong."""

from functools import partial

from flask import g, request

from marketplace.accounts.attempts import TooManyTries
from marketplace.people.queries.persons import Known, known
from marketplace.people.services.persons import look_at
from marketplace.web import answered

saved = partial(answered.saved, also=(TooManyTries,))
"""The same, where somebody may have tried too often."""


def shown(ref: str, *, what: str) -> Known:
    """The person of a page. To open the page is a look, which is recorded; to send its form is not one more."""
    return look_at(ref, what=what, by=g.reader) if request.method == "GET" else known(ref, viewer=g.reader)
