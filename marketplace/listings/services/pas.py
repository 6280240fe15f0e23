"""PAs of a provider: added, changed, left. No certificate is kept: who checked, when, for whom (R17)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Self

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.editing import stamp
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, PVGSort, Space
from marketplace.listings.queries.endings import offered_with
from marketplace.listings.services import publishing
from marketplace.listings.services.editing import refuse_changed


@dataclass(frozen=True, slots=True)
class PARecord:
    """What is kept of a PA. The four of the PVG scheme are set together; no expiry: none is known."""

    name: str
    born_on: date
    pvg_sort: PVGSort | None
    pvg_checked_on: date | None
    pvg_checked_by: str | None
    pvg_expires_on: date | None

    @classmethod
    def of(cls, pa: PA) -> Self:
        """What is kept now."""
        return cls(pa.name, pa.born_on, pa.pvg_sort, pa.pvg_checked_on, pa.pvg_checked_by, pa.pvg_expires_on)


def add(*, provider_id: int, record: PARecord, by: Actor) -> PA:
    """Add a PA. Which listings offer their diary is chosen there."""
    with transaction():
        pa = PA(provider_id=provider_id, made_at=clock.now(), **asdict(record))
        session.add(pa)
        session.flush()
        audit.record("pa-added", about=f"pa:{pa.ref}", by=by)
        return pa


def change(*, pa_id: int, record: PARecord, seen: str | None, by: Actor) -> None:
    """Keep what is known of a PA. Raises ChangedMeanwhile, or RulesSayNo when a published listing offers them."""
    with transaction():
        pa, listings = _locked(pa_id)
        now = PARecord.of(pa)
        if record == now:
            return
        refuse_changed(seen, stamp(now), f"pa:{pa.ref}", "pa-changed")
        with publishing.kept_fit(*listings):
            for name, value in asdict(record).items():
                setattr(pa, name, value)
            for space in _open_diaries(pa):
                space.name = pa.name[:80]
        audit.record("pa-changed", about=f"pa:{pa.ref}", by=by)


def leave(*, pa_id: int, by: Actor) -> None:
    """The PA does not work here any more: no new bookings in their diary. Raises NotReady for the last of a listing."""
    with transaction():
        pa, listings = _locked(pa_id)
        with publishing.kept_fit(*listings):
            pa.left_at = pa.left_at or clock.now()
            for space in _open_diaries(pa):
                space.closed_at = clock.now()
        audit.record("pa-left", about=f"pa:{pa.ref}", by=by)


def seen_record(pa: PA) -> str:
    """What a form drawn from a PA's record carries."""
    return stamp(PARecord.of(pa))


def _locked(pa_id: int) -> tuple[PA, list[Listing]]:
    """The PA, with the listings that offer them: their rows are taken, and the PA's own."""
    listings = offered_with(session.get_one(PA, pa_id), *ListingState)
    lock((Listing, [listing.id for listing in listings]))
    return session.get_one(PA, pa_id, with_for_update=True), list(listings)


def _open_diaries(pa: PA) -> list[Space]:
    return list(
        session.scalars(select(Space).where(Space.pa_id == pa.id, Space.closed_at.is_(None)).order_by(Space.id))
    )
