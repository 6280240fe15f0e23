"""Which papers a listing needs, and how each of them stands: missing, waiting, accepted, ending, ended. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.access_facts.facts import FactState
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.models import PA, Listing, Paper, Provider
from marketplace.listings.models.paper import about
from marketplace.listings.paper_kinds import PaperKind, PaperOf, PaperState
from marketplace.listings.proofs import working_pas
from marketplace.listings.questions import questions_for

NOTICE_DAYS = (90, 30, 7)
"""How many days before its end a paper's provider is told."""

_K = PaperKind
_CARE = (_K.REGISTRATION, _K.PUBLIC_LIABILITY)
_PAS = (_K.EMPLOYMENT, _K.SSSC)
_CARE_TOO = (_K.REGISTRATION, _K.EMPLOYERS_LIABILITY, _K.EMPLOYMENT)
"""What is asked of a thing that is no support by its kind, where it includes personal care (R9, R23, R24)."""

NEEDED: Mapping[ListingKind, tuple[PaperKind, ...]] = {
    ListingKind.ACCOMMODATION: (_K.PUBLIC_LIABILITY, _K.LICENCE, _K.ENERGY, _K.FIRE_RISK, _K.LOLER),
    ListingKind.CARE_HOME: (*_CARE, _K.EMPLOYERS_LIABILITY, _K.FIRE_RISK, _K.FOOD_HYGIENE, _K.LOLER),
    ListingKind.PA_BANK: (*_CARE, _K.EMPLOYERS_LIABILITY, *_PAS),
    ListingKind.SOLE_PA: (*_CARE, *_PAS),
    ListingKind.CARE_AT_HOME: (*_CARE, _K.EMPLOYERS_LIABILITY),
    ListingKind.SHARED_LIVES: (*_CARE, _K.LOLER),
    ListingKind.ACTIVITY: (_K.PUBLIC_LIABILITY, *_CARE_TOO),
    ListingKind.TRANSPORT: (*_CARE_TOO, _K.MOT, _K.VEHICLE_INSURANCE, _K.VEHICLE_LICENCE),
    ListingKind.EQUIPMENT: (_K.PUBLIC_LIABILITY, *_CARE_TOO),
    ListingKind.OTHER: (_K.PUBLIC_LIABILITY, *_CARE_TOO),
}
"""Which kind of listing needs which papers; the conditions of some of them stand below."""

ADVISED = frozenset({PaperKind.SSSC})
"""Papers that are asked for and never stop anything (R26)."""


def _has_hoist(listing: Listing) -> bool:
    fact = listing.known_facts.get("hoist")
    return fact is not None and not (fact.state is FactState.KNOWN and fact.value == "none")


def _employs_for_care(listing: Listing) -> bool:
    """Care by its kind; or care besides, which more than one person can give."""
    by_kind = questions_for(listing.kind).gives_care
    return by_kind or (listing.includes_personal_care and not listing.provider.is_individual)


_ONLY_IF: Mapping[PaperKind, Callable[[Listing], bool]] = {
    PaperKind.EMPLOYERS_LIABILITY: _employs_for_care,
    PaperKind.REGISTRATION: lambda listing: bool(listing.registration_number),
    PaperKind.LICENCE: lambda listing: not listing.licence_exemption,
    PaperKind.ENERGY: lambda listing: not listing.energy_exemption,
    PaperKind.LOLER: _has_hoist,
}


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Whose a paper is: a listing's, a PA's, or with neither the provider's own."""

    provider: Provider
    listing: Listing | None = None
    pa: PA | None = None

    @property
    def about(self) -> str:
        """How a paper names it."""
        if self.listing is not None:
            return about(PaperOf.LISTING, self.listing.id)
        return about(PaperOf.PA, self.pa.id) if self.pa is not None else about(PaperOf.PROVIDER, self.provider.id)

    @property
    def name(self) -> str:
        """What the listing or the PA is called; nothing for the provider itself."""
        return self.listing.title if self.listing is not None else self.pa.name if self.pa is not None else ""


@dataclass(frozen=True, slots=True)
class Need:
    """One paper that a listing needs. ``about`` and ``ref`` say whose it would be, ``whose`` its name."""

    kind: PaperKind
    about: str
    ref: str
    whose: str

    @property
    def is_must(self) -> bool:
        """Whether its end hides what needs it."""
        return self.kind not in ADVISED


def needs_of(listing: Listing) -> tuple[Need, ...]:
    """Every paper that a listing needs, in the order of its kind's table."""
    return tuple(_needs(listing))


def _needs(listing: Listing) -> Iterator[Need]:
    for kind in NEEDED[listing.kind]:
        if kind in _ONLY_IF and not _ONLY_IF[kind](listing):
            continue
        match kind.text.of:
            case PaperOf.PROVIDER:
                yield Need(kind, about(PaperOf.PROVIDER, listing.provider_id), listing.provider.ref, "")
            case PaperOf.LISTING:
                yield Need(kind, about(PaperOf.LISTING, listing.id), listing.ref, listing.title)
            case PaperOf.PA:
                yield from (Need(kind, about(PaperOf.PA, pa.id), pa.ref, pa.name) for pa in working_pas(listing))


class Stand(StrEnum):
    """How a needed paper stands."""

    MISSING = "missing"
    WAITING = "waiting"
    ASKED = "asked"
    REFUSED = "refused"
    GOOD = "good"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


_OF_STATE = {
    PaperState.WAITING: Stand.WAITING,
    PaperState.ASKED: Stand.ASKED,
    PaperState.REFUSED: Stand.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A need with what was put in for it. ``accepted``: the one that counts; ``newest``: one put in after it."""

    need: Need
    on: date
    accepted: Paper | None = None
    newest: Paper | None = None

    @property
    def stand(self) -> Stand:
        """How it stands: what counts today first, then what was put in and not accepted."""
        if self.counts:
            return Stand.ENDS_SOON if self.ends_within(NOTICE_DAYS[0]) else Stand.GOOD
        if self.newest is not None:
            return _OF_STATE[self.newest.state]
        return Stand.ENDED if self.accepted is not None else Stand.MISSING

    @property
    def ends_on(self) -> date | None:
        """The last day of the one that counts."""
        return self.accepted.ends_on if self.accepted is not None else None

    @property
    def has_ended(self) -> bool:
        """Whether the one that counted has ended."""
        return self.ends_on is not None and self.ends_on < self.on

    @property
    def is_in(self) -> bool:
        """Whether it has been put in and not ended or been turned down: it counts, or waits to."""
        return self.stand in {Stand.WAITING, Stand.GOOD, Stand.ENDS_SOON}

    @property
    def counts(self) -> bool:
        """Whether one is accepted that has not ended."""
        return self.accepted is not None and not self.has_ended

    def ends_within(self, days: int) -> bool:
        """Whether its last day is at most so many days away."""
        return self.ends_on is not None and (self.ends_on - self.on).days <= days


def standing(need: Need, papers: Iterable[Paper], *, on: date) -> Standing:
    """How a need stands, of all papers there are (replaced ones never count)."""
    mine = [one for one in papers if (one.about, one.kind) == (need.about, need.kind) and one.replaced_at is None]
    accepted = next((one for one in mine if one.state is PaperState.ACCEPTED), None)
    others = [one for one in mine if one.state is not PaperState.ACCEPTED]
    newest = max(others, key=lambda one: one.id, default=None)
    if newest is not None and accepted is not None and newest.id < accepted.id:
        newest = None
    return Standing(need, on, accepted, newest)
