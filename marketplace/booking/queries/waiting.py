"""What waits for somebody: pots to agree, letters to attach, yes or no to say, rules to decide; due first, first."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import IN, WAITING, BreakState
from marketplace.booking.models import Break, Line, Share, Swap
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.card_waiting import cards_waiting, is_charging
from marketplace.booking.queries.known import KnownBreak, breaks_whole, decider_words, known_each
from marketplace.booking.queries.levies import levies_waiting, may_wait
from marketplace.booking.queries.overs import is_to_say, overs_waiting
from marketplace.booking.queries.owed_waiting import is_owed, owed_waiting
from marketplace.booking.queries.page import Wait
from marketplace.booking.queries.pots import whose_words
from marketplace.booking.queries.readiness import (
    Answers,
    Lack,
    Lacks,
    answers_of,
    decision_on,
    lacks,
    said_of_pot,
    shares_paid,
    undecided,
)
from marketplace.booking.queries.requesting import clock_days, clock_ends_at
from marketplace.booking.queries.rulings import Rulings, rulings_of_each
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.queries.stillness import asked_now, decisions_waiting, is_still_for, may_wait_to_decide
from marketplace.booking.queries.swap_waiting import clock_of, swaps_waiting
from marketplace.booking.queries.swaps import card_extras
from marketplace.booking.queries.talking import Talk, talks_of
from marketplace.booking.sorts import AgreedHow, SaidHow
from marketplace.booking.stages import by_words
from marketplace.booking.swaps import SwapState
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.holidays import is_working_day
from marketplace.money import format_pence
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import OFFICERS
from marketplace.rules.results import Result

_WHAT = {
    Lacks.AGREEMENT: "agree",
    Lacks.SAY: "say",
    Lacks.DECISION: "decide",
    Lacks.CARD: "card",
    Lacks.INSTEAD: "instead",
    Lacks.REST: "rest",
    Lacks.RULE: "rule",
}
_ARRANGERS = frozenset({Lacks.INSTEAD, Lacks.REST, Lacks.RULE})
"""What waits for whoever arranges the break, and for nobody who might in their place."""


def waiting_for(*, viewer: Viewer) -> tuple[Waiting, ...]:
    """Everything that the viewer can answer now: what is due first stands first, what has no day after it."""
    which = or_(concerns(viewer), _pays(viewer))
    waiting = swaps_waiting(which, viewer=viewer)
    found = [_of_swap(known, swap) for known, swap in waiting if not is_still_for(known.break_, viewer)]
    is_live = and_(Break.state.in_(WAITING), Break.hold_until > clock.now(), which)
    is_after = and_(or_(may_wait(), is_charging(), is_to_say(), is_owed(viewer=viewer)), concerns(viewer))
    is_still_ahead = and_(may_wait_to_decide(viewer=viewer), which)
    some = select(Break.id).where(or_(is_live, is_after, is_still_ahead)).order_by(Break.requested_at)
    ids = session.scalars(some).all()
    theirs = [one for one in breaks_whole(ids) if not is_still_for(one, viewer)]
    if theirs:
        seen = known_each(theirs, viewer=viewer)
        live = [known for known in seen if _is_live(known.break_)]
        breaks = [known.break_ for known in live]
        answers, talks = answers_of(breaks), talks_of(line for one in breaks for line in one.lines_in)
        said = rulings_of_each(breaks)
        found += [each for known in live for each in _of_break(known, said[known.break_.id], answers, talks)]
        found += decisions_waiting(seen)
        found += levies_waiting(known for known in seen if known.break_.ends_at <= clock.now())
        found += overs_waiting(seen)
        found += owed_waiting(seen)
        found += cards_waiting(known for known in seen if known.break_.state is BreakState.CONFIRMING)
    return tuple(sorted(found, key=lambda each: each.order))


def _is_live(one: Break) -> bool:
    return one.state in WAITING and one.hold_until is not None and one.hold_until > clock.now()


def waits_of(known: KnownBreak, missing: Iterable[Lack]) -> tuple[Wait, ...]:
    """What a requested break still waits for, of whom and by when, for the foot of its page."""
    return tuple(_wait(known, lack) for lack in missing)


def is_mine(known: KnownBreak, lack: Lack) -> bool:
    """Whether the viewer can do what is waited for."""
    match lack.what:
        case Lacks.AGREEMENT if lack.pot is not None:
            return way_in(known, lack.pot) is not None
        case Lacks.CARD if lack.pot is not None:
            return way_in(known, lack.pot) is AgreedHow.HOLDER
        case Lacks.SAY if lack.person is not None:
            return way_to_say(known, lack.person) is not None
        case Lacks.DECISION:
            return known.may_decide
        case Lacks.MONEY | Lacks.SPACE | Lacks.INSTEAD | Lacks.RULE | Lacks.REST:
            return known.is_planner or _is_officers(known, lack)
        case _:
            return lack.line is not None and lack.line.listing is None and known.is_planner


def concerns(viewer: Viewer) -> ColumnElement[bool]:
    """Which breaks may concern a viewer through their people; each is looked at again one by one."""
    if viewer.account_id is None:
        return false()
    theirs = select(Representation.person_id).where(
        Representation.account_id == viewer.account_id,
        Representation.organisation_id == viewer.organisation_id,
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
    own = select(Person.id).where(Person.account_id == viewer.account_id)
    people = or_(Person.id.in_(theirs), Person.id.in_(own))
    ids = select(Person.id).where(people)
    is_council = viewer.role in OFFICERS and viewer.council_id is not None
    of_council = Break.council_id == viewer.council_id if is_council else false()
    return or_(Break.person_id.in_(ids), Break.carer_id.in_(ids), of_council)


def working_days_left(due_at: datetime) -> int:
    """How many working days there are after today until a day; below nought when it is over."""
    today, due_on = clock.today(), in_london(due_at).date()
    if due_at <= clock.now():
        return -1
    return sum(is_working_day(today + timedelta(days=number)) for number in range(1, _days(today, due_on) + 1))


def _days(first: date, last: date) -> int:
    return (last - first) // timedelta(days=1)


def _pays(viewer: Viewer) -> ColumnElement[bool]:
    """Breaks that a pot pays for which the viewer's organisation holds, or their council commits."""
    pots: Select[int] = select(Share.line_id).join(Pot, Pot.id == Share.pot_id)
    if viewer.role is RoleName.ISF_HOLDER and viewer.organisation_id is not None:
        pots = pots.where(Pot.holder_id == viewer.organisation_id)
    elif viewer.role in OFFICERS and viewer.council_id is not None:
        pots = pots.where(Pot.council_id == viewer.council_id)
    else:
        return false()
    return Break.id.in_(select(Line.break_id).where(and_(Line.id.in_(pots), Line.state.in_(IN))))


def _of_break(known: KnownBreak, said: Rulings, answers: Answers, talks: Iterable[Talk]) -> Iterator[Waiting]:
    one = known.break_
    missing = asked_now(one, lacks(one, said, answers))
    for lack in missing:
        if _is_answered_with_another(known, lack, said, answers):
            continue
        if lack.what in _WHAT and is_mine(known, lack) and not _is_others(known, lack):
            yield _waiting(known, lack)
        elif lack.again_at is not None and known.is_planner:
            yield _to_ask_again(known, lack, lack.again_at)
    if known.is_planner and one.arranged_by_account_id == known.viewer.account_id:
        own = {line.ref for line in one.lines_in}
        yield from (_to_answer(known, talk) for talk in talks if talk.is_open and talk.line_ref in own)


def _is_others(known: KnownBreak, lack: Lack) -> bool:
    """Whether it is for whoever arranges the break, and the viewer is another; an officer sees to pots too."""
    is_arranger = known.break_.arranged_by_account_id == known.viewer.account_id
    return lack.what in _ARRANGERS and not is_arranger and not _is_officers(known, lack)


def _is_officers(known: KnownBreak, lack: Lack) -> bool:
    """Whether a rule's no is about money that officers see to: the limits of a pot, and what it buys."""
    is_of_pot = lack.what is Lacks.RULE and lack.result is not None and bool(lack.result.pot_ref)
    return is_of_pot and lack.refused is None and known.is_officer


def _is_answered_with_another(known: KnownBreak, lack: Lack, said: Rulings, answers: Answers) -> bool:
    """Whether an officer's money waits for what a rule leaves to them first: the two are one question, asked once."""
    if lack.what is not Lacks.AGREEMENT or lack.pot is None or not known.is_officer:
        return False
    if way_in(known, lack.pot) is not AgreedHow.OFFICER:
        return False
    one, decided = known.break_, answers.decided[known.break_.id]
    asks = undecided(one, said_of_pot(one, lack.pot, said), decided)
    return any(decision_on(result, line, decided) is None for line, result in asks)


def _of_swap(known: KnownBreak, swap: Swap) -> Waiting:
    """A swap that waits for the viewer's yes; an officer's has a clock (R47)."""
    of_officer = clock_of(swap)
    names = " and ".join(person.called for person in known.break_.principals)
    due_at = _first(of_officer[0], swap.until) if of_officer else swap.until
    pays = swap.state is SwapState.PAYS
    parts = f": {swap.fresh.title} instead of {swap.old.title}" if known.is_seen else ""
    return Waiting(
        what="swap_pay" if pays else "swap",
        break_ref=known.break_.ref,
        title=_title(known),
        words=f"For {names}{parts}",
        pence=sum(pence for _, pence in card_extras(swap)) if pays else swap.fresh.pence,
        since=swap.changed_at,
        due_at=due_at,
        days_left=working_days_left(due_at) if of_officer else None,
        days_in_all=of_officer[1] if of_officer else None,
        swap_ref=swap.ref,
    )


def _to_ask_again(known: KnownBreak, lack: Lack, since: datetime) -> Waiting:
    """Somebody wants to be asked again: it waits for whoever plans with them, who cannot say it for them."""
    line, person = lack.line, lack.person
    called = person.called if person else ""
    return Waiting(
        what="again",
        break_ref=known.break_.ref,
        title=known.break_.title,
        words=f"{called} wants to be asked again about {line.title if line else known.break_.title}",
        pence=None,
        since=since,
        due_at=known.break_.hold_until,
        days_left=None,
        days_in_all=None,
        person_ref=person.ref if person else "",
    )


def _to_answer(known: KnownBreak, talk: Talk) -> Waiting:
    """What a provider asks or offers: it keeps nobody's clock, and waits for whoever arranges."""
    one, line = known.break_, known.line(talk.line_ref)
    does = "offers another time for" if talk.offer else "asks about"
    since = talk.offer.made_at if talk.offer else talk.unanswered[0].asked_at
    return Waiting(
        what="talk",
        break_ref=one.ref,
        title=one.title,
        words=f"{line.provider} {does} {line.title}",
        pence=None,
        since=since,
        due_at=one.hold_until,
        days_left=None,
        days_in_all=None,
        line_ref=line.ref,
    )


def _waiting(known: KnownBreak, lack: Lack) -> Waiting:
    one = known.break_
    since = one.requested_at or one.changed_at
    pot = lack.pot
    has_clock = pot is not None and pot.sort.agreed_by is AgreedBy.OFFICER
    clock_end = _first(clock_ends_at(pot, since=since), one.hold_until) if pot is not None and has_clock else None
    what = _WHAT[lack.what]
    if pot is not None and way_in(known, pot) is AgreedHow.LETTER:
        what = "letter"
    return Waiting(
        what=what,
        break_ref=one.ref,
        title=_title(known),
        words=_words(lack, known),
        pence=sum(share.pence for share in shares_paid(one, pot)) if pot is not None else None,
        since=since,
        due_at=clock_end or one.hold_until,
        days_left=working_days_left(clock_end) if clock_end else None,
        days_in_all=clock_days(pot) if pot is not None and has_clock else None,
        pot_ref=pot.ref if pot else "",
        line_ref=lack.line.ref if lack.line else "",
        person_ref=lack.person.ref if lack.person else "",
    )


def _first(clock_end: datetime, hold_until: datetime | None) -> datetime:
    """An officer's clock counts as far as there is something to answer: to the end of the hold, where that is first."""
    return min(clock_end, hold_until) if hold_until else clock_end


def _title(known: KnownBreak) -> str:
    """The break's own name for those who see it; for others only that it is a break (R54)."""
    return known.break_.title if known.sees_all else "A short break"


def _words(lack: Lack, known: KnownBreak) -> str:
    who = " and ".join(person.called for person in known.break_.principals)
    match lack.what:
        case Lacks.SAY if lack.line is not None and lack.person is not None and _is_to_be_told(known, lack):
            return f"{lack.line.title}: ask {lack.person.called}, and write down their yes or no"
        case Lacks.SAY if lack.line is not None and lack.person is not None:
            return f"{lack.line.title}: yes or no for {lack.person.called}"
        case Lacks.INSTEAD if lack.line is not None:
            return f"{lack.line.provider} said no to {lack.line.title}"
        case Lacks.REST if known.break_.rest_by is not None:
            return f"The first part is kept. The rest must be agreed by {by_words(known.break_.rest_by)}"
        case Lacks.DECISION | Lacks.RULE if lack.result is not None:
            return f"For {who}. {_said(lack, lack.result)}"
        case _:
            return f"For {who}, from {lack.pot.name}" if lack.pot else f"For {who}"


def _wait(known: KnownBreak, lack: Lack) -> Wait:
    one = known.break_
    whom, words = wait_words(one, lack)
    return Wait(
        whom=whom or (one.arranged_by.name if one.arranged_by else "whoever arranges it"),
        words=words,
        until=one.hold_until,
        is_mine=is_mine(known, lack) and not is_still_for(one, known.viewer),
        line_ref=lack.line.ref if lack.line else "",
        pot_ref=lack.pot.ref if lack.pot else "",
        told_words=_told_words(lack) if _is_to_be_told(known, lack) else "",
    )


def _told_words(lack: Lack) -> str:
    """What whoever writes down another's yes or no does."""
    called, title = lack.person.called if lack.person else "", lack.line.title if lack.line else ""
    return f"ask {called}, and write down their yes or no to {title}"


def _is_to_be_told(known: KnownBreak, lack: Lack) -> bool:
    """Whether the viewer says neither yes nor no, and writes down what somebody told them."""
    return lack.what is Lacks.SAY and lack.person is not None and way_to_say(known, lack.person) is SaidHow.TOLD


def _pot_verb(lack: Lack, pot: Pot) -> str:
    if lack.what is Lacks.CARD:
        return "save a card for"
    return "a letter for" if pot.sort.agreed_by is AgreedBy.LETTER else "yes or no to"


def wait_words(one: Break, lack: Lack) -> tuple[str, str]:
    """Who is waited for, blank where it is whoever arranges the break; and what they are to do."""
    title = lack.line.title if lack.line else ""
    if lack.pot is not None:
        return whose_words(lack.pot), f"{_pot_verb(lack, lack.pot)} what {lack.pot.name} pays"
    match lack.what:
        case Lacks.SAY if lack.person is not None:
            again = ", once they are asked again" if lack.again_at else ""
            return lack.person.called, f"yes or no to {title}{again}"
        case Lacks.ACCEPTANCE if lack.line is not None and lack.line.listing is None:
            return "", f"ask {lack.line.provider}, and write down their yes to {title}"
        case Lacks.ACCEPTANCE if lack.line is not None:
            return lack.line.provider, f"accept {title} or not"
        case Lacks.DECISION if lack.result is not None:
            return decider_words(one), lack.result.sentence
        case _:
            return "", _own_words(lack, title)


def _own_words(lack: Lack, title: str) -> str:
    """What whoever arranges the break is to do."""
    match lack.what:
        case Lacks.MONEY if lack.line is not None:
            paid = sum(share.pence for share in lack.line.shares)
            return f"say who pays the {format_pence(lack.line.pence - paid)} that is missing for {title}"
        case Lacks.REST:
            return "plan the rest, hold it and ask for it"
        case Lacks.INSTEAD:
            return f"choose what to do about {title}"
        case Lacks.RULE if lack.result is not None:
            what = f"change or take out {title}" if title else "change the break"
            return f"{what}. {_said(lack, lack.result)}"
        case _:
            return f"hold {title}"


def _said(lack: Lack, result: Result) -> str:
    """What a rule says, with an officer's no to it where there is one, and else what can be done."""
    if lack.refused is not None:
        return f"{result.sentence} {lack.refused.by.name} said no: {lack.refused.reason}"
    return f"{result.sentence} {result.instead}".strip() if result.stops else result.sentence
