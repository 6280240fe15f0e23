"""Who sees a break, and what they may do with it: by what they are to the person and to the carer (R52, R54)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import may_record
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import LOST, BreakState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.sorts import Whose
from marketplace.budgets.models import Pot
from marketplace.budgets.rights import may_see_money
from marketplace.db import once_a_read, session
from marketplace.errors import NotAllowed, NotFound
from marketplace.listings.models import Listing, Space
from marketplace.people.models import Outcome, Person
from marketplace.people.queries.persons import standings_for
from marketplace.people.representation import Standing
from marketplace.people.standstill import StandstillCause

_READ = "breaks"
"""Under what the breaks that were read whole are kept for a page."""


@dataclass(frozen=True)
class KnownBreak:
    """A break that the viewer may see. ``standings``: what they are to the person and the carer, by id."""

    break_: Break
    standings: Mapping[int, Standing]
    viewer: Viewer

    @property
    def state(self) -> BreakState:
        """What its state means now."""
        return self.break_.state_on(clock.now())

    def standing(self, person: Person) -> Standing:
        """What the viewer may do for one of its people."""
        return self.standings.get(person.id, Standing())

    @property
    def of_principals(self) -> list[Standing]:
        """What the viewer is to those whose break it is."""
        return [self.standing(one) for one in self.break_.principals]

    @property
    def is_seen(self) -> bool:
        """Whether the viewer may see any of it."""
        return any(one.may_see for one in self.standings.values())

    @property
    def is_planner(self) -> bool:
        """Whether the viewer may arrange it: for everyone whose break it is."""
        return bool(self.of_principals) and all(one.may_plan for one in self.of_principals)

    @property
    def sees_all(self) -> bool:
        """Whether the viewer sees all of it, not only the lines for somebody they act for."""
        return any(one.may_see for one in self.of_principals)

    @property
    def sees_money(self) -> bool:
        """Whether the viewer sees who pays."""
        return any(may_see_money(one) for one in self.of_principals)

    @property
    def sees_rules(self) -> bool:
        """Whether the viewer reads what the rules say: the facts they use name pots and sums."""
        return self.sees_all and self.sees_money

    @property
    def is_officer(self) -> bool:
        """Whether the viewer practises for the council of somebody whose break it is, and is near to none of them."""
        return any(one.is_officer for one in self.of_principals) and not self.is_near

    @property
    def may_decide(self) -> bool:
        """Whether what rules leave to a named officer is the viewer's: the brokerage's of those without a council."""
        is_brokerage = self.viewer.can(Permission.DECIDE_WITHOUT_COUNCIL) and not has_council(self.break_)
        return self.is_officer or (is_brokerage and not self.is_near)

    @property
    def is_near(self) -> bool:
        """Whether the viewer is near to somebody in it: no council money of it is theirs to decide on (R18a)."""
        return any(one.is_near for one in self.standings.values())

    @property
    def is_with_them(self) -> bool:
        """Whether the viewer goes, is near to who goes, plans with them, or is the officer who arranged it."""
        arranged = self.break_.arranged_by_account_id == self.viewer.account_id
        return self.is_near or (self.is_planner and (arranged or not self.is_officer))

    @property
    def may_record(self) -> bool:
        """Whether the viewer writes down what people tell them: an adviser or officer who arranges it."""
        return self.is_planner and any(may_record(one) for one in self.of_principals)

    def sees(self, line: Line) -> bool:
        """Whether the viewer sees a line."""
        return self.sees_all or any(self.standing(one).may_see for one in self.break_.people_for(line.for_whom))

    def require_planner(self) -> None:
        """Raise NotAllowed unless the viewer may arrange this break."""
        if not self.is_planner:
            names = " and ".join(one.called for one in self.break_.principals)
            raise NotAllowed(f"You may see this break, but not change it. Ask who plans with {names}")

    def require_state(self, *states: BreakState, to: str) -> None:
        """Raise NotNow unless the break is in one of these states now; ``to``: "to be held"."""
        if self.state not in states:
            raise NotNow(f"{self.state.sentence}. That is not the time {to}")

    def line(self, ref: str) -> Line:
        """One of its lines that is a part of it. Raises NotFound."""
        for line in self.break_.lines:
            if line.ref == ref and line.state.is_in and self.sees(line):
                return line
        raise NotFound

    def gone(self, ref: str) -> Line:
        """One of its lines that is no longer a part of it. Raises NotFound."""
        for line in self.break_.lines:
            if line.ref == ref and not line.state.is_in and self.sees(line):
                return line
        raise NotFound

    def lost(self, ref: str) -> Line:
        """One of its lines whose provider said no, with nothing in its place yet. Raises NotFound."""
        for line in self.break_.lines:
            if line.ref == ref and line.state in LOST and self.sees(line):
                return line
        raise NotFound


def has_council(one: Break) -> bool:
    """Whether anybody whose break it is has a council, whose officers decide what rules leave to them."""
    return any(person.council_id is not None for person in one.principals)


def is_without_council() -> ColumnElement[bool]:
    """Of breaks in the database: nobody whose break it is has a council now, whatever was so when it was made."""
    is_theirs = or_(
        and_(Person.id == Break.person_id, Break.whose != Whose.CARER),
        and_(Person.id == Break.carer_id, Break.whose != Whose.PERSON),
    )
    return ~select(Person.id).where(is_theirs, Person.council_id.is_not(None)).correlate(Break).exists()


def decider_words(one: Break) -> str:
    """Who decides what rules leave to a named officer (R18a)."""
    return "an officer of the council" if has_council(one) else "the brokerage"


def known_break(ref: str, *, viewer: Viewer) -> KnownBreak:
    """The break of this reference. Raises NotFound when there is none or the viewer may not see it."""
    known = break_as(ref, viewer=viewer)
    if not known.is_seen:
        raise NotFound
    return known


def break_as(ref: str, *, viewer: Viewer) -> KnownBreak:
    """The break of this reference and what the viewer is to its people, seen or not. Raises NotFound: there is none."""
    kept = once_a_read(_READ, dict[int, Break])
    found = next((one for one in kept.values() if one.ref == ref), None)
    if found is None:
        found = session.scalar(whole().where(Break.ref == ref))
    if found is None:
        raise NotFound
    kept[found.id] = found
    return known_as(found, viewer=viewer)


def breaks_whole(ids: Iterable[int]) -> list[Break]:
    """These breaks with all that hangs on them, in this order. What was read for the page already is not read again."""
    wanted, kept = list(ids), once_a_read(_READ, dict[int, Break])
    missing = [break_id for break_id in wanted if break_id not in kept]
    if missing:
        kept |= {one.id: one for one in session.scalars(whole().where(Break.id.in_(missing)))}
    return [kept[break_id] for break_id in wanted]


def known_as(found: Break, *, viewer: Viewer) -> KnownBreak:
    """A break and what the viewer is to its people, whether they may see it or not."""
    return known_each([found], viewer=viewer)[0]


def known_each(found: Sequence[Break], *, viewer: Viewer) -> list[KnownBreak]:
    """The same for several breaks, in one read for all their people."""
    people = {person.id: person for one in found for person in one.everyone}
    standings = standings_for(people.values(), viewer=viewer)
    return [KnownBreak(one, {person.id: standings[person.id] for person in one.everyone}, viewer) for one in found]


def who_died(one: Break) -> Person | None:
    """Somebody whose break it is and who has died: it waits for a person to decide, and is not agreed meanwhile."""
    return next((person for person in one.principals if person.stands_still is StandstillCause.DIED), None)


@cache
def whole() -> Select[Break]:
    """Breaks with all that hangs on them, in a statement for each table rather than one for each row."""
    lines = selectinload(Break.lines)
    listing, shares = lines.joinedload(Line.listing), lines.selectinload(Line.shares)
    return select(Break).options(
        joinedload(Break.person).joinedload(Person.council),
        joinedload(Break.carer).joinedload(Person.council),
        joinedload(Break.emergency_officer),
        joinedload(Break.arranged_by),
        lines.joinedload(Line.pot).joinedload(Pot.holder),
        lines.joinedload(Line.paper),
        listing.joinedload(Listing.provider),
        listing.joinedload(Listing.arrival),
        listing.selectinload(Listing.rates),
        listing.selectinload(Listing.seasons),
        listing.selectinload(Listing.extras),
        listing.selectinload(Listing.spaces).joinedload(Space.pa),
        listing.selectinload(Listing.facts),
        lines.selectinload(Line.segments),
        shares.joinedload(Share.pot).joinedload(Pot.sort),
        shares.joinedload(Share.pot).joinedload(Pot.holder),
        shares.joinedload(Share.pot).joinedload(Pot.council),
        shares.joinedload(Share.pot).joinedload(Pot.person),
        shares.joinedload(Share.outcome).joinedload(Outcome.support_plan),
    )
