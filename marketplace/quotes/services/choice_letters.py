"""Letters about breaks to choose from: sent, taken back, answered."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.notifications.services import Recipient, owe
from marketplace.quotes.models import Choice, ChoiceSet
from marketplace.quotes.services.readers import family_of
from marketplace.wording import days_words


def tell_sent(found: ChoiceSet, one: Break, *, by: Viewer) -> None:
    """Tell those whose break it is that there are breaks to choose from."""
    for reader in family_of(one, but=by):
        owe(
            "choices-sent",
            to=reader,
            about=one.about,
            title=found.title,
            words=found.words,
            by_name=by.name,
            answer_by=found.answer_by,
            breaks=[(_named(choice), choice.quote.pence, choice.words) for choice in found.choices],
            ref=found.ref,
        )


def tell_taken_back(found: ChoiceSet, one: Break, *, by: Viewer) -> None:
    """Tell them that no answer is asked for any more."""
    for reader in family_of(one, but=by):
        owe("choices-taken-back", to=reader, about=one.about, title=found.title, by_name=by.name)


def tell_answer(found: ChoiceSet, *, by: Viewer) -> None:
    """Tell whoever sent them what was chosen; not when they wrote it down themselves."""
    sender = found.made_by
    if sender is None or sender.closed_at is not None or sender.id == by.account_id:
        return
    owe(
        "choices-answered",
        to=Recipient(sender.name, sender.email),
        about=found.choices[0].quote.break_.about,
        title=found.title,
        chosen=_named(found.chosen) if found.chosen else "",
        words=found.answer_words,
        by_name=by.name,
        ref=found.ref,
    )


def _named(choice: Choice) -> str:
    """By its name and its days: breaks of one family often have one name."""
    paper = choice.quote.paper
    return f"{paper.title}, {days_words(paper.starts_at, paper.ends_at)}"
