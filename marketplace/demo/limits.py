"""How much of a break each officer of the demo may agree alone, named by whoever may name it (R47)."""

from marketplace import money
from marketplace.booking import services as breaks
from marketplace.demo.cast import Cast
from marketplace.demo.people_texts import PeopleTexts


def name(texts: PeopleTexts, cast: Cast) -> None:
    """Every limit of ``texts``."""
    for text in texts.accounts:
        if text.limit:
            officer, approver = cast.viewers[text.key], cast.viewers[text.limit_by]
            breaks.name_limit(str(officer.membership_ref), pence=money.parse(text.limit), by=approver)
