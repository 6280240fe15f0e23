"""What providers answer to their own lines: provisionally, for good, or not. Each sees what it may first (R54)."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Line
from marketplace.booking.queries.providers import (
    NOT_SAID,
    READ_FIRST,
    is_calendar_unread,
    needs_two_steps,
    refuse_stranger,
)
from marketplace.booking.queries.requests import awaits_consent
from marketplace.booking.queries.swaps import asked_for
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_with
from marketplace.booking.services.letters import tell_answer, warn_other_half
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.requesting import give_longer
from marketplace.booking.services.safety_letters import ask_consent
from marketplace.booking.services.substituting import keep_working_time
from marketplace.booking.services.swap_answers import accept_swap, accept_swap_for_now, decline_swap
from marketplace.booking.sorts import AcceptedHow, Why
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.people.writing import one_line


def accept_provisionally(line_ref: str, *, gives_longer: bool = False, has_looked: bool = False, by: Viewer) -> None:
    """Yes, once what keeps the person safe has been read. Only acceptance for good counts.

    Where nobody has said yet whether it may be read, whoever can say so is asked. Raises NotFound, NotNow, Refused.
    """
    with transaction():
        line = asked_of(line_ref, by)
        refuse_unlooked(line, has_looked=has_looked, by=by)
        if line.state is LineState.INSTEAD:
            accept_swap_for_now(line, by=by)
        else:
            move_line(line, LineState.ACCEPTED_PROVISIONALLY, Why.PROVIDER_ACCEPTED, by=by.actor)
            _finish(line, gives_longer=gives_longer, by=by)
        ask_consent(line)


def accept(line_ref: str, *, gives_longer: bool = False, has_looked: bool = False, by: Viewer) -> None:
    """Yes for good. Support accepts provisionally first, and waits for the word on what keeps the person safe.

    Raises NotFound, NotNow, Refused.
    """
    with transaction():
        line = asked_of(line_ref, by)
        if line.state is LineState.ASKED and needs_two_steps(line):
            raise Refused(READ_FIRST)
        if awaits_consent(line):
            raise Refused(NOT_SAID)
        refuse_unlooked(line, has_looked=has_looked, by=by)
        if line.state is LineState.INSTEAD:
            accept_swap(line, by=by)
            return
        line.accepted_how, line.accepted_at, line.accepted_by = AcceptedHow.ON_SITE, clock.now(), by.name
        line.accepted_recorded_by_account_id = by.account_id
        move_line(line, LineState.ACCEPTED, Why.PROVIDER_ACCEPTED, by=by.actor)
        keep_working_time(line)
        _finish(line, gives_longer=gives_longer, by=by)


def decline(line_ref: str, *, reason: str, by: Viewer) -> None:
    """No, with the reason that the family reads. Its space and money go, the rest stays held until its time."""
    _go(line_ref, LineState.DECLINED, Why.PROVIDER_DECLINED, reason=reason, by=by)


def withdraw(line_ref: str, *, reason: str, by: Viewer) -> None:
    """No after all, by a provider who had accepted provisionally."""
    _go(line_ref, LineState.WITHDRAWN, Why.PROVIDER_WITHDREW, reason=reason, by=by)


def _go(line_ref: str, to: LineState, why: Why, *, reason: str, by: Viewer) -> None:
    words = one_line(reason)
    wrong = drafts.text_problems({"reason": (words, LONGEST_WORDS)})
    if not words:
        wrong["reason"] = "Say why, in a few words. The family reads this"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        line = asked_of(line_ref, by)
        if line.state is LineState.INSTEAD:
            decline_swap(line, reason=words, by=by)
            return
        line.words = words
        let_go([line], by=by.actor)
        move_line(line, to, why, by=by.actor)
        refigure_fees(line.break_, by=by.actor)
        audit.record(f"line-{to.value}", about=line.about, by=by.actor)
        tell_answer(line)
        warn_other_half(line)
        confirm_if_all_agreed(line.break_, by=by.actor)


def refuse_unlooked(line: Line, *, has_looked: bool, by: Viewer) -> None:
    """A family must not come to a locked door: whoever says yes past a calendar that is not read has looked in it."""
    if not is_calendar_unread(line):
        return
    if not has_looked:
        words = "Your other calendar has not been read for a day. Look in it, then say that this time is free there"
        raise Refused(words, fields={"looked": words})
    audit.record("calendar-looked-in", about=line.about, by=by.actor)


def _finish(line: Line, *, gives_longer: bool, by: Viewer) -> None:
    if gives_longer:
        give_longer(line, by=by.actor)
    audit.record(f"line-{line.state.value}", about=line.about, by=by.actor)
    session.flush()
    tell_answer(line)
    confirm_if_all_agreed(line.break_, by=by.actor)


def asked_of(line_ref: str, by: Viewer) -> Line:
    """A line of the provider whom ``by`` acts for, in a break that waits for answers, locked.

    Also one that may take the place of a part of a confirmed break, while its provider is asked.
    """
    line = locked_with(line_ref)
    refuse_stranger(line, viewer=by)
    if asked_for(line) is not None:
        return line
    state = line.break_.state_on(clock.now())
    if state is not BreakState.REQUESTED or not line.state.is_in:
        raise NotNow("This request is over: nothing is held for it any more")
    return line
