"""Takes in the public register, and hides what may no longer be offered because of it (R9).

Every row is kept with its status. Good rows are taken and bad ones named, whose services stay as they were. A file that
would make more than a tenth of the active services vanish is refused whole: it is more likely cut off than true.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import (
    Cause,
    Listing,
    ListingState,
    Occupancy,
    RegisterImport,
    Registration,
    Space,
)
from marketplace.listings.register_rows import BadRegisterRow, RegisterRow, read_register
from marketplace.listings.services import search_row

MOST_VANISHING = 0.10
"""The share of active services that one file may make vanish without an operator's word (COMMANDS)."""

GONE = "The register of care services no longer has {number} as active. Nothing new can be booked until it has."


@dataclass(frozen=True)
class RegisterRead:
    """What one file did."""

    read: int
    added: int = 0
    changed: int = 0
    gone: int = 0
    refused: list[BadRegisterRow] = field(default_factory=list)
    listings_hidden: int = 0
    bookings_affected: int = 0

    def as_json(self) -> dict[str, object]:
        """The answer of ``marketplace register import --json``."""
        return {**asdict(self), "refused": [{"row": bad.row, "why": bad.why} for bad in self.refused]}


class TooManyVanish(Refused):
    """The file lacks so many active services that it is more likely cut off than true."""

    def __init__(self, vanishing: int, active: int) -> None:
        super().__init__(
            f"{vanishing:,} of {active:,} active services are not in this file. Nothing was changed."
            " If the file is right, import it again with --force."
        )


def import_register(*, file: bytes, file_name: str, force: bool = False, by: Actor) -> RegisterRead:
    """Take in one monthly file. Raises Refused when it is no register file, or TooManyVanish."""
    rows: dict[str, RegisterRow] = {}
    bad: list[BadRegisterRow] = []
    for row in read_register(file):
        if isinstance(row, BadRegisterRow):
            bad.append(row)
        else:
            rows[row.number] = row
    with transaction():
        known = {one.number: one for one in session.scalars(select(Registration))}
        named = rows.keys() | {one.number for one in bad}
        absent = [one for number, one in known.items() if number not in named]
        if not force:
            _refuse_if_too_many_vanish(known, absent)
        changed = _take(rows, known)
        for one in absent:
            one.gone_at = one.gone_at or clock.now()
        session.flush()
        hidden = _hide_what_lost_its_registration(by)
        done = RegisterRead(
            read=len(rows) + len(bad),
            added=len(rows.keys() - known.keys()),
            changed=changed,
            gone=len(absent),
            refused=bad,
            listings_hidden=len(hidden),
            bookings_affected=_bookings_ahead(hidden),
        )
        _note(done, file, file_name, by, force=force)
    return done


def _refuse_if_too_many_vanish(known: Mapping[str, Registration], absent: list[Registration]) -> None:
    active = sum(one.is_active for one in known.values())
    vanishing = sum(one.is_active for one in absent)
    if vanishing > active * MOST_VANISHING:
        raise TooManyVanish(vanishing, active)


def _take(rows: Mapping[str, RegisterRow], known: Mapping[str, Registration]) -> int:
    """Write every row; how many of those known before are different now."""
    now = clock.now()
    changed = 0
    for number, row in rows.items():
        values = asdict(row)
        standing = known.get(number)
        if standing is None:
            session.add(Registration(**values, first_seen_at=now, changed_at=now))
        elif standing.gone_at is not None or any(getattr(standing, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(standing, name, value)
            standing.changed_at, standing.gone_at = now, None
            changed += 1
    return changed


def _hide_what_lost_its_registration(by: Actor) -> list[int]:
    """Hide every published listing whose registration is not active any more; their ids."""
    active = select(Registration.number).where(Registration.status == "Active", Registration.gone_at.is_(None))
    lost = session.scalars(
        select(Listing)
        .where(Listing.state == ListingState.PUBLISHED, Listing.registration_number.is_not(None))
        .where(Listing.registration_number.not_in(active))
        .order_by(Listing.id)
    ).all()
    for listing in lost:
        listing.state = ListingState.HIDDEN
        listing.hidden_because = GONE.format(number=listing.registration_number)
        listing.changed_at = clock.now()
        search_row.refresh(listing)
        audit.record("listing-hidden", about=f"listing:{listing.ref}", by=by, reason="R9")
    return [listing.id for listing in lost]


def _bookings_ahead(listing_ids: list[int]) -> int:
    """How many bookings and holds stand in the diaries of these listings from now on."""
    return session.scalars(
        select(func.count(Occupancy.reference.distinct()))
        .join(Space)
        .where(Space.listing_id.in_(listing_ids), Occupancy.released_at.is_(None))
        .where(Occupancy.cause.in_([Cause.BOOKING, Cause.HOLD]), Occupancy.ends_at > clock.now())
    ).one()


def _note(done: RegisterRead, file: bytes, file_name: str, by: Actor, *, force: bool) -> None:
    session.add(
        RegisterImport(
            at=clock.now(),
            file_name=file_name[-200:],
            digest=hashlib.sha256(file).hexdigest(),
            read=done.read,
            added=done.added,
            changed=done.changed,
            gone=done.gone,
            refused=len(done.refused),
        )
    )
    audit.record("register-imported", about="register", by=by, reason="force" if force else None)
