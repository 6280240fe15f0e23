"""The nightly look at what ends: its provider told 90, 30 and 7 days before, once each; what has ended is hidden.

Told of an end are first the provider, who employs, and the brokerage (R17); families are for ``booking``, which is
given what has newly ended.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.queries import accounts_in, accounts_that
from marketplace.accounts.roles import Permission, RoleName
from marketplace.audit import SITE
from marketplace.db import lock, session, transaction
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, PaperNotice, Provider
from marketplace.listings.papers import NOTICE_DAYS
from marketplace.listings.proofs import working_pas
from marketplace.listings.queries.endings import Ending, booked_ahead, endings
from marketplace.listings.queries.proofs import results_for_pas
from marketplace.listings.services import publishing
from marketplace.notifications.services import Recipient, owe
from marketplace.wording import day

HIDDEN = "{what}: it ended on {day}. Nothing new can be booked until we have seen a new one."


def lapse() -> tuple[Ending, ...]:
    """Tell what ends soon, hide what has ended, and tell that; harmless when repeated. What has newly ended."""
    today = clock.today()
    with transaction():
        all_of_it = endings()
        _tell_soon(all_of_it, today)
        over = [one for one in all_of_it if one.stops and one.days_left(today) < 0]
        lock((Listing, sorted({listing.id for one in over for listing in one.listings})))
        for one in over:
            _hide(one)
        fresh = [one for one in over if one.listings and not _is_told(one, 0)]
        for one in fresh:
            _tell_ended(one)
            _note(one, 0)
        return tuple(fresh)


def _tell_soon(found: Iterable[Ending], today: date) -> None:
    """One letter to each of a provider's people, with all that has come nearer to its end."""
    nearer = [(one, step) for one in found if (step := _step(one, today)) and not _is_told(one, step)]
    nearer.sort(key=lambda pair: pair[0].provider.id)
    for provider, theirs in groupby(nearer, key=lambda pair: pair[0].provider):
        pairs = list(theirs)
        lines = [(one.what, one.ends_on) for one, _ in pairs]
        for reader in _people(provider):
            owe("papers-end-soon", to=reader, about=f"provider:{provider.ref}", lines=lines)
        for one, step in pairs:
            _note(one, step)


def _step(one: Ending, today: date) -> int | None:
    """Of 90, 30 and 7 days the one that it has come to; none once it has ended, or while a newer one waits."""
    left = one.days_left(today)
    if left < 0 or one.is_renewed or not one.listings:
        return None
    return min((days for days in NOTICE_DAYS if left <= days), default=None)


def _hide(one: Ending) -> None:
    for listing in one.listings:
        if listing.state is ListingState.PUBLISHED and not _others_can_come(one, listing):
            publishing.move(listing, ListingState.HIDDEN, SITE)
            listing.hidden_because = HIDDEN.format(what=one.what, day=day(one.ends_on))[:300]


def _others_can_come(one: Ending, listing: Listing) -> bool:
    """Whether PAs besides the one whose membership ended can work: then the listing stays, without that PA."""
    if one.pa is None:
        return False
    others = [pa for pa in working_pas(listing) if pa.id != one.pa.id]
    return any(not any(result.stops for result in results) for results in results_for_pas(others))


def _tell_ended(one: Ending) -> None:
    booked = len(booked_ahead(one))
    hidden = [listing.title for listing in one.listings if listing.state is ListingState.HIDDEN]
    brokerage = accounts_that(Permission.CHECK_LISTINGS)
    for reader in (*_people(one.provider), *(Recipient(each.name, each.email) for each in brokerage)):
        owe(
            "paper-ended",
            to=reader,
            about=f"provider:{one.provider.ref}",
            what=one.what,
            provider=one.provider.name,
            ends_on=one.ends_on,
            hidden=hidden,
            booked=booked,
        )
    audit.record("paper-ended", about=f"provider:{one.provider.ref}", by=SITE, reason=one.about)


def _is_told(one: Ending, days: int) -> bool:
    told = select(PaperNotice.id).where(
        PaperNotice.about == one.about, PaperNotice.ends_on == one.ends_on, PaperNotice.days == days
    )
    return session.scalar(told) is not None


def _note(one: Ending, days: int) -> None:
    session.add(PaperNotice(about=one.about, ends_on=one.ends_on, days=days, told_at=clock.now()))
    session.flush()


def _people(provider: Provider) -> list[Recipient]:
    """Those who act for a provider; its own address where nobody does."""
    team = accounts_in(provider.organisation_id, RoleName.PROVIDER)
    return [Recipient(one.name, one.email) for one in team] or [Recipient(provider.name, provider.email)]
