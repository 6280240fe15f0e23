"""Letters about what rules say: that one asks an officer or says no, what was decided, a pot's yes taken back."""

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import decider_words, has_council
from marketplace.booking.queries.readiness import decisions_of, undecided
from marketplace.booking.queries.rulings import Rulings, rulings
from marketplace.booking.services.recipients import arranger_of, care_managers_of, deciders_of
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.notifications.services import owe, was_owed
from marketplace.people.services.readers import once
from marketplace.rules.charges import R41
from marketplace.rules.models import KeptResult
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer, Result

STOPPED = "break-stopped"


def ask_decisions(one: Break, *, is_reminder: bool = False) -> None:
    """Ask an officer of whoever's break it is what rules leave to one; who arranges it where none works with them.

    Where nobody has a council, the brokerage is asked.
    """
    if not _was_asked(one):
        return
    asks = [
        (line.title if line else "", result.sentence)
        for line, result in undecided(one, rulings(one), decisions_of(one))
    ]
    for reader in deciders_of(one) if asks else ():
        owe(
            "break-decision-wanted",
            to=reader,
            is_reminder=is_reminder,
            about=one.about,
            called=" and ".join(person.called for person in one.principals),
            asks=asks,
            until=one.hold_until,
            ref=one.ref,
            decider=decider_words(one),
            is_council=has_council(one),
        )


def news_of_a_no(one: Break, found: Rulings) -> list[tuple[str, Result]]:
    """What rules say no to, with the reference of its line, where nobody was told since the break was asked for.

    A price that is another by now is no news: whoever says yes to the request says yes to the price it asks for (R41).
    """
    news = [(ref, result) for ref, result in found.stops if result.rule_id != R41.id]
    since = one.requested_at or one.made_at
    return news if news and not was_owed(STOPPED, about=one.about, since=since) else []


def tell_stopped(one: Break, found: Rulings) -> bool:
    """Tell whoever arranged it, and the care managers, what rules say no to; whether there was news of it.

    Once for each time it is asked for.
    """
    news = news_of_a_no(one, found)
    titles = {line.ref: line.title for line in one.lines_in}
    stops = [
        (titles.get(ref, ""), f"{shown.sentence} {shown.instead}".strip())
        for ref, result in news
        for shown in as_families_see([result])
    ]
    managers = [manager for person in one.principals for manager in care_managers_of(person)]
    for reader in once((*arranger_of(one), *managers)) if news else ():
        owe(
            STOPPED,
            to=reader,
            about=one.about,
            title=one.title,
            called=" and ".join(person.called for person in one.principals),
            stops=list(dict.fromkeys(stops)),
            is_accepted=all(line.state is LineState.ACCEPTED for line in one.lines_now),
            until=one.hold_until,
            ref=one.ref,
        )
    return bool(news)


def tell_decision(one: Break, line: Line | None, *, is_yes: bool, reason: str, by: Viewer) -> None:
    """Tell whoever arranged it what an officer decided, and why."""
    for reader in arranger_of(one):
        owe(
            "break-decided",
            to=reader,
            about=one.about,
            title=one.title,
            line=line.title if line else "",
            is_yes=is_yes,
            reason=reason,
            by_name=by.name,
            is_council=has_council(one),
            until=one.hold_until,
            ref=one.ref,
        )


def tell_taken_back(one: Break, pot: Pot, *, by: Viewer) -> None:
    """Tell whoever arranged it that a pot's yes counts no longer, unless they took it back themselves."""
    for reader in arranger_of(one):
        if reader.email != by.email:
            owe("break-yes-taken-back", to=reader, about=one.about, title=one.title, pot=pot.name, ref=one.ref)


def _was_asked(one: Break) -> bool:
    """Whether a rule has ever left anything of this break to an officer: seldom, and then it is asked anew."""
    about = [one.about, *(line.about for line in one.lines_in)]
    asks = select(KeptResult.id).where(KeptResult.about.in_(about), KeptResult.answer == Answer.ASK)
    return session.scalar(asks.limit(1)) is not None
