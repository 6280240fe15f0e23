"""Of which key facts somebody who stayed may say whether it was so: once their part has begun, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Line
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.errors import NotFound
from marketplace.listings.queries.fact_words import said_already

SAID_FOR = timedelta(days=90)
"""How long after a part ends it may be said: after that nobody remembers a door."""

_STAYED_IN = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})


@dataclass(frozen=True)
class StayedFact:
    """One key fact, as its page has it now."""

    id: str
    label: str
    words: str


def may_say_facts(line: Line, known: KnownBreak) -> bool:
    """Whether the viewer may say it: who went, or who plans with them and writes down what they say."""
    if line.listing is None or not line.state.is_in or known.state not in _STAYED_IN or not line.periods:
        return False
    if not (known.sees(line) and known.is_with_them):
        return False
    # A stay is counted from noon, and a part may be booked from before the break: nobody has seen anything by then.
    starts_at = max(line.periods[0].starts_at, known.break_.starts_at)
    return starts_at <= clock.now() < max(one.ends_at for one in line.periods) + SAID_FOR


def facts_to_say(ref: str, line_ref: str, *, viewer: Viewer) -> tuple[Line, Sequence[StayedFact]]:
    """A part, and the key facts of which nobody in it has said anything yet. Raises NotFound when it is not theirs."""
    known = known_break(ref, viewer=viewer)
    line = known.line(line_ref)
    if line.listing is None or not may_say_facts(line, known):
        raise NotFound
    done = said_already(line.about)
    values = sorted((row.value for row in line.listing.facts), key=lambda fact: fact.kind.label)
    facts = [fact for fact in values if fact.kind.is_key and fact.kind.id not in done]
    return line, [StayedFact(fact.kind.id, fact.kind.label, fact.words) for fact in facts]
