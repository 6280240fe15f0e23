"""Yes or no to each line by whom it is for. A no takes the line out, or cancels it; no officer's yes overrides it.

Who wants to be asked again has said neither: it is kept with its time, and whoever helps is reminded.
"""

from dataclasses import dataclass

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_HELPED_BY, LONGEST_TOLD_HOW, LONGEST_WORDS, Supported
from marketplace.booking.errors import NoPowers, NotNow, RulesSayNo
from marketplace.booking.lifecycle import KEPT, OUT_BY_A_NO, BreakState, LineState
from marketplace.booking.models import Line, Say
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.readiness import latest_says, whose_say
from marketplace.booking.queries.said_before import no_before
from marketplace.booking.queries.saying import acting_for, powers_of, way_to_say, why_not_say
from marketplace.booking.services.cancelling import end_line
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.letters import tell_part_out, warn_other_half
from marketplace.booking.services.lines import take_out
from marketplace.booking.services.say_letters import remind_to_ask_again, tell_wanted_after_all
from marketplace.booking.sorts import SaidHow, Why
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.people.models import Person
from marketplace.people.writing import one_line
from marketplace.rules.powers import R52
from marketplace.rules.queries import settings_in_force
from marketplace.rules.services import keep
from marketplace.wording import day

BY_NOBODY = Supported()
_OVER = frozenset({BreakState.COMPLETED, BreakState.CANCELLED})


def say(
    ref: str,
    line_ref: str,
    *,
    is_yes: bool | None,
    person_ref: str = "",
    words: str = "",
    supported: Supported = BY_NOBODY,
    by: Viewer,
) -> None:
    """Write down what somebody whom a line is for says to it: by sign-in, by powers (R52), or as it was told.

    ``is_yes`` none: they want to be asked again, as long as the break is not agreed. ``person_ref`` may be left out
    where the line is for one person alone. A no before all have agreed takes the line out and lets its space and money
    go; afterwards it cancels it. Raises NotFound, NotAllowed, NotNow.
    """
    with transaction():
        known = locked(ref, by=by)
        if known.state in _OVER or (is_yes is None and known.state in KEPT):
            raise NotNow(known.state.sentence)
        line = known.line(line_ref)
        person = _person(line, person_ref)
        said_words = write_down(known, line, person, is_yes=is_yes, words=words, supported=supported)
        if is_yes is None:
            remind_to_ask_again(line, person, by=by)
        elif not is_yes:
            _refuse(line, said_words, by)
        confirm_if_all_agreed(known.break_, by=by.actor)


def want_after_all(ref: str, line_ref: str, *, person_ref: str, words: str = "", by: Viewer) -> None:
    """Somebody who said no to a part wants it after all: it is kept, and whoever arranges and plans with them is told.

    Nothing comes back by itself: its time and money are let go, and the no counts until it is asked for anew. Raises
    NotFound, NoPowers, NotNow, Refused by field.
    """
    with transaction():
        known = locked(ref, by=by)
        if known.state in _OVER:
            raise NotNow(known.state.sentence)
        line = known.gone(line_ref)
        person = _person(line, person_ref)
        last = latest_says([line]).get((line.id, person.id))
        if line.state not in OUT_BY_A_NO or last is None or last.is_yes is not False:
            raise NotNow(f"{person.called} has told us already, or has not said no to it")
        said = write_down(known, line, person, is_yes=None, words=words)
        tell_wanted_after_all(line, person, words=said, by=by)


def write_down(
    known: KnownBreak,
    line: Line,
    person: Person,
    *,
    is_yes: bool | None,
    words: str = "",
    supported: Supported = BY_NOBODY,
) -> str:
    """Keep what somebody says of a line, in the transaction that is open; their words, tidy.

    A yes that was told needs their words where they said no to such a part before. Raises NoPowers, RulesSayNo, Refused
    by field.
    """
    said, by = _checked(words, supported), known.viewer
    how = way_to_say(known, person)
    if how is None:
        raise NoPowers(person.called, why_not_say(person, by))
    if is_yes and how is SaidHow.TOLD and not said.words:
        _refuse_over_a_no(line, person)
    powers = _powers(known, person, how)
    session.add(_row(line, person, is_yes=is_yes, how=how, powers=powers, said=said, by=by))
    audit.record(f"said-{_WORDS[is_yes]}", about=line.about, by=by.actor, on_behalf_of=f"person:{person.ref}")
    session.flush()
    return said.words


_WORDS = {True: "yes", False: "no", None: "ask-again"}


@dataclass(frozen=True, slots=True)
class _Said:
    words: str
    helped_by: str
    told_how: str


def _checked(words: str, supported: Supported) -> _Said:
    said = _Said(one_line(words), one_line(supported.helped_by), one_line(supported.told_how))
    wrong = drafts.text_problems(
        {
            "words": (said.words, LONGEST_WORDS),
            "helped_by": (said.helped_by, LONGEST_HELPED_BY),
            "told_how": (said.told_how, LONGEST_TOLD_HOW),
        }
    )
    if wrong:
        raise Refused(fields=wrong)
    return said


def _row(line: Line, person: Person, *, is_yes: bool | None, how: SaidHow, powers: str, said: _Said, by: Viewer) -> Say:
    return Say(
        line_id=line.id,
        person_id=person.id,
        is_yes=is_yes,
        how=how,
        powers=powers,
        words=said.words,
        helped_by=said.helped_by,
        told_how=said.told_how,
        by_account_id=by.account_id,
        at=clock.now(),
    )


def _refuse_over_a_no(line: Line, person: Person) -> None:
    """Their own no to such a part stands until they say otherwise: then their words say how."""
    before = no_before(line, person)
    if before is not None:
        day_said = day(in_london(before.at).date())
        why = f"{person.called} said no to this on {day_said}. Write what they said since, in their own words"
        raise Refused(fields={"words": why})


def _person(line: Line, ref: str) -> Person:
    people = whose_say(line)
    if not ref and len(people) == 1:
        return people[0]
    for person in people:
        if person.ref == ref:
            return person
    raise NotFound


def _powers(known: KnownBreak, person: Person, how: SaidHow) -> str:
    """The paper that somebody acts under, asked of R52 and kept. Raises RulesSayNo."""
    acting = acting_for(person, known.viewer) if how not in {SaidHow.SIGN_IN, SaidHow.TOLD} else None
    if acting is None:
        return ""
    result = R52.result(powers_of(acting), settings_in_force(), on=clock.today())
    if result is not None:
        if result.stops:
            raise RulesSayNo([result])
        keep([result], about=known.break_.about)
    return acting.powers or ""


def _refuse(line: Line, words: str, by: Viewer) -> None:
    line.words = words
    if line.break_.state in KEPT:
        end_line(line, Why.SAID_NO, by=by.actor)
    else:
        take_out(line, LineState.REFUSED, Why.SAID_NO, by=by)
        tell_part_out(line)
    warn_other_half(line)
