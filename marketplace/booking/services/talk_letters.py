"""Letters about what providers and whoever arranges say to each other: a question, its answer, another time."""

from marketplace.booking.models import Line, LineQuestion, OtherTime
from marketplace.booking.queries.talking import offer_words
from marketplace.booking.services.recipients import arranger_of, providers_of
from marketplace.notifications.services import owe


def tell_question(line: Line, question: LineQuestion) -> None:
    """Tell whoever arranges a line what its provider asks."""
    one = line.break_
    for reader in arranger_of(one):
        owe(
            "break-question",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            provider=line.provider,
            words=question.words,
            until=one.hold_until,
            ref=one.ref,
            line_ref=line.ref,
        )


def tell_answered(line: Line, question: LineQuestion) -> None:
    """Tell the provider of a line what was answered."""
    for reader in providers_of(line):
        owe(
            "break-question-answered",
            to=reader,
            about=line.about,
            listing=line.title,
            words=question.words,
            answer=question.answer,
            until=line.break_.hold_until,
            ref=line.ref,
        )


def tell_other_time(line: Line, offer: OtherTime) -> None:
    """Tell whoever arranges a line which other time its provider offers."""
    one = line.break_
    for reader in arranger_of(one):
        owe(
            "break-other-time",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title,
            provider=line.provider,
            when=offer_words(offer),
            pence=offer.pence,
            words=offer.words,
            until=one.hold_until,
            ref=one.ref,
            line_ref=line.ref,
        )


def tell_other_time_answered(line: Line, offer: OtherTime, *, is_taken: bool, waits: bool) -> None:
    """Tell the provider whether its other time was taken. ``line``: the one that stands now; ``waits``: for its yes."""
    for reader in providers_of(line):
        owe(
            "break-other-time-answered",
            to=reader,
            about=line.about,
            listing=line.title,
            when=offer_words(offer),
            is_taken=is_taken,
            waits=waits,
            until=line.break_.hold_until,
            ref=line.ref,
        )
