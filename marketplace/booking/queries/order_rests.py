"""What is left of an order: set aside in a pot for a part that is over, not invoiced; and what can be done about it.

Whoever pays from a pot sees it, and an officer who keeps a council's pot; nobody of people near to them (R18a).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import ENDED
from marketplace.booking.models import Line, RestAsk, Share
from marketplace.booking.queries.payers import paid_on_invoice, payer_of_pot
from marketplace.booking.queries.purchases import pots_paid_by
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.stages import by_words
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.paid_out import paid_out, set_aside_for
from marketplace.budgets.queries.pots import named_pots, rights_on
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, Provider
from marketplace.payments.invoices.queries.claimed import claimed
from marketplace.people.models import Person
from marketplace.people.queries.persons import is_near_to
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


@dataclass(frozen=True)
class OrderRest:
    """One part as one pot pays it, in pence. ``invoiced_pence``: not paid yet; ``person_ref``: blank without a name.

    ``days``: how long a provider has to answer; ``ask``: that is open.
    """

    line: Line
    pot: Pot
    on: date
    order: str
    whose: str
    person_ref: str
    set_aside_pence: int
    invoiced_pence: int
    paid_pence: int
    days: int
    ask: RestAsk | None
    before: tuple[RestAsk, ...]

    @property
    def rest_pence(self) -> int:
        """What is set aside and not invoiced."""
        return max(self.set_aside_pence - self.invoiced_pence, 0)

    @property
    def why_not(self) -> str:
        """Why nothing can be done about it now; blank when something can."""
        if not self.rest_pence:
            return "Nothing of it is left."
        if self.line.state not in ENDED:
            return "Nobody has said yet that this break is over. Ask the family, or their care manager."
        if self.invoiced_pence:
            return "An invoice for this part is not paid yet. Accept and pay it, or dispute it, first."
        return ""

    @property
    def is_off_site(self) -> bool:
        """Whether its provider is not on this site: nobody can be asked here, and its invoice is typed in."""
        return self.line.listing_id is None

    @property
    def may_type_in(self) -> bool:
        """Whether an invoice of its provider can be typed in."""
        return self.is_off_site and self.rest_pence > 0 and self.line.state in ENDED

    @property
    def may_ask(self) -> bool:
        """Whether its provider can be asked."""
        return not self.is_off_site and not self.why_not and self.ask is None

    @property
    def may_let_go(self) -> bool:
        """Whether its provider was asked and has let its time go by; at once where nobody can be asked here."""
        if self.why_not or self.is_off_site:
            return not self.why_not
        return self.ask is not None and self.ask.answer_by <= clock.now()

    @property
    def by_words(self) -> str:
        """Until when its provider may answer."""
        return by_words(self.ask.answer_by) if self.ask else ""


@dataclass(frozen=True)
class AskedRest:
    """That a provider is asked whether more comes, as it reads it."""

    title: str
    payer: str
    pence: int
    by_words: str
    asked_at: datetime


def order_rest(line_ref: str, pot_ref: str, *, viewer: Viewer) -> OrderRest:
    """One of them. Raises NotFound unless the viewer pays from the pot, or keeps it."""
    line = session.scalar(select(Line).where(Line.ref == line_ref).options(joinedload(Line.break_)))
    pot = session.scalar(select(Pot).where(Pot.ref == pot_ref).options(joinedload(Pot.sort)))
    if line is None or pot is None or not (shares := shares_of(line, pot)) or not may_decide(pot, viewer=viewer):
        raise NotFound
    references = [share.reference for share in shares]
    is_named = named_pots(viewer) is not None or viewer.can(Permission.KEEP_POTS)
    asks = session.scalars(select(RestAsk).where(RestAsk.line_id == line.id, RestAsk.pot_id == pot.id)).all()
    agreement = agreements_of_each({line.break_id})[line.break_id].get(pot.id)
    return OrderRest(
        line=line,
        pot=pot,
        on=in_london(line.break_.starts_at).date(),
        order=agreement.purchase_order if agreement else "",
        whose=pot.person.name if is_named else "",
        person_ref=pot.person.ref if is_named else "",
        set_aside_pence=sum(set_aside_for(references).values()),
        invoiced_pence=sum(claimed(references).values()),
        paid_pence=sum(paid_out(references).values()),
        days=days_to_answer(pot),
        ask=next((ask for ask in asks if ask.ended_at is None), None),
        before=tuple(sorted((ask for ask in asks if ask.ended_at), key=lambda ask: ask.asked_at)),
    )


def rests_of_payer(found: OrderRest, *, viewer: Viewer) -> tuple[OrderRest, ...]:
    """What is left of this part in each pot of one payer, in the order of its shares: one paper bills it for all."""
    payer, line = payer_of_pot(found.pot), found.line
    pots = {share.pot.id: share.pot for share in line.shares if shares_of(line, share.pot)}
    theirs = [pot for pot in pots.values() if payer_of_pot(pot) == payer]
    return tuple(
        found if pot.id == found.pot.id else order_rest(line.ref, pot.ref, viewer=viewer)
        for pot in theirs
        if pot.id == found.pot.id or may_decide(pot, viewer=viewer)
    )


def shares_of(line: Line, pot: Pot) -> list[Share]:
    """The shares of a part that a pot pays on its provider's invoice."""
    own = (share for share in line.shares if share.pot_id == pot.id)
    return [share for share in own if not line.is_fee and paid_on_invoice(share)]


def may_decide(pot: Pot, *, viewer: Viewer) -> bool:
    """Whether the viewer pays from a pot, or keeps the council's money in it, and is not near to whose it is."""
    paid_by = pots_paid_by(viewer)
    if paid_by is not None and viewer.account_id is not None:
        is_far = Pot.person_id.not_in(select(Person.id).where(is_near_to(viewer.account_id)))
        return session.scalar(select(Pot.id).where(Pot.id == pot.id, paid_by, is_far)) is not None
    return viewer.can(Permission.KEEP_POTS) and rights_on(pot, viewer=viewer).may_commit


def pots_to_decide(line_ref: str, *, viewer: Viewer) -> tuple[Pot, ...]:
    """The pots with something set aside for a part that is over, of which the viewer may let the rest go."""
    line = session.scalar(select(Line).where(Line.ref == line_ref, Line.state.in_(ENDED)))
    if line is None or not viewer.can(Permission.KEEP_POTS):
        return ()
    shares = [share for share in line.shares if not line.is_fee and paid_on_invoice(share)]
    aside = set_aside_for([share.reference for share in shares])
    pots = {share.pot.id: share.pot for share in shares if share.reference in aside}
    return tuple(pot for pot in pots.values() if may_decide(pot, viewer=viewer))


def rests_asked_of(*, viewer: Viewer) -> tuple[AskedRest, ...]:
    """What the viewer's provider is asked, and has not answered; what is to be answered first at the top."""
    if viewer.organisation_id is None or not viewer.can(Permission.SEND_INVOICES):
        return ()
    rows = session.scalars(
        select(RestAsk)
        .join(Line, Line.id == RestAsk.line_id)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Provider.organisation_id == viewer.organisation_id, RestAsk.ended_at.is_(None))
        .options(
            joinedload(RestAsk.line).selectinload(Line.shares),
            *(joinedload(RestAsk.pot).joinedload(part) for part in (Pot.council, Pot.holder)),
        )
        .order_by(RestAsk.answer_by, RestAsk.id)
    ).all()
    shares = {ask.id: [share.reference for share in ask.line.shares if share.pot_id == ask.pot_id] for ask in rows}
    aside = set_aside_for([reference for several in shares.values() for reference in several])
    return tuple(_asked(ask, shares[ask.id], aside) for ask in rows)


def open_asks(line_ids: Collection[int]) -> list[RestAsk]:
    """Those of these parts that nobody has answered."""
    return list(session.scalars(select(RestAsk).where(RestAsk.line_id.in_(line_ids), RestAsk.ended_at.is_(None))))


def days_to_answer(pot: Pot) -> int:
    """How many days a provider has, by the council whose money it is."""
    council = pot.council.gss_code if pot.council else None
    return settings_in_force().number(SettingName.ORDER_REST_DAYS, on=clock.today(), council=council)


def _asked(ask: RestAsk, references: Iterable[str], aside: Mapping[str, int]) -> AskedRest:
    pence = sum(aside.get(reference, 0) for reference in references)
    return AskedRest(ask.line.title, payer_of_pot(ask.pot).name, pence, by_words(ask.answer_by), ask.asked_at)
