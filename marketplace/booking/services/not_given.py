"""Saying that a part of a break that has ended was not given, and what its provider and the brokerage say to that.

Its provider has as many days to answer as whoever plans had to say it; silence counts as yes. Where the two differ, the
brokerage decides. A part that was not given costs nothing: all its money goes back.
"""

from sqlalchemy import ColumnElement, select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Actor
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Line, NotGiven
from marketplace.booking.not_given import NotGivenState, moved
from marketplace.booking.over import over_by
from marketplace.booking.queries.instead_of_cards import given_beside_others
from marketplace.booking.queries.not_given import is_invoiced, one_to_decide, open_word, open_words, said_breaks
from marketplace.booking.queries.providers import refuse_stranger
from marketplace.booking.services.cancelling import end_line, reason_of
from marketplace.booking.services.knowing import locked, locked_by_id, locked_with
from marketplace.booking.services.over_letters import ask_if_given, tell_given_after_all, tell_not_given
from marketplace.booking.services.sweeping import each_alone
from marketplace.booking.sorts import Why
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def say_not_given(ref: str, line_ref: str, *, reason: str, by: Viewer) -> None:
    """A part was not given. Its provider is asked; where nobody of this site provides it, its money goes back at once.

    Raises NotFound, NotAllowed, NotNow, and Refused by field.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        known.require_state(BreakState.CONFIRMED, to="to say that a part was not given")
        line = known.line(line_ref)
        _refuse_wrong(line)
        audit.record("line-not-given-said", about=line.about, by=by.actor)
        if line.listing is None:
            _end_part(line, words, by=by.actor)
            return
        days = settings_in_force().number(SettingName.COMPLETES_AFTER_DAYS, on=clock.today())
        word = NotGiven(
            line=line,
            state=NotGivenState.ASKED,
            words=words,
            said_at=clock.now(),
            said_by_account_id=by.account_id,
            answer_by=over_by(clock.today(), days=days),
        )
        session.add(word)
        session.flush()
        ask_if_given(word)


def take_back_not_given(ref: str, line_ref: str, *, by: Viewer) -> None:
    """Whoever plans says that it was given after all. Raises NotFound, NotAllowed, Conflict."""
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        _end(open_word(known.line(line_ref)), NotGivenState.TAKEN_BACK, by=by.actor)


def answer_not_given(line_ref: str, *, was_given: bool, words: str, by: Viewer) -> None:
    """What its provider says to it: that is so, or it was given, with what they know of it.

    Raises NotFound, Conflict, Refused by field.
    """
    told = one_line(words)
    wrong = drafts.text_problems({"words": (told, LONGEST_WORDS)})
    if was_given and not told:
        wrong["words"] = "Say who gave it, and when"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        line = locked_with(line_ref)
        refuse_stranger(line, viewer=by)
        word = open_word(line)
        if not was_given:
            _end(word, NotGivenState.AGREED, by=by.actor)
            return
        word.denied_words = told
        word.state = moved(word.state, NotGivenState.DENIED)
        audit.record("line-not-given-denied", about=line.about, by=by.actor)


def decide_not_given(ref: str, *, was_given: bool, reason: str, by: Viewer) -> None:
    """The brokerage decides where the two differ; both read why. Raises NotFound, Conflict, Refused by field."""
    words = reason_of(reason)
    with transaction():
        line = locked_with(one_to_decide(ref, viewer=by).line.ref)
        word = open_word(line)
        if word.ref != ref:
            raise Conflict("Somebody was quicker. Look again")
        word.end_words = words
        _end(word, NotGivenState.DECIDED_GIVEN if was_given else NotGivenState.DECIDED_SO, by=by.actor)


def end_unanswered() -> int:
    """End every word that a provider left unanswered; of how many breaks. A sweep, harmless when repeated."""
    over = select(Line.break_id).join(NotGiven, NotGiven.line_id == Line.id).where(*_is_late())
    wanted = said_breaks().where(Line.break_id.in_(over)).distinct().order_by(Line.break_id)
    return each_alone(session.scalars(wanted).all(), _end_late)


def _end_late(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        late = [
            word
            for word in open_words(one.lines_in).values()
            if word.state is NotGivenState.ASKED and word.answer_by <= clock.now()
        ]
        for word in late:
            _end(word, NotGivenState.UNANSWERED, by=SITE)
        return bool(late)


def _is_late() -> tuple[ColumnElement[bool], ...]:
    return NotGiven.state == NotGivenState.ASKED, NotGiven.answer_by <= clock.now()


def _refuse_wrong(line: Line) -> None:
    if line.is_fee:
        raise Refused("The fee goes with what it is the fee for")
    if line.break_.ends_at > clock.now():
        raise NotNow("This break is not over yet")
    if open_words([line]):
        raise NotNow("This is said already. Its provider is asked")
    if line in given_beside_others(line.break_):
        raise NotNow("The time to say this is over. The part counts as given. Or call us")
    if is_invoiced(line):
        raise NotNow("Its provider has sent an invoice for it. Whoever pays it can dispute it. Or call us")


def _end(word: NotGiven, to: NotGivenState, *, by: Actor) -> None:
    """A word has its end, and its part with it where it was not given."""
    word.state = moved(word.state, to)
    word.ended_at, word.ended_by_account_id = clock.now(), by.account_id
    session.flush()
    audit.record(f"line-not-given-{to.value}", about=word.line.about, by=by)
    if to.is_given:
        tell_given_after_all(word)
    else:
        _end_part(word.line, word.words, by=by)
        tell_not_given(word)


def _end_part(line: Line, words: str, *, by: Actor) -> None:
    line.words = words
    end_line(line, Why.NOT_GIVEN, tells_provider=False, by=by)
