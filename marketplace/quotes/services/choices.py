"""Putting breaks beside each other, sending them, and the answer: one of them, or none. Nothing is held by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Break
from marketplace.booking.queries.known import KnownBreak, known_as
from marketplace.booking.services.cancelling import cancel_break
from marketplace.booking.services.knowing import locked_several, refuse_after_death
from marketplace.db import lock, new_ref, session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.quotes.models import Choice, ChoiceSet
from marketplace.quotes.queries.choices import (
    MOST_BESIDE,
    how_to_choose,
    known_set,
    last_answer_day,
    may_send,
)
from marketplace.quotes.queries.quotes import is_gone, may_make
from marketplace.quotes.services.choice_letters import tell_answer, tell_sent, tell_taken_back
from marketplace.quotes.services.quotes import tidy_words, write_quote
from marketplace.quotes.services.readers import unsent_words
from marketplace.quotes.sorts import ChosenHow
from marketplace.wording import day

LONGEST_TITLE = 120
LONGEST_WORDS = 300
LONGEST_TELLER = 120
NOT_CHOSEN = "Another break was chosen instead"


@dataclass(frozen=True)
class Beside:
    """One break to put beside others, with a word to it."""

    break_ref: str
    words: str = ""


@dataclass(frozen=True)
class SetAnswer:
    """The answer to a set. ``choice_ref`` blank: none of them. ``lets_go``: the drafts not chosen are cancelled.

    ``told_by``: who told it, and how, where somebody else writes it down.
    """

    choice_ref: str = ""
    words: str = ""
    told_by: str = ""
    lets_go: bool = False


def put_beside(several: Sequence[Beside], *, title: str, words: str = "", answer_by: date, by: Viewer) -> str:
    """A set of two to five breaks of the same people, each with a quote of today; its reference.

    It is not sent yet. Raises NotFound, NotAllowed, Refused by field.
    """
    tidy_title = _title(title)
    tidy = tidy_words(words)
    notes = {one.break_ref: tidy_words(one.words, field=f"words_{one.break_ref}") for one in several}
    if not 2 <= len(notes) <= MOST_BESIDE:
        raise Refused(fields={"breaks": f"Choose 2 to {MOST_BESIDE} breaks"})
    with transaction():
        each = _locked(list(notes), by)
        _refuse_answer_day(answer_by, [known.break_ for known in each])
        made = ChoiceSet(
            ref=new_ref(),
            title=tidy_title,
            words=tidy,
            answer_by=answer_by,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(made)
        session.flush()
        for position, known in enumerate(each, start=1):
            quote = write_quote(known, good_until=answer_by, words="", by=by)
            note = notes[known.break_.ref]
            session.add(Choice(set_id=made.id, position=position, quote_id=quote.id, words=note))
        audit.record("choices-made", about=_about(made), by=by.actor)
        session.flush()
        return made.ref


def send_choices(ref: str, *, by: Viewer) -> str:
    """Write to those whose break it is, and who plans with them; why no letter goes, if so.

    Raises NotFound, NotAllowed, NotNow, Refused.
    """
    with transaction():
        found, each = _locked_set(ref, by)
        _require_sender(found, each)
        refuse_after_death(each[0].break_)
        if found.sent_at or found.taken_back_at:
            raise NotNow("These breaks were sent already" if found.sent_at else "These breaks were taken back")
        if found.answer_by < clock.today():
            raise NotNow("The day to answer by is over. Put these breaks side by side again, and send that")
        found.sent_at = clock.now()
        audit.record("choices-sent", about=_about(found), by=by.actor)
        session.flush()
        tell_sent(found, each[0].break_, by=by)
        return unsent_words(each[0].break_)


def take_back(ref: str, *, by: Viewer) -> None:
    """Ask for no answer any more. The drafts stay. Raises NotFound, NotAllowed, NotNow."""
    with transaction():
        found, each = _locked_set(ref, by)
        _require_sender(found, each)
        _refuse_ended(found)
        found.taken_back_at = clock.now()
        audit.record("choices-taken-back", about=_about(found), by=by.actor)
        session.flush()
        if found.sent_at:
            tell_taken_back(found, each[0].break_, by=by)


def answer_choices(ref: str, *, answer: SetAnswer, by: Viewer) -> str:
    """One of them goes on, or none; the reference of the break that does. Whoever sent them is told.

    Raises NotFound, NotAllowed, NotNow, Refused by field.
    """
    words = tidy_words(answer.words)
    with transaction():
        found, each = _locked_set(ref, by)
        how = how_to_choose(each)
        if how is None:
            raise NotAllowed("Only those whose break it is, or who plans with them, can choose")
        _refuse_ended(found)
        if found.sent_at is None:
            raise NotNow("These breaks are not sent yet")
        found.told_by = _told_by(answer.told_by) if how is ChosenHow.TOLD else ""
        chosen = _chosen(found, each, answer.choice_ref) if answer.choice_ref else None
        if chosen is None and not words:
            raise Refused(fields={"words": "Say in a few words why none of them suits"})
        found.answered_at, found.answered_how = clock.now(), how
        found.answered_by_account_id, found.answer_words = by.account_id, words
        action = "choices-none" if chosen is None else "choices-chosen"
        audit.record(action, about=_about(found), by=by.actor)
        session.flush()
        tell_answer(found, by=by)
        if answer.lets_go:
            _let_go(each, but=chosen, by=by)
        return chosen.break_.ref if chosen else ""


def _chosen(found: ChoiceSet, each: Sequence[KnownBreak], choice_ref: str) -> KnownBreak:
    """Mark the one that was chosen. Raises Refused when it is not there, or cannot be chosen any more."""
    for one, known in zip(found.choices, each, strict=True):
        if one.ref == choice_ref:
            if is_gone(known):
                raise Refused(fields={"choice": f"{known.break_.title} cannot be chosen any more. Choose another"})
            one.is_chosen = True
            return known
    raise Refused(fields={"choice": "Choose one of the breaks, or none of them"})


def _let_go(each: Sequence[KnownBreak], *, but: KnownBreak | None, by: Viewer) -> None:
    """Cancel the others, as far as nobody was asked for anything in them yet. Nobody has a letter about each."""
    others = [known for known in each if known is not but and not is_gone(known)]
    for ref in [known.break_.ref for known in others if known.break_.requested_at is None]:
        cancel_break(ref, reason=NOT_CHOSEN, tells_family=False, by=by)


def _locked(refs: Sequence[str], by: Viewer) -> list[KnownBreak]:
    """These breaks in their order, locked, of the same people, each to be put beside others."""
    ids = session.scalars(select(Break.id).where(Break.ref.in_(refs))).all()
    if len(ids) < len(refs):
        raise NotFound
    found = {one.ref: known_as(one, viewer=by) for one in locked_several(ids, spaces=())}
    each = [found[ref] for ref in refs]
    if not all(known.is_seen and known.sees_money for known in each):
        raise NotFound
    _require_planner(each)
    if not all(may_make(known) for known in each):
        raise Refused(fields={"breaks": "One of these breaks is agreed, over or empty. Choose others"})
    if len({(one.break_.whose, one.break_.person_id, one.break_.carer_id) for one in each}) > 1:
        raise Refused(fields={"breaks": "Choose breaks of the same people"})
    return each


def _locked_set(ref: str, by: Viewer) -> tuple[ChoiceSet, list[KnownBreak]]:
    found, _ = known_set(ref, viewer=by)
    lock((ChoiceSet, [found.id]))
    return known_set(ref, viewer=by)


def _require_planner(each: Sequence[KnownBreak]) -> None:
    for known in each:
        known.require_planner()


def _require_sender(found: ChoiceSet, each: Sequence[KnownBreak]) -> None:
    if not may_send(found, each):
        raise NotAllowed("Only whoever put these breaks side by side can send them, or take them back")


def _refuse_ended(found: ChoiceSet) -> None:
    if found.taken_back_at:
        raise NotNow("These breaks were taken back. Ask whoever sent them")
    if found.answered_at:
        raise NotNow("Somebody answered this already")


def _refuse_answer_day(answer_by: date, breaks: Sequence[Break]) -> None:
    today, last = clock.today(), last_answer_day(breaks)
    if not today <= answer_by <= last:
        raise Refused(fields={"answer_by": f"Choose a day from {day(today)} to {day(last)}"})


def _title(title: str) -> str:
    tidy = tidy_words(title, field="title", most=LONGEST_TITLE)
    if not tidy:
        raise Refused(fields={"title": "Give it a name, like: a weekend in March"})
    return tidy


def _told_by(words: str) -> str:
    tidy = tidy_words(words, field="told_by", most=LONGEST_TELLER)
    if not tidy:
        raise Refused(fields={"told_by": "Say who told you, and how"})
    return tidy


def _about(found: ChoiceSet) -> str:
    return f"choices:{found.ref}"
