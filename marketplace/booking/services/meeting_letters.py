"""Letters about a meeting before a first booking, to the side that has to know."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.accounts.roles import Permission, roles_that
from marketplace.booking.meet import MeetSide
from marketplace.booking.models import Meeting
from marketplace.booking.services.recipients import members_of
from marketplace.notifications.services import Recipient, owe
from marketplace.people.services.readers import once, recipient


def tell_asked(one: Meeting) -> None:
    """Tell the provider that somebody wants to meet."""
    _write("meeting-asked", _provider(one), one, times=_times(one, MeetSide.FAMILY))


def tell_times(one: Meeting, side: MeetSide) -> None:
    """Tell the other side what times a side gives."""
    _write("meeting-times", _readers(one, side.other), one, times=_times(one, side))


def tell_agreed(one: Meeting) -> None:
    """Tell both sides when they meet."""
    for side in MeetSide:
        _write("meeting-agreed", _readers(one, side), one)


def tell_off(one: Meeting, side: MeetSide) -> None:
    """Tell the other side that the meeting is off."""
    _write("meeting-off", _readers(one, side.other), one)


def _write(name: str, readers: Iterable[Recipient], one: Meeting, times: Sequence[datetime] = ()) -> None:
    for reader in readers:
        owe(
            name,
            to=reader,
            about=one.reference,
            called=one.person.called,
            listing=one.listing.title,
            pa=one.space.name if one.space else "",
            how=one.how.words,
            place=one.place,
            minutes=one.minutes,
            times=times,
            starts_at=one.starts_at,
            ref=one.ref,
        )


def _readers(one: Meeting, side: MeetSide) -> list[Recipient]:
    return _provider(one) if side is MeetSide.PROVIDER else _family(one)


def _provider(one: Meeting) -> list[Recipient]:
    return members_of(one.listing.provider.organisation_id, *roles_that(Permission.ANSWER_REQUESTS))


def _family(one: Meeting) -> list[Recipient]:
    """Whom it is for, and who asked."""
    asker = [] if one.asked_by.closed_at else [Recipient(one.asked_by.name, one.asked_by.email)]
    return once([recipient(one.person), *asker])


def _times(one: Meeting, side: MeetSide) -> list[datetime]:
    return [time.starts_at for time in one.times if time.side is side]
