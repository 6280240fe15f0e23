"""What each sort of reader would see of a profile for a break: asked of the same code that shows it to them (R54)."""

from dataclasses import dataclass

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.told import Told, told_to
from marketplace.people.queries.persons import Known
from marketplace.people.queries.representations import RepresentationRow, representations
from marketplace.people.representation import State
from marketplace.rules.intimate_care import CareWish


@dataclass(frozen=True)
class Reader:
    """One sort of reader. ``care``: who is to help with washing, for those who help; ``knows_why``: and the reason.

    ``is_hidden``: they read more than the viewer may.
    """

    name: str
    when: str
    told: Told
    care: CareWish | None = None
    knows_why: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class WhoSees:
    """Everyone who would see something. ``helpers``: those who act for the person now."""

    readers: tuple[Reader, ...]
    helpers: tuple[RepresentationRow, ...]


_READERS = (
    ("A house or a hotel", ListingKind.ACCOMMODATION),
    ("A care home", ListingKind.CARE_HOME),
    ("An activity", ListingKind.ACTIVITY),
    ("A taxi or a minibus", ListingKind.TRANSPORT),
    ("Somebody who hires out equipment", ListingKind.EQUIPMENT),
    ("Anybody else", ListingKind.OTHER),
)
_SUPPORTING = (
    ("A PA bank or a PA", ListingKind.PA_BANK),
    ("Care at home", ListingKind.CARE_AT_HOME),
    ("Shared Lives", ListingKind.SHARED_LIVES),
)
"""Who supports people. A PA who works alone is told what a bank is: facts are asked of both alike."""

_HELPING = frozenset({ListingKind.CARE_HOME})


def who_sees(of: Known, *, viewer: Viewer) -> WhoSees:
    """What each would see, as far as the viewer may read it themself."""
    readers = [_asked(of, name, kind) for name, kind in _READERS]
    readers += [
        _supporting(of, name, kind, has_accepted=has_accepted)
        for name, kind in _SUPPORTING
        for has_accepted in (False, True)
    ]
    helping = (row for row in representations(of, viewer=viewer) if row.state is State.COUNTS)
    return WhoSees(tuple(readers), tuple(helping))


def _asked(of: Known, name: str, kind: ListingKind) -> Reader:
    care = of.person.care_wish if kind in _HELPING else None
    return Reader(name, "when it is asked", told_to(kind, [of.person], safety_of=()), care)


def _supporting(of: Known, name: str, kind: ListingKind, *, has_accepted: bool) -> Reader:
    may_read = has_accepted and of.standing.may_see_medical
    return Reader(
        name=name,
        when="when it has said yes for now, and only with a yes to that" if has_accepted else "when it is asked",
        told=told_to(kind, [of.person], safety_of=[of.person] if may_read else []),
        care=of.person.care_wish,
        knows_why=has_accepted,
        is_hidden=has_accepted and not may_read,
    )
