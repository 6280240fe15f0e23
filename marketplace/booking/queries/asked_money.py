"""Money of direct payments that was asked back: one of them for its readers, and those that wait for a reader."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.surplus import is_officer
from marketplace.budgets.models import Pot
from marketplace.budgets.models.asked import AskedMoney
from marketplace.budgets.queries.pots import KnownPot, known_pot, rights_on
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import standings_for


@dataclass(frozen=True)
class AskedPage:
    """One of them. ``may_mark``: say that money came; ``may_let_go``: say that it is not asked for any more."""

    one: AskedMoney
    pot: Pot
    may_mark: bool
    may_let_go: bool
    may_pay: bool

    @property
    def is_late(self) -> bool:
        """Whether its day is over and something is still to come."""
        return self.one.left_pence > 0 and self.one.pay_by < clock.today()


def asked_page(ref: str, asked_ref: str, *, viewer: Viewer) -> AskedPage:
    """One that was asked of this pot. Raises NotFound when the viewer may not see the pot."""
    found = known_pot(ref, viewer=viewer)
    one = session.scalar(select(AskedMoney).where(AskedMoney.ref == asked_ref, AskedMoney.pot_id == found.pot.id))
    if one is None:
        raise NotFound
    return _page(one, found, viewer)


def asked_of(pot: Pot) -> tuple[AskedMoney, ...]:
    """All that was asked back of a pot, the latest first."""
    rows = select(AskedMoney).where(AskedMoney.pot_id == pot.id).order_by(AskedMoney.id.desc())
    return tuple(session.scalars(rows))


def still_asked(*, viewer: Viewer) -> tuple[AskedMoney, ...]:
    """What is still to come and is the viewer's to pay back, or to mark as paid; the one due first at the top."""
    several = session.scalars(_open().where(_may_concern(viewer)).order_by(AskedMoney.pay_by, AskedMoney.id)).all()
    standings = standings_for([one.pot.person for one in several], viewer=viewer) if several else {}
    rights = [rights_on(one.pot, viewer=viewer, standing=standings[one.pot.person_id]) for one in several]
    return tuple(one for one, may in zip(several, rights, strict=True) if may.may_pay or may.may_take_back)


def late() -> list[AskedMoney]:
    """Those whose day is over and of which nobody was told so."""
    is_over = AskedMoney.pay_by < clock.today()
    return list(session.scalars(_open().where(is_over, AskedMoney.reminded_at.is_(None)).order_by(AskedMoney.id)))


def _open() -> Select[AskedMoney]:
    pot = joinedload(AskedMoney.pot)
    wanted = select(AskedMoney).join(Pot, Pot.id == AskedMoney.pot_id)
    return wanted.where(AskedMoney.let_go_at.is_(None), AskedMoney.back_pence < AskedMoney.pence).options(
        pot.joinedload(Pot.sort), pot.joinedload(Pot.person), pot.joinedload(Pot.council)
    )


def _may_concern(viewer: Viewer) -> ColumnElement[bool]:
    """Whose they may be; each is looked at again."""
    if viewer.role is RoleName.COUNCIL_FINANCE and viewer.council_id is not None:
        return Pot.council_id == viewer.council_id
    theirs = select(Representation.person_id).where(
        Representation.account_id == viewer.account_id,
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
    own = select(Person.id).where(Person.account_id == viewer.account_id)
    return or_(Pot.person_id.in_(own), Pot.person_id.in_(theirs))


def _page(one: AskedMoney, found: KnownPot, viewer: Viewer) -> AskedPage:
    is_open = one.left_pence > 0
    return AskedPage(
        one=one,
        pot=found.pot,
        may_mark=is_open and found.rights.may_take_back,
        may_let_go=is_open and is_officer(found, viewer),
        may_pay=is_open and found.rights.may_pay,
    )
