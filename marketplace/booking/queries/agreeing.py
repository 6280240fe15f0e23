"""How somebody would give a pot's yes, and how much of it they may give alone."""

from sqlalchemy import func, select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import PotTie, way_to_agree
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Break, OfficerLimit
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import known_pot, rights_on
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.queries.persons import OFFICERS, standing_for
from marketplace.people.representation import Standing


def way_for(pot: Pot, *, viewer: Viewer, standing: Standing | None = None) -> AgreedHow | None:
    """How the viewer would give this pot's yes; none when it is not theirs to give.

    ``standing``: what they are to its owner, where that is known already.
    """
    standing = standing_for(pot.person, viewer=viewer) if standing is None else standing
    holds_isf = viewer.role is RoleName.ISF_HOLDER and viewer.organisation_id is not None and not standing.is_near
    tie = PotTie(
        agreed_by=pot.sort.agreed_by,
        has_holder=pot.holder_id is not None,
        has_council=pot.person.council_id is not None,
        is_officer=viewer.role in OFFICERS and rights_on(pot, viewer=viewer, standing=standing).may_commit,
        is_holder=holds_isf and pot.holder_id == viewer.organisation_id,
        is_officer_of_owner=standing.is_officer,
        standing=standing,
    )
    return way_to_agree(tie)


def own_pot(ref: str, *, viewer: Viewer) -> Pot:
    """The pot of this reference, when the viewer agrees to what it pays as whose money it is. Raises NotFound."""
    pot = known_pot(ref, viewer=viewer).pot
    if way_for(pot, viewer=viewer) is not AgreedHow.HOLDER:
        raise NotFound
    return pot


def way_in(known: KnownBreak, pot: Pot) -> AgreedHow | None:
    """How the viewer would give a pot's yes to what it pays of this break.

    Whoever is near to anybody in it agrees no money of a council or an ISF holder for it, whosever pot it is (R18a).
    """
    way = way_for(pot, viewer=known.viewer, standing=known.standings.get(pot.person_id))
    is_others_money = way is AgreedHow.OFFICER or pot.holder_id is not None
    return None if known.is_near and is_others_money else way


def limit_of(viewer: Viewer) -> int | None:
    """How much of one break, or of those planned together with it, an officer may agree alone, in pence.

    None when nobody has named a limit.
    """
    if viewer.account_id is None or viewer.council_id is None:
        return None
    return limits_of([viewer.account_id], viewer.council_id).get(viewer.account_id)


def agreed_together(one: Break, pot: Pot, *, viewer: Viewer) -> int:
    """What an officer has agreed from a pot of other breaks that were planned together with this one, in pence.

    It counts against the officer's limit with this one, until those breaks are over (R47).
    """
    if one.series_id is None or viewer.account_id is None:
        return 0
    agreed = (
        select(func.sum(Agreement.pence))
        .join(Break, Break.id == Agreement.break_id)
        .where(
            Break.series_id == one.series_id,
            Break.id != one.id,
            Break.state.not_in((BreakState.CANCELLED, BreakState.COMPLETED)),
            Agreement.pot_id == pot.id,
            Agreement.how == AgreedHow.OFFICER,
            Agreement.by_account_id == viewer.account_id,
            Agreement.withdrawn_at.is_(None),
        )
    )
    return session.scalar(agreed) or 0


def limits_of(account_ids: list[int], council_id: int) -> dict[int, int]:
    """The limits of these officers in a council, in pence, by account."""
    rows = select(OfficerLimit).where(
        OfficerLimit.account_id.in_(account_ids),
        OfficerLimit.council_id == council_id,
        OfficerLimit.ended_at.is_(None),
    )
    return {row.account_id: row.pence for row in session.scalars(rows)}
