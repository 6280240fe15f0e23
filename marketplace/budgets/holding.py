"""Whether the agreement of the three behind held money stands: person, council and holder have signed it. Pure."""

from datetime import date

from marketplace.wording import day


def is_over(review_on: date, today: date) -> bool:
    """Whether an agreement has ended: the three should have looked at it again before today."""
    return review_on < today


def lacks(review_on: date | None, today: date) -> str:
    """What is missing before the holder may say yes to anything, in words; nothing while an agreement stands.

    ``review_on``: of the latest agreement on file; none where there is none.
    """
    if review_on is None:
        return "The agreement of the three is not on file"
    return f"The agreement of the three ended on {day(review_on)}" if is_over(review_on, today) else ""
