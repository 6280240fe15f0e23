"""Naming what may be swapped at once from a pot: by the officer who keeps it, or whoever holds the ISF (R18a, R47)."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import SwapLimit
from marketplace.booking.queries.agreeing import way_for
from marketplace.booking.queries.swaps import is_limited, standing_limit
from marketplace.booking.swaps import Limit
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import known_pot
from marketplace.budgets.services.pots import locked_open
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence


def keeps_limits(pot: Pot, *, viewer: Viewer) -> bool:
    """Whether the viewer names the limits for swaps from a pot."""
    return is_limited(pot) and pot.closed_at is None and way_for(pot, viewer=viewer) is not None


def limit_stamp(pot: Pot) -> str:
    """The stamp of what is named now, to see whether somebody named another one meanwhile."""
    standing = standing_limit(pot)
    return stamp(standing.id if standing else 0)


def name_swap_limit(pot_ref: str, *, limit: Limit | None, seen: str | None = None, by: Viewer) -> None:
    """So much may be swapped at once from a pot, from now on; none: nothing may. What was done before stays.

    Raises NotFound for whoever does not keep the pot, Refused by field, ChangedMeanwhile, PotClosed.
    """
    _refuse_wrong(limit)
    with transaction():
        pot = known_pot(pot_ref, viewer=by).pot
        if not keeps_limits(pot, viewer=by):
            raise NotFound
        pot = locked_open(pot)
        refuse_changed(seen, limit_stamp(pot))
        standing = standing_limit(pot)
        if standing is not None:
            standing.ended_at = clock.now()
            session.flush()
        if limit is not None:
            session.add(_row(pot, limit, by))
        audit.record("swap-limit-named" if limit else "swap-limit-ended", about=f"pot:{pot.ref}", by=by.actor)
        session.flush()


def _row(pot: Pot, limit: Limit, by: Viewer) -> SwapLimit:
    return SwapLimit(
        pot_id=pot.id,
        kinds=sorted(kind.value for kind in limit.kinds),
        each_pence=limit.each_pence,
        all_pence=limit.all_pence,
        per=limit.per,
        named_at=clock.now(),
        named_by_account_id=by.account_id,
    )


def _refuse_wrong(limit: Limit | None) -> None:
    if limit is None:
        return
    wrong = {}
    if not limit.kinds:
        wrong["kinds"] = "Choose what may be swapped"
    if not 0 <= limit.each_pence <= MOST_PENCE:
        wrong["each_pence"] = f"Enter an amount up to {format_pence(MOST_PENCE)}"
    if not limit.each_pence <= limit.all_pence <= MOST_PENCE:
        wrong["all_pence"] = "Enter at least as much as for one swap"
    if wrong:
        raise Refused(fields=wrong)
