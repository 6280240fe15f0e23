"""Letters about what was kept of a cancelled part: its provider is asked to let it go, and what it says is told."""

from marketplace.booking.models import Waiver
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.over_letters import who_may_say
from marketplace.booking.services.recipients import providers_of
from marketplace.notifications.services import owe
from marketplace.people.services.readers import once


def ask_provider(waiver: Waiver) -> None:
    """Ask the provider of a part whether it keeps less of it."""
    line = waiver.line
    for reader in providers_of(line):
        owe(
            "break-let-off-asked",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            words=waiver.words,
            pence=waiver.pence,
            answer_by=waiver.by_words,
            ref=line.ref,
        )


def tell_answer(waiver: Waiver) -> None:
    """Tell whoever plans, and the provider, what it said, and what goes back."""
    line = waiver.line
    for reader in once([*providers_of(line), *who_may_say(line.break_)]):
        owe(
            "break-let-off-answered",
            to=reader,
            about=line.about,
            listing=line.title,
            when=when_words(line),
            how=waiver.state.words,
            words=waiver.answer_words,
            kept_pence=waiver.pence - waiver.back_pence,
            back_pence=waiver.back_pence,
            is_yes=waiver.state.is_yes,
        )
