"""How an ISF is held: the agreement of the three on file, the holder's fee, who is paid from it, and its balance."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line
from marketplace.budgets.holding import is_over, lacks
from marketplace.budgets.models import AccountSort, LedgerAccount, MoneyHold, Phase, Pot, Transfer, is_set_aside
from marketplace.budgets.models.holding import HoldingAgreement
from marketplace.budgets.queries.fee_rates import fee_words
from marketplace.budgets.queries.pots import PotRow, known_pot, named_pots, row_of
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.files import StoredFile
from marketplace.listings.models import Provider


@dataclass(frozen=True)
class Subcontractor:
    """A provider that a pot pays, or has set money aside for; or its holder, for the fee."""

    name: str
    set_aside_pence: int
    paid_pence: int


@dataclass(frozen=True)
class AgreementRow:
    """The agreement of the three, as it is on file."""

    ref: str
    signed_on: date
    review_on: date
    paper: str

    @property
    def is_over(self) -> bool:
        """Whether the three should have looked at it again."""
        return is_over(self.review_on, clock.today())


@dataclass(frozen=True)
class HeldPage:
    """One ISF as all three may see it. ``agreements``: the latest first. ``may_file``: a newer one may be put in."""

    pot: Pot
    holder: str
    fee: str
    row: PotRow
    agreements: tuple[AgreementRow, ...]
    subcontractors: tuple[Subcontractor, ...]
    may_file: bool


def held(ref: str, *, viewer: Viewer) -> HeldPage:
    """The ISF of this pot. Raises NotFound when the viewer may not see the pot, or nobody holds it."""
    found = known_pot(ref, viewer=viewer)
    pot = found.pot
    if pot.holder is None:
        raise NotFound
    return HeldPage(
        pot=pot,
        holder=pot.holder.name,
        fee=fee_words(pot),
        row=row_of(pot),
        agreements=_agreements(pot.id),
        subcontractors=_subcontractors(pot),
        may_file=may_file(pot, viewer=viewer, may_keep=found.rights.may_keep),
    )


def may_file(pot: Pot, *, viewer: Viewer, may_keep: bool) -> bool:
    """Whether the viewer may put an agreement on file: the holder, or an officer of the council whose money it is."""
    return may_keep or (pot.holder_id is not None and pot.holder_id == viewer.organisation_id)


def agreements_lacking(pots: Collection[Pot]) -> Mapping[int, str]:
    """What is missing before the holder of each of these pots may say yes, by pot; no pot that lacks nothing.

    The latest agreement counts.
    """
    held_ids = [pot.id for pot in pots if pot.holder_id is not None]
    if not held_ids:
        return {}
    rows = session.execute(
        select(HoldingAgreement.pot_id, HoldingAgreement.review_on)
        .where(HoldingAgreement.pot_id.in_(held_ids))
        .order_by(HoldingAgreement.signed_on, HoldingAgreement.id)
    )
    latest: dict[int, date] = {row.pot_id: row.review_on for row in rows}
    missing = {pot_id: lacks(latest.get(pot_id), clock.today()) for pot_id in held_ids}
    return {pot_id: words for pot_id, words in missing.items() if words}


def agreements_due(*, viewer: Viewer) -> tuple[tuple[Pot, str], ...]:
    """The ISFs that the viewer's organisation holds whose agreement is missing or past its review, and which it is.

    Until a newer one is on file the holder may say yes to nothing of them.
    """
    where = named_pots(viewer)
    if where is None or viewer.role is not RoleName.ISF_HOLDER:
        return ()
    today, is_held = clock.today(), Pot.holder_id == viewer.organisation_id
    wanted = select(Pot).where(
        where, is_held, Pot.closed_at.is_(None), or_(Pot.ends_on.is_(None), Pot.ends_on >= today)
    )
    pots = session.scalars(wanted.options(joinedload(Pot.person)).order_by(Pot.id)).all()
    missing = agreements_lacking(pots)
    return tuple((pot, missing[pot.id]) for pot in pots if pot.id in missing)


def agreement_paper(ref: str, agreement_ref: str, *, viewer: Viewer) -> StoredFile:
    """The paper of an agreement. Raises NotFound."""
    pot = known_pot(ref, viewer=viewer).pot
    wanted = select(HoldingAgreement).where(HoldingAgreement.ref == agreement_ref, HoldingAgreement.pot_id == pot.id)
    found = session.scalar(wanted.options(joinedload(HoldingAgreement.paper)))
    if found is None:
        raise NotFound
    return found.paper


def _agreements(pot_id: int) -> tuple[AgreementRow, ...]:
    rows = session.scalars(
        select(HoldingAgreement)
        .where(HoldingAgreement.pot_id == pot_id)
        .options(joinedload(HoldingAgreement.paper))
        .order_by(HoldingAgreement.signed_on.desc(), HoldingAgreement.id.desc())
    )
    return tuple(AgreementRow(one.ref, one.signed_on, one.review_on, one.paper.name) for one in rows)


def _subcontractors(pot: Pot) -> tuple[Subcontractor, ...]:
    """Everyone it pays by name: what is set aside for them, and what they were paid less what came back.

    Providers of this site, then who is not on it, then the holder's own fee; together all that is in the pot's sums.
    """
    mine = select(LedgerAccount.id).where(LedgerAccount.pot_id == pot.id).scalar_subquery()
    payee = aliased(LedgerAccount)
    change: ColumnElement[int] = case((Transfer.from_id == mine, Transfer.pence), else_=-Transfer.pence)
    paid = session.execute(
        select(payee.reference, func.sum(change))
        .join(payee, ((payee.id == Transfer.to_id) & (Transfer.from_id == mine))
              | ((payee.id == Transfer.from_id) & (Transfer.to_id == mine)))
        .where(Transfer.phase.in_((Phase.POST, Phase.POSTED)), payee.sort == AccountSort.PAYEE)
        .group_by(payee.reference)
    )  # fmt: skip
    aside = session.execute(
        select(payee.reference, func.sum(MoneyHold.open_pence))
        .join(Transfer, Transfer.id == MoneyHold.transfer_id)
        .join(payee, payee.id == Transfer.to_id)
        .where(Transfer.from_id == mine, is_set_aside(clock.now()))
        .group_by(payee.reference)
    )
    sums_paid = {str(reference): int(pence) for reference, pence in paid}
    sums_aside = {str(reference): int(pence) for reference, pence in aside}
    found: dict[tuple[int, str], Subcontractor] = {}
    for reference, place in _places(sums_paid | sums_aside, pot).items():
        before = found.get(place, Subcontractor(place[1], 0, 0))
        more_aside, more_paid = sums_aside.get(reference, 0), sums_paid.get(reference, 0)
        found[place] = Subcontractor(place[1], before.set_aside_pence + more_aside, before.paid_pence + more_paid)
    return tuple(found[place] for place in sorted(found))


def _places(references: Iterable[str], pot: Pot) -> Mapping[str, tuple[int, str]]:
    """Where each payee of the ledger stands in the list, and its name."""
    sorts = [reference.partition(":")[::2] for reference in references]
    refs = {sort: [ref for of, ref in sorts if of == sort] for sort in ("provider", "line")}
    providers = session.execute(select(Provider.ref, Provider.name).where(Provider.ref.in_(refs["provider"])))
    lines = session.execute(select(Line.ref, Line.provider_name).where(Line.ref.in_(refs["line"])))
    known = {f"provider:{ref}": (0, name) for ref, name in providers}
    known |= {f"line:{ref}": (1, f"{name}, not on this site") for ref, name in lines}
    fee = (2, f"Fee of {pot.holder.name}" if pot.holder else "Others")
    return {reference: known.get(reference, fee) for reference in references}
