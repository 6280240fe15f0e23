"""Which pots a viewer may see, and what they may do with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.queries.balances import LastTold, balances, last_told
from marketplace.budgets.rights import PotRights, Tie, may_make, may_see_money, rights
from marketplace.budgets.sorts import Control, SettlesBy
from marketplace.budgets.terms import OWN
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from marketplace.people.models import Person
from marketplace.people.queries.persons import OFFICERS, Known, is_near_to, known, my_people, standing_for
from marketplace.people.representation import Standing

PAGE_SIZE = 20
FOR_COUNCIL = OFFICERS | {RoleName.COUNCIL_FINANCE}


@dataclass(frozen=True)
class KnownPot:
    """A pot that the viewer may see, and what the viewer may do with it."""

    pot: Pot
    rights: PotRights

    def require(self, is_allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        """Raise NotAllowed, naming ``what``, unless it is allowed."""
        if not is_allowed:
            raise NotAllowed(f"You may not {what} {self.pot.name}")


@dataclass(frozen=True)
class PotRow:
    """One pot in a list, with what is in it. ``told``: of stated money, the figure it rests on."""

    pot: Pot
    balance: Balance
    told: LastTold | None = None

    @property
    def stated_on(self) -> date | None:
        """Of stated money, the day of the figure it rests on."""
        return self.told.on if self.told else None

    @property
    def moved_pence(self) -> int:
        """How much less is in it than was told, as was paid from here since; below nought more."""
        return self.told.pence - self.balance.left_pence if self.told else 0

    @property
    def is_counted(self) -> bool:
        """Whether there are sums to show: own money has none."""
        return self.pot.is_counted

    @property
    def is_over(self) -> bool:
        """Whether no break can use it any more."""
        return self.pot.is_over(clock.today())

    @property
    def is_unsaid(self) -> bool:
        """Whether nobody has said yet how much is in it."""
        return self.pot.sort.control is Control.STATED and self.stated_on is None


@dataclass(frozen=True)
class PersonsMoney:
    """The pots of one person that the viewer may see. ``is_mine``: they are the viewer's own."""

    person: Person
    is_mine: bool
    may_make: bool
    pots: tuple[PotRow, ...]


@dataclass(frozen=True)
class MoneyPage:
    """One page of people with their pots."""

    people: tuple[PersonsMoney, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def known_pot(ref: str, *, viewer: Viewer) -> KnownPot:
    """The pot of this reference. Raises NotFound when there is none or the viewer may not see it."""
    pot = session.scalar(_pots().where(Pot.ref == ref))
    if pot is None:
        raise NotFound
    found = KnownPot(pot, rights_on(pot, viewer=viewer))
    if not found.rights.may_see:
        raise NotFound
    return found


def rights_on(pot: Pot, *, viewer: Viewer, standing: Standing | None = None) -> PotRights:
    """What the viewer may do with a pot, today. ``standing``: what they are to its owner, where that is known."""
    standing = standing_for(pot.person, viewer=viewer) if standing is None else standing
    return rights(standing, pot.sort.control, _tie(pot, viewer, standing))


def pots_of(who: Known, *, viewer: Viewer) -> list[Pot]:
    """The pots of a person that the viewer may see: open ones first, by sort."""
    return _pots_of([who], viewer)[who.person.id]


def money_of(ref: str, *, viewer: Viewer) -> PersonsMoney:
    """The pots of one person, with what is in them. Raises NotFound unless the viewer sees the person's money."""
    who = known(ref, viewer=viewer)
    if not may_see_money(who.standing):
        raise NotFound
    return _money([who], viewer)[0]


def my_money(*, viewer: Viewer, page: int = 1) -> MoneyPage:
    """The viewer's own pots and those of the people they act for or work with; of finance and of ISF holders theirs."""
    if tied_pots(viewer) is not None:
        return _tied_money(viewer, page)
    people = my_people(viewer=viewer, page=page)
    knowns = [known(row.ref, viewer=viewer) for row in people.rows]
    seen = [who for who in knowns if may_see_money(who.standing)]
    return MoneyPage(tuple(_money(seen, viewer)), people.total, page)


def row_of(pot: Pot) -> PotRow:
    """A pot with what is in it now."""
    return _rows([pot])[0]


def sorts_for(who: Known) -> list[PotSort]:
    """The sorts of pots that the viewer may make for a person, in order."""
    found = session.scalars(select(PotSort).order_by(PotSort.position))
    return [
        sort
        for sort in found
        if may_make(who.standing, sort.control) and (not sort.options or who.person.council_id is not None)
    ]


def sort_for(who: Known, code: str) -> PotSort:
    """The sort of this code, when the viewer may make one for this person. Raises NotFound."""
    for sort in sorts_for(who):
        if sort.code == code:
            return sort
    raise NotFound


def own_sort_for(who: Known) -> PotSort | None:
    """The sort of a person's own money, when the viewer may say that they have some."""
    return next((sort for sort in sorts_for(who) if sort.code == OWN), None)


def isf_holders() -> list[Organisation]:
    """Organisations that hold people's Individual Service Funds, by name."""
    found = select(Organisation).where(Organisation.kind == OrganisationKind.ISF_HOLDER)
    return list(session.scalars(found.where(Organisation.closed_at.is_(None)).order_by(Organisation.name)))


def _pots_of(several: Sequence[Known], viewer: Viewer) -> dict[int, list[Pot]]:
    """The pots of each of these people that the viewer may see, by the person's id."""
    standings = {who.person.id: who.standing for who in several}
    pots: dict[int, list[Pot]] = {person_id: [] for person_id in standings}
    for pot in session.scalars(_in_order(_pots().where(Pot.person_id.in_(standings)))):
        standing = standings[pot.person_id]
        if rights(standing, pot.sort.control, _tie(pot, viewer, standing)).may_see:
            pots[pot.person_id].append(pot)
    return pots


def _money(several: Sequence[Known], viewer: Viewer) -> list[PersonsMoney]:
    pots = _pots_of(several, viewer)
    rows = {row.pot.id: row for row in _rows([pot for own in pots.values() for pot in own])}
    return [
        PersonsMoney(
            person=who.person,
            is_mine=who.standing.is_self,
            may_make=any(may_make(who.standing, control) for control in Control),
            pots=tuple(rows[pot.id] for pot in pots[who.person.id]),
        )
        for who in several
    ]


def _rows(pots: Iterable[Pot]) -> list[PotRow]:
    several = list(pots)
    ids = [pot.id for pot in several]
    held, told = balances(ids), last_told(ids)
    return [PotRow(pot, held[pot.id], told.get(pot.id)) for pot in several]


def _tied_money(viewer: Viewer, page: int) -> MoneyPage:
    """Pots by what the viewer's organisation is to them, a page of pots at a time, gathered by person."""
    where = tied_pots(viewer)
    where = false() if where is None else where
    total = session.scalar(select(func.count()).select_from(Pot).where(where)) or 0
    by_person = _pots().where(where).join(Person, Person.id == Pot.person_id).order_by(Person.findable, Pot.person_id)
    found = session.scalars(_in_order(by_person).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    people: dict[int, list[PotRow]] = {}
    for row in _rows(pot for pot in found if rights_on(pot, viewer=viewer).may_see):
        people.setdefault(row.pot.person_id, []).append(row)
    groups = [
        PersonsMoney(rows[0].pot.person, is_mine=False, may_make=False, pots=tuple(rows)) for rows in people.values()
    ]
    return MoneyPage(tuple(groups), total, page)


def tied_pots(viewer: Viewer) -> ColumnElement[bool] | None:
    """Which pots a viewer sees through their organisation alone; None for viewers who see them through people."""
    if viewer.role is RoleName.COUNCIL_FINANCE and viewer.council_id is not None:
        return Pot.council_id == viewer.council_id
    if viewer.role is RoleName.ISF_HOLDER and viewer.organisation_id is not None:
        return Pot.holder_id == viewer.organisation_id
    return None


def named_pots(viewer: Viewer) -> ColumnElement[bool] | None:
    """Those of them whose owner the viewer reads by name in lists of many: not of people near to them (R18a)."""
    where = tied_pots(viewer)
    if where is None or viewer.account_id is None:
        return None
    return and_(where, Pot.person_id.not_in(select(Person.id).where(is_near_to(viewer.account_id))))


def _tie(pot: Pot, viewer: Viewer, standing: Standing) -> Tie:
    """What the viewer is to a pot by their work: nothing to one of their own, or of somebody near to them (R18a)."""
    works_for_council = viewer.role in FOR_COUNCIL and viewer.council_id is not None
    is_theirs = works_for_council and pot.council_id == viewer.council_id and not standing.is_near
    holds_isf = viewer.role is RoleName.ISF_HOLDER and viewer.organisation_id is not None
    return Tie(
        is_officer=is_theirs and viewer.role in OFFICERS,
        is_finance=is_theirs and viewer.role is RoleName.COUNCIL_FINANCE,
        is_holder=holds_isf and pot.holder_id == viewer.organisation_id and not standing.is_near,
        is_other_council=works_for_council and pot.council_id not in {None, viewer.council_id},
    )


def _pots() -> Select[Pot]:
    return select(Pot).options(
        joinedload(Pot.sort),
        joinedload(Pot.person),
        joinedload(Pot.council),
        joinedload(Pot.holder),
        joinedload(Pot.support_plan),
    )


def _in_order(pots: Select[Pot]) -> Select[Pot]:
    """Open pots first, then in the order of their sorts, then as they were made."""
    return pots.join(PotSort, PotSort.id == Pot.sort_id).order_by(Pot.closed_at.is_not(None), PotSort.position, Pot.id)


def funders_without_anybody() -> tuple[str, ...]:
    """Names of the funders of pots that no council and no holder keeps, as nobody of theirs signs in here."""
    return _funders(*_KEPT_BY_NOBODY)


def has_nobody(funder: str) -> bool:
    """Whether it is one of them."""
    return session.scalar(select(Pot.id).where(*_KEPT_BY_NOBODY, Pot.funder == funder).limit(1)) is not None


def funders_invoiced() -> tuple[str, ...]:
    """Names of those of them who pay on an invoice, so that their money never goes to the person (decision 112)."""
    return _funders(*_KEPT_BY_NOBODY, _pays_on_invoice())


def pots_of_funder(funder: str) -> ColumnElement[bool]:
    """Which pots are of such a funder."""
    return and_(*_KEPT_BY_NOBODY, _pays_on_invoice(), Pot.funder == funder)


def _funders(*where: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(session.scalars(select(Pot.funder).where(*where).distinct().order_by(Pot.funder)))


def _pays_on_invoice() -> ColumnElement[bool]:
    sorts = session.scalars(select(PotSort))
    return Pot.sort_id.in_([sort.id for sort in sorts if SettlesBy.FUNDER_INVOICE in sort.facts.settles_by])


_KEPT_BY_NOBODY = (Pot.council_id.is_(None), Pot.holder_id.is_(None), Pot.funder != "")
