"""What a break still waits for before it can be confirmed: acceptances, agreements, says, decisions, money."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.agreements import SharePaid, covered, covers
from marketplace.booking.lifecycle import LOST, BreakState, LineState
from marketplace.booking.models import Agreement, Break, Line, RuleDecision, Say
from marketplace.booking.queries.holdings import Holdings, holdings
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.rulings import Rulings
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import once_a_read, session
from marketplace.payments.queries import cards_of
from marketplace.people.models import Person
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Result


class Lacks(StrEnum):
    """One sort of thing that is waited for."""

    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    SAY = "say"
    DECISION = "decision"
    MONEY = "money"
    SPACE = "space"
    CARD = "card"
    INSTEAD = "instead"
    RULE = "rule"
    REST = "rest"


Decisions = Mapping[tuple[int | None, str, str], RuleDecision]
"""The last decision on each rule, of each line by its id, or of the whole; and of a pot by its reference, or of all."""


@dataclass(frozen=True)
class Lack:
    """One thing that is waited for: of a line, of a pot, of a person.

    ``again_at``: when the person said that they want to be asked again. ``refused``: an officer's no to what a rule
    asks, which stops the break as a rule's own no does.
    """

    what: Lacks
    line: Line | None = None
    pot: Pot | None = None
    person: Person | None = None
    result: Result | None = None
    again_at: datetime | None = None
    refused: RuleDecision | None = None


@dataclass(frozen=True)
class Answers:
    """What is held, said, agreed and decided of several breaks, read at once. ``agreed``, ``decided``: by break.

    ``noes``: who has ever said no to what, as ``says`` names them.
    """

    held: Holdings
    says: Mapping[tuple[int, int], Say]
    noes: frozenset[tuple[int, int]]
    agreed: Mapping[int, Mapping[int, Agreement]]
    decided: Mapping[int, Decisions]


def answers_of(breaks: Collection[Break]) -> Answers:
    """The answers that these breaks have, in a statement for each table however many breaks there are.

    What was said, agreed and decided is read once a page; what is held is looked at each time, for holds end.
    """
    kept = once_a_read("said", dict[int, _Said])
    missing = [one for one in breaks if one.id not in kept]
    if missing:
        kept |= dict.fromkeys([one.id for one in missing], _read_said(missing))
    several = {id(kept[one.id]): kept[one.id] for one in breaks}.values()
    agreed: dict[int, Mapping[int, Agreement]] = defaultdict(dict)
    decided: dict[int, Decisions] = defaultdict(dict)
    for said in several:
        agreed |= said.agreed
        decided |= said.decided
    return Answers(
        held=holdings(line for one in breaks for line in one.lines_in),
        says={key: say for said in several for key, say in said.says.items()},
        noes=frozenset(key for said in several for key in said.noes),
        agreed=agreed,
        decided=decided,
    )


@dataclass(frozen=True)
class _Said:
    """The answers that do not end by themselves."""

    says: Mapping[tuple[int, int], Say]
    noes: frozenset[tuple[int, int]]
    agreed: Mapping[int, Mapping[int, Agreement]]
    decided: Mapping[int, Decisions]


def _read_said(breaks: Collection[Break]) -> _Said:
    ids = [one.id for one in breaks]
    says = _says_of([line for one in breaks for line in one.lines])
    return _Said(
        says={(say.line_id, say.person_id): say for say in says},
        noes=frozenset((say.line_id, say.person_id) for say in says if say.is_yes is False),
        agreed=agreements_of_each(ids),
        decided=_decisions_of_each(ids),
    )


def lacks(one: Break, found: Rulings, answers: Answers) -> list[Lack]:
    """Everything that a break waits for now; nothing when it can be confirmed.

    While its first part is kept and the rest is not held yet: for whoever arranges the rest.
    """
    if one.state_on(clock.now()) is BreakState.PART_KEPT:
        return [Lack(Lacks.REST)]
    lines = {line.ref: line for line in one.lines_in}
    stops = [
        Lack(Lacks.RULE, line=lines.get(ref), result=shown)
        for ref, result in found.stops
        for shown in as_families_see([result])
    ]
    decided = answers.decided[one.id]
    asks = [_asked(line, result, decided) for line, result in undecided(one, found, decided)]
    return stops + lacking_answers(one, answers) + asks


def _asked(line: Line | None, result: Result, decided: Decisions) -> Lack:
    """What a rule leaves to an officer: it waits for one, or for whoever arranges the break once one has said no."""
    refused = decision_on(result, line, decided)
    return Lack(Lacks.RULE if refused else Lacks.DECISION, line=line, result=result, refused=refused)


def lacking_answers(one: Break, answers: Answers) -> list[Lack]:
    """What a break waits for, apart from what rules leave to an officer."""
    lines, agreed = one.lines_now, answers.agreed[one.id]
    lost = [line for line in one.lines if line.state in LOST and not (one.is_first_only and line.comes_later)]
    missing = [Lack(Lacks.INSTEAD, line=line) for line in lost]
    missing += [Lack(Lacks.ACCEPTANCE, line=line) for line in lines if line.state is not LineState.ACCEPTED]
    missing += [
        Lack(Lacks.SAY, line=line, person=person, again_at=_again_at(answers.says.get((line.id, person.id))))
        for line in lines
        for person in whose_say(line)
        if not _is_yes(answers.says.get((line.id, person.id)))
    ]
    missing += [Lack(Lacks.MONEY, line=line) for line in lines if _is_off(line)]
    missing += [Lack(Lacks.SPACE, line=line) for line in lines if not answers.held.has_all(line)]
    missing += [Lack(Lacks.AGREEMENT, pot=pot) for pot in pots_of(lines) if not is_agreed(one, pot, agreed.get(pot.id))]
    by_card = [pot for pot in pots_of(lines) if pot.id in agreed and agreed[pot.id].way is SettlesBy.CARD]
    return missing + [Lack(Lacks.CARD, pot=pot) for pot in _without_card(one, by_card)]


def _without_card(one: Break, pots: list[Pot]) -> list[Pot]:
    """Those of these pots, which are paid by card, for which no card is saved that may be charged so much."""
    if not pots:
        return []
    references = {promise.pot_id: promise.reference for promise in promises_of(one)}
    saved = cards_of(list(references.values()))
    allowed = {pot_id: saved[name].consent_pence for pot_id, name in references.items() if name in saved}
    return [pot for pot in pots if allowed.get(pot.id, 0) < sum(share.pence for share in shares_paid(one, pot))]


def whose_say(line: Line) -> list[Person]:
    """Whose yes or no a line needs; nobody's, of a fee."""
    return [] if line.is_fee else line.break_.people_for(line.for_whom)


def latest_says(lines: Iterable[Line]) -> Mapping[tuple[int, int], Say]:
    """The last say of each person on each of these lines, by the ids of both; none to a lower price than it has now."""
    return {(say.line_id, say.person_id): say for say in _says_of(lines)}


def _says_of(lines: Iterable[Line]) -> list[Say]:
    """All that was said to these lines at the price that each has now, in the order in which it was said."""
    since = {line.id: line.dearer_since for line in lines}
    rows = session.scalars(select(Say).where(Say.line_id.in_(since)).order_by(Say.id))
    return [say for say in rows if not _is_before(say.at, since[say.line_id])]


def shares_paid(one: Break, pot: Pot) -> list[SharePaid]:
    """What a pot pays of a break now, as its agreement sees it: of the first part alone, until that is kept."""
    return [
        SharePaid(
            line_ref=line.ref,
            segment_ref=share.segment.ref if share.segment else "",
            option=share.option,
            outcome_ref=share.outcome.ref if share.outcome else "",
            pence=share.pence,
        )
        for line in one.lines_now
        for share in line.shares
        if share.pot_id == pot.id
    ]


def agreements_of(one: Break) -> Mapping[int, Agreement]:
    """The agreements that stand, whether they cover all or not, by their pots."""
    return agreements_of_each([one.id])[one.id]


def agreements_of_each(break_ids: Collection[int]) -> Mapping[int, Mapping[int, Agreement]]:
    """The same of several breaks, by the ids of those."""
    found: dict[int, dict[int, Agreement]] = defaultdict(dict)
    standing = select(Agreement).where(Agreement.break_id.in_(break_ids), Agreement.withdrawn_at.is_(None))
    for one in session.scalars(standing):
        found[one.break_id][one.pot_id] = one
    return found


def agreement_of(one: Break, pot: Pot) -> Agreement | None:
    """The agreement of a pot that stands, whether it covers all or not."""
    return agreements_of(one).get(pot.id)


def is_agreed(one: Break, pot: Pot, standing: Agreement | None) -> bool:
    """Whether a pot's agreement is a yes to all that it pays now."""
    if standing is None:
        return False
    return covers({str(key): int(pence) for key, pence in standing.covers}, covered(shares_paid(one, pot)))


def undecided(one: Break, found: Rulings, decided: Decisions) -> list[tuple[Line | None, Result]]:
    """What rules leave to an officer and no officer has said yes to."""
    lines = {line.ref: line for line in one.lines_now}
    return [
        (lines.get(ref), result)
        for ref, result in found.asking
        if (not ref or ref in lines) and not _was_agreed(decision_on(result, lines.get(ref), decided))
    ]


def said_of_pot(one: Break, pot: Pot, found: Rulings) -> Rulings:
    """What rules say of what one pot pays of a break now, and of the whole."""
    return found.of_pot(pot.ref, {line.ref for line in one.lines_now if any(s.pot_id == pot.id for s in line.shares)})


def decision_on(result: Result, line: Line | None, decided: Decisions) -> RuleDecision | None:
    """What was decided last of what a rule asks of a line, or of the whole break; none where nothing was."""
    return decided.get((line.id if line else None, result.rule_id, result.pot_ref))


def decisions_of(one: Break) -> Decisions:
    """What officers have decided of a break."""
    return _decisions_of_each([one.id])[one.id]


def _decisions_of_each(break_ids: Collection[int]) -> Mapping[int, Decisions]:
    found: dict[int, dict[tuple[int | None, str, str], RuleDecision]] = defaultdict(dict)
    rows = select(RuleDecision).where(RuleDecision.break_id.in_(break_ids)).options(joinedload(RuleDecision.by))
    for row in session.scalars(rows.order_by(RuleDecision.id)):
        found[row.break_id][row.line_id, row.rule_id, row.pot_ref] = row
    return found


def _is_before(at: datetime, since: datetime | None) -> bool:
    return since is not None and at < since


def _is_yes(say: Say | None) -> bool:
    return say is not None and say.is_yes is True


def _again_at(say: Say | None) -> datetime | None:
    return say.at if say is not None and say.is_yes is None else None


def _was_agreed(decision: RuleDecision | None) -> bool:
    return decision is not None and decision.is_yes


def _is_off(line: Line) -> bool:
    return line.missing_pence != 0
