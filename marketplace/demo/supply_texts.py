"""Providers and what they offer, as ``data/demo/providers`` has them: one file a provider. Reads, decides nothing.

A key that no class knows is a TypeError: a slip of the pen never passes unseen.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from marketplace.access_facts.kinds import ListingKind
from marketplace.config import ROOT
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.closing import Repeat
from marketplace.listings.extras import ExtraPer
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PVGSort
from marketplace.listings.vat import Vat
from marketplace.rules.intimate_care import CarerSex

FOLDER = ROOT / "data" / "demo"

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerText:
    """Who signs in for a provider. Without ``words`` the sign-in page does not offer them."""

    name: str
    email: str
    words: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PAText:
    """A PA. ``checked``: the PVG membership was checked so many days ago; ``ends_in``: it ends in so many days.

    ``skills``: trained so many days ago, and where there is a second number, until so many days on. ``leave``: the
    week in which it begins, and how many days. ``nights``: short names of weekdays.
    """

    name: str
    age: int
    pvg: PVGSort | None = None
    checked: int | None = None
    ends_in: int | None = None
    base: str = ""
    miles: int | None = None
    languages: str = ""
    opts_out: bool = False
    care_as: CarerSex | None = None
    hours: Mapping[str, str] = field(default_factory=dict)
    nights: tuple[str, ...] = ()
    skills: Mapping[str, Sequence[int]] = field(default_factory=dict)
    leave: Sequence[int] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        """A PA of a file."""
        pvg = PVGSort(table["pvg"]) if "pvg" in table else None
        care_as = CarerSex(table["care_as"]) if "care_as" in table else None
        return cls(**{**table, "pvg": pvg, "care_as": care_as, "nights": tuple(table.get("nights", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureText:
    """Nights closed from the Monday of the week that many weeks ahead; all spaces together where it comes again."""

    week: int
    nights: int
    note: str
    repeat: Repeat = Repeat.ONCE

    @classmethod
    def read(cls, table: Table) -> Self:
        """A closure of a file."""
        return cls(**{**table, "repeat": Repeat(table.get("repeat", Repeat.ONCE))})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoText:
    """A photo of ``data/demo/photos``: a drawing, as everything of the demo is made up. ``proves``: key facts."""

    file: str
    words: str
    proves: tuple[str, ...] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        """A photo of a file."""
        return cls(**{**table, "proves": tuple(table.get("proves", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonText:
    """Days of the year, "06-15", with rates of their own: the next such days that are not over."""

    name: str
    first: str
    last: str
    rates: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, table: Table) -> Self:
        """A season of a file."""
        own = {name: table[name] for name in ("name", "first", "last")}
        return cls(**own, rates={unit: prices for unit, prices in table.items() if unit not in own})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraText:
    """Something beside the rates, and how often it is paid: by "stay", by "person" or for "each"."""

    name: str
    price: str
    per: ExtraPer

    @classmethod
    def read(cls, table: Table) -> Self:
        """An extra of a file."""
        return cls(**{**table, "per": ExtraPer(table["per"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositText:
    """What the provider takes itself, and gives back."""

    price: str
    back_days: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingText:
    """One thing offered, and where in its life it shall stand.

    ``rates`` has one price a unit, or three: weekday, weekend, bank holiday. ``facts`` are written as an import's
    column has them, by how they are known. ``diary`` names a pattern for each space, the last one for all that follow.
    ``changeover``: weekdays on which a stay starts and ends. ``elsewhere``: addresses of calendars that nobody answers
    at, so that they are seen to fail. ``pay``: of each unit the worker's wage and the employer's costs, as
    ``hour_wage`` and ``hour_on_costs``.
    """

    kind: ListingKind
    title: str
    summary: str
    description: str
    picture: str
    town: str
    rates: Mapping[str, Any]
    seasons: tuple[SeasonText, ...] = ()
    extras: tuple[ExtraText, ...] = ()
    deposit: DepositText | None = None
    vat: Vat = Vat.NONE
    postcode: str | None = None
    travels_km: int | None = None
    sleeps: int | None = None
    bedrooms: int | None = None
    licence_number: str | None = None
    licence_exemption: str | None = None
    energy_rating: str | None = None
    energy_exemption: str | None = None
    includes_personal_care: bool | None = None
    registration_number: str | None = None
    min_nights: int | None = None
    max_nights: int | None = None
    arrive: str = ""
    leave: str = ""
    option_days: int = 7
    changeover: tuple[str, ...] = ()
    notice_days: int = 0
    is_firm: bool = False
    is_instant: bool = False
    cancellation: Cancellation = Cancellation.NOT_SAID
    cancellation_words: str = ""
    cancellation_steps: str = ""
    arrival: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    pay: Mapping[str, str] = field(default_factory=dict)
    spaces: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    diary: tuple[str, ...] = ()
    closures: tuple[ClosureText, ...] = ()
    elsewhere: tuple[str, ...] = ()
    photos: tuple[PhotoText, ...] = ()
    state: ListingState = ListingState.PUBLISHED
    is_stopped: bool = False
    reason: str = ""

    @classmethod
    def read(cls, table: Table) -> Self:
        """A listing of a file. ``state = "stopped"``: it was asked for, the rules said no, and it is a draft still."""
        state = table.get("state", "published")
        is_stopped = state == "stopped"
        return cls(
            **{
                **table,
                "kind": ListingKind(table["kind"]),
                "changeover": tuple(table.get("changeover", ())),
                "cancellation": Cancellation(table.get("cancellation", Cancellation.NOT_SAID)),
                "description": table["description"].strip(),
                "spaces": tuple(table.get("spaces", ())),
                "diary": tuple(table.get("diary", ())),
                "elsewhere": tuple(table.get("elsewhere", ())),
                "closures": tuple(ClosureText.read(one) for one in table.get("closures", ())),
                "photos": tuple(PhotoText.read(one) for one in table.get("photos", ())),
                "seasons": tuple(SeasonText.read(one) for one in table.get("seasons", ())),
                "extras": tuple(ExtraText.read(one) for one in table.get("extras", ())),
                "deposit": DepositText(**table["deposit"]) if "deposit" in table else None,
                "vat": Vat(table.get("vat", "none")),
                "state": ListingState.DRAFT if is_stopped else ListingState(state),
                "is_stopped": is_stopped,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderText:
    """A provider, who signs in for it, its PAs and what it offers. ``file``: one of many listings that it has sent."""

    name: str
    legal_name: str
    about: str
    telephone: str
    email: str
    manager: ManagerText
    listings: tuple[ListingText, ...]
    pas: tuple[PAText, ...] = ()
    out_of_hours: str | None = None
    is_individual: bool = False
    file: str = ""

    @classmethod
    def read(cls, table: Table) -> Self:
        """A provider's file."""
        own = {name: value for name, value in table.items() if name not in {"listing", "pa"}}
        return cls(
            **{
                **own,
                "manager": ManagerText(**table["manager"]),
                "pas": tuple(PAText.read(one) for one in table.get("pa", ())),
                "listings": tuple(ListingText.read(one) for one in table["listing"]),
            }
        )


def providers() -> Iterator[ProviderText]:
    """Every provider of the demo, in the order of their files' names."""
    for path in sorted((FOLDER / "providers").glob("*.toml")):
        yield ProviderText.read(tomllib.loads(path.read_text(encoding="utf-8")))
