"""One break as its page prints it, and the breaks of a viewer. What is not the viewer's does not exist for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.lifecycle import HOLDING, PLANNED, WAITING, BreakState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.ask_rows import AskRow
from marketplace.booking.queries.at_home import home_town_of
from marketplace.booking.queries.beds import beds_words
from marketplace.booking.queries.cover import cover_of, parts_of, timeline_of
from marketplace.booking.queries.halves import half_warnings
from marketplace.booking.queries.known import KnownBreak, breaks_whole, decider_words, known_break, known_each, who_died
from marketplace.booking.queries.lacking import taken_of
from marketplace.booking.queries.later_days import may_be_later
from marketplace.booking.queries.lines import CHANGEABLE, Around, line_rows
from marketplace.booking.queries.moves import moves_of
from marketplace.booking.queries.outside import outside_of
from marketplace.booking.queries.overs import over_by_words
from marketplace.booking.queries.page import BreakPage, BreakRights, StoppedPerson
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pots import pot_parts
from marketplace.booking.queries.providers import needs_two_steps
from marketplace.booking.queries.readiness import Answers, Lacks, answers_of, decision_on, lacks
from marketplace.booking.queries.requests import awaits_consent
from marketplace.booking.queries.rulings import Rulings, carer_charge, combination, rulings_of_each, rulings_with_pots
from marketplace.booking.queries.saying import way_to_say, why_not_say
from marketplace.booking.queries.stages import stages_of
from marketplace.booking.queries.stay_times import early_words
from marketplace.booking.queries.stillness import asked_now, decisions_waiting, is_still_for
from marketplace.booking.queries.talking import talks_of
from marketplace.booking.queries.twice import twice_words
from marketplace.booking.queries.waiting import concerns, is_mine, waits_of
from marketplace.booking.queries.ways import ways_of
from marketplace.booking.queries.went_back import coming_back, went_back
from marketplace.booking.sorts import Whose
from marketplace.db import session
from marketplace.listings.queries.feeds import unread_listings
from marketplace.periods import Period
from marketplace.rules.packages import is_package
from marketplace.rules.queries import settings_in_force
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer, Result, heaviest

PAGE_SIZE = 20
_OVER = frozenset({BreakState.COMPLETED, BreakState.CANCELLED})


@dataclass(frozen=True)
class BreakListRow:
    """One break in a list. ``waits_for_me``: how many things the viewer can do now. ``stops``: why rules say no."""

    ref: str
    title: str
    whose_words: str
    town: str
    period: Period
    state: BreakState
    hold_until: datetime | None
    pence: int
    parts: int
    waits_for_me: int
    stopped: tuple[StoppedPerson, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True)
class BreakList:
    """One page of breaks: those that wait or come first, then what is over."""

    rows: tuple[BreakListRow, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def break_for(ref: str, *, viewer: Viewer) -> BreakPage:
    """A break with everything that the viewer may see of it. Raises NotFound."""
    return page_of(known_break(ref, viewer=viewer))


def page_of(known: KnownBreak) -> BreakPage:
    """The same of a break that is known."""
    one, viewer = known.break_, known.viewer
    found = rulings_with_pots(one)
    answers = answers_of([one])
    why_not = {person.id: why_not_say(person, viewer) for person in one.everyone}
    around = Around(
        known=known,
        held=answers.held,
        said=answers.says,
        noes=answers.noes,
        results=found.by_line,
        why_not=why_not,
        unread=unread_listings(),
        taken=_taken(known, answers),
    )
    page = _page(known, around, answers, found)
    back, coming = went_back(known), coming_back(known)
    home_town = home_town_of(one) if known.is_planner else ""
    return replace(page, money_back=back, coming_back=coming, over_by=over_by_words(one), home_town=home_town)


def _taken(known: KnownBreak, answers: Answers) -> frozenset[str]:
    """What is not free, as long as it may still be held: said before anybody presses the button."""
    return taken_of(known.break_.lines_in, answers.held) if known.state in CHANGEABLE else frozenset()


def my_breaks(*, viewer: Viewer, page: int = 1) -> BreakList:
    """The breaks of the viewer and of everyone they act for or work with: what is to come, then the latest past."""
    with_people = (joinedload(Break.person), joinedload(Break.carer))
    rows = session.scalars(select(Break).where(concerns(viewer)).options(*with_people)).all()
    seen = [known for known in known_each(rows, viewer=viewer) if known.is_seen]
    seen.sort(key=_order)
    first = (page - 1) * PAGE_SIZE
    shown = seen[first : first + PAGE_SIZE]
    whole = breaks_whole(known.break_.id for known in shown)
    answers, said = answers_of(whole), rulings_of_each([one for one in whole if one.state in WAITING])
    undecided = Counter(one.break_ref for one in decisions_waiting(shown))
    listed = tuple(_list_row(known, answers, said, undecided[known.break_.ref]) for known in shown)
    return BreakList(listed, len(seen), page)


def _order(known: KnownBreak) -> tuple[bool, float, int]:
    is_over, at = known.state in _OVER, known.break_.starts_at.timestamp()
    return is_over, -at if is_over else at, known.break_.id


def draft_of(ref: str, *, viewer: Viewer) -> BreakDraft:
    """What a break is, as the form to change it shows it. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    known.require_planner()
    return draft_as_kept(known.break_)


def draft_as_kept(one: Break) -> BreakDraft:
    """What a break is, as it is kept."""
    return BreakDraft(
        title=one.title,
        whose=one.whose,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        person_ref=one.person.ref if one.person else "",
        carer_ref=one.carer.ref if one.carer else "",
        duty=one.duty,
        town=one.town,
        needs_cover=one.needs_cover,
        is_emergency=one.is_emergency,
    )


def whose_words(one: Break) -> str:
    """Whose break it is: "Callum's break", "Moira's break", "Callum and Anna, together"."""
    names = [person.called for person in one.principals]
    return f"{' and '.join(names)}, together" if one.whose is Whose.TOGETHER else f"{names[0]}'s break"


def _page(known: KnownBreak, around: Around, answers: Answers, found: Rulings) -> BreakPage:
    one, state = known.break_, known.state
    seen, cover = [line for line in one.lines_in if known.sees(line)], cover_of(one, without=around.taken)
    lines, missing = line_rows(seen, around), lacks(one, found, answers) if state in WAITING else []
    return BreakPage(
        ref=one.ref,
        title=one.title,
        whose=one.whose,
        whose_words=whose_words(one),
        person_ref=one.person.ref if one.person else "",
        person_called=one.person.called if one.person else "",
        carer_ref=one.carer.ref if one.carer else "",
        carer_called=one.carer.called if one.carer else "",
        duty=one.duty,
        town=one.town,
        state=state,
        period=one.period,
        hold_until=one.hold_until,
        asked_until=one.asked_until,
        confirmed_at=one.confirmed_at,
        is_emergency=one.is_emergency,
        needs_cover=one.needs_cover,
        lines=lines,
        gone=line_rows([line for line in one.lines if line.state not in HOLDING], around),
        cover=cover,
        cover_needs=parts_of(one),
        timeline=timeline_of(one, seen, cover),
        ways=ways_of(seen),
        pots=pot_parts(known, answers) if known.sees_money else (),
        waits=waits_of(known, asked_now(one, missing)),
        talks=talks_of(seen) if state in WAITING and known.is_planner else (),
        warnings=(*half_warnings(one), *(_clashes(one, seen) if state in CHANGEABLE else ())),
        results=as_families_see(found.of_break) if known.sees_rules else (),
        asks=asks_of(known, found, answers) if known.sees_rules else (),
        charge=carer_charge(one) if known.sees_money else None,
        package=_package(one, found),
        safety_consent=one.safety_consent,
        needs_safety_consent=any(needs_two_steps(line) for line in one.lines_in),
        awaits_consent=any(awaits_consent(line) for line in one.lines_in),
        arranged_by=one.arranged_by.name if one.arranged_by else "",
        words=one.words,
        moves=moves_of(known),
        rights=_rights(known, state),
        stopped=_stopped(known),
        rule_answer=heaviest(found.all) if one.lines_in else Answer.ALLOWED,
        is_in_series=one.series_id is not None,
        stages=stages_of(one),
        outside=outside_of(one, seen, state) if state in CHANGEABLE else None,
        is_stopped=any(lack.what is Lacks.RULE for lack in missing),
    )


def _clashes(one: Break, seen: Sequence[Line]) -> tuple[str, ...]:
    """What of these parts does not go together, a sentence each."""
    return (*twice_words(seen), *beds_words(one, seen), *early_words(seen))


def _stopped(known: KnownBreak) -> tuple[StoppedPerson, ...]:
    """Those in it who are in hospital or have died, as far as the viewer sees them."""
    return tuple(
        StoppedPerson(person.ref, person.called, person.stands_still.words)
        for person in known.break_.everyone
        if person.stands_still is not None and known.standing(person).may_see
    )


def _rights(known: KnownBreak, state: BreakState) -> BreakRights:
    plans = known.is_planner
    is_alive = who_died(known.break_) is None
    arranges = plans and is_alive
    may_go_first = known.is_officer and known.break_.is_emergency and not known.break_.emergency_officer_id
    supported = known.break_.person or known.break_.carer
    return BreakRights(
        plans=plans,
        may_change=plans and state in CHANGEABLE,
        may_add=arranges and state in CHANGEABLE,
        may_let_go=plans and state in {BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT},
        may_request=arranges and state in {BreakState.HELD, BreakState.REQUESTED},
        may_ask_later=arranges and may_be_later(known.break_),
        may_stage=arranges and state in PLANNED and any(not line.is_fee for line in known.break_.lines_in),
        may_cancel=plans and state not in _OVER,
        may_complete=plans and state is BreakState.CONFIRMED and known.break_.ends_at <= clock.now(),
        may_consent=supported is not None and state not in _OVER and way_to_say(known, supported) is not None,
        may_agree_emergency=may_go_first and is_alive,
        may_repeat=arranges and bool(known.break_.lines),
        sees_money=known.sees_money,
        sees_results=known.sees_rules,
    )


def _package(one: Break, found: Rulings) -> Result | None:
    """What is said of a package holiday, when it may be one (R39)."""
    if not is_package(combination(one), settings_in_force()):
        return None
    return next((result for result in found.of_break if result.rule_id == "R39"), None)


def asks_of(known: KnownBreak, found: Rulings, answers: Answers) -> tuple[AskRow, ...]:
    """What rules leave to a named officer in a break, with what was decided."""
    one = known.break_
    lines = {line.ref: line for line in one.lines_in}
    pots = {pot.ref: pot.name for pot in pots_of(one.lines_in)}
    decided = answers.decided[one.id]
    rows = []
    for ref, result in found.asking:
        line = lines.get(ref)
        decision = decision_on(result, line, decided)
        rows.append(
            AskRow(
                result=result,
                line_ref=ref,
                line_title=line.title if line else "",
                pot_name=pots.get(result.pot_ref, ""),
                is_yes=decision.is_yes if decision else None,
                reason=decision.reason if decision else "",
                by_name=decision.by.name if decision else "",
                may_decide=known.may_decide,
                decider=decider_words(one),
                decision_ref=decision.ref if decision else "",
            )
        )
    return tuple(rows)


def _list_row(known: KnownBreak, answers: Answers, said: Mapping[int, Rulings], undecided: int) -> BreakListRow:
    one = known.break_
    lines = [line for line in one.lines_in if known.sees(line)]
    is_asked = known.state in WAITING and not is_still_for(one, known.viewer)
    waits = asked_now(one, lacks(one, said[one.id], answers)) if is_asked else []
    stops = [lack.result for lack in waits if lack.what is Lacks.RULE and lack.result] if known.sees_rules else []
    return BreakListRow(
        ref=one.ref,
        title=one.title,
        whose_words=whose_words(one),
        town=one.town,
        period=one.period,
        state=known.state,
        hold_until=one.hold_until,
        pence=sum(line.pence for line in lines),
        parts=len(lines),
        waits_for_me=sum(is_mine(known, lack) for lack in waits) + undecided,
        stopped=_stopped(known),
        stops=tuple(dict.fromkeys(result.sentence for result in stops)),
    )
