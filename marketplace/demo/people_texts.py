"""Who signs in to the demo and whose breaks they arrange, as ``data/demo/people.toml`` has them. Decides nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from marketplace.accounts.roles import RoleName
from marketplace.demo.supply_texts import FOLDER
from marketplace.people.about import NoteTopic
from marketplace.people.models import Duty, SafetyTopic
from marketplace.people.representation import Capacity, Consent, Scope
from marketplace.people.support_times import Levels, PartOfDay, SupportLevel
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationText:
    """An organisation that is no provider; ``council`` is a GSS code."""

    key: str
    kind: str
    name: str
    council: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountText:
    """A sign-in, made by answering a letter where it has no role. ``limit``: pounds an officer may agree alone."""

    key: str
    name: str
    email: str
    words: str
    position: int
    role: RoleName | None = None
    organisation: str = ""
    limit: str = ""
    limit_by: str = ""

    @classmethod
    def read(cls, table: Table) -> Self:
        """An account of the file."""
        return cls(**{**table, "role": RoleName(table["role"]) if "role" in table else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpText:
    """Help that the person offers to another account, from so many days away."""

    account: str
    capacity: Capacity
    scopes: frozenset[Scope]
    from_days: int
    until_days: int | None = None

    @classmethod
    def read(cls, table: Table) -> Self:
        """Help of the file."""
        scopes = frozenset(map(Scope, table["scopes"]))
        return cls(**{**table, "capacity": Capacity(table["capacity"]), "scopes": scopes})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanText:
    """A support plan with its outcomes, in the person's words."""

    key: str
    duty: Duty
    outcomes: tuple[str, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        """A support plan of the file."""
        return cls(key=table["key"], duty=Duty(table["duty"]), outcomes=tuple(table["outcomes"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class PotText:
    """A pot, who opens it, and what is in it: committed, or stated with its evidence; own money has no amount.

    ``nights`` and ``hours``: how many breaks may have from it; nought where nobody says. ``award`` and ``buys``: the
    letter of an ILF award and the sorts of things that it names, of a year of ``amount``; ``letter_seen_by``: the
    officer who wrote that down. ``means_tested_days_ago``: of a direct payment, nought where the council has not
    looked. ``opened_days_ago``: when it was made, and an officer put it in; ``opened_months_ago``: on the first day of
    that month instead, so that each month since is whole. ``share_basis_points``: what it pays of support; nought where
    no share is said.
    """

    sort: str
    name: str
    by: str
    funder: str = ""
    amount: str = ""
    options: frozenset[int] = frozenset()
    plan: str = ""
    holder: str = ""
    fee_basis_points: int = 0
    coding: str = ""
    reason: str = ""
    stated_days_ago: int = 0
    opened_days_ago: int = 0
    opened_months_ago: int = 0
    nights: int = 0
    hours: int = 0
    award: str = ""
    buys: tuple[str, ...] = ()
    letter_seen_by: str = ""
    means_tested_days_ago: int = 0
    share_basis_points: int = 0

    @classmethod
    def read(cls, table: Table) -> Self:
        """A pot of the file."""
        lists = {"options": frozenset(table.get("options", ())), "buys": tuple(table.get("buys", ()))}
        return cls(**{**table, **lists})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonText:
    """A person: who added them and as what (``capacity`` none: they added themself), profile, plans, pots, helpers.

    ``is_cared_for``: by whoever added them; ``carer`` is the key of another person who cares for them, unpaid.
    """

    key: str
    name: str
    age: int
    birthday: str
    added_by: str
    profile_by: str
    known_as: str = ""
    postal_address: str = ""
    postcode: str = ""
    telephone: str = ""
    council: str = ""
    capacity: Capacity | None = None
    scopes: frozenset[Scope] = frozenset()
    consent: Consent | None = None
    powers: str = ""
    from_days: int = 0
    until_days: int | None = None
    is_cared_for: bool = False
    carer: str = ""
    has_own_sign_in: bool = False
    care_manager: str = ""
    chair_width_mm: int | None = None
    chair_length_mm: int | None = None
    turning_mm: int | None = None
    sling: str = ""
    weight_kg: int | None = None
    with_chair_kg: int | None = None
    times: Levels = field(default_factory=dict)
    notes: Mapping[NoteTopic, str] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    care: CareWish | None = None
    safety: Mapping[SafetyTopic, str] = field(default_factory=dict)
    plans: tuple[PlanText, ...] = ()
    helpers: tuple[HelpText, ...] = ()
    pots: tuple[PotText, ...] = ()

    @classmethod
    def read(cls, table: Table) -> Self:
        """A person of the file."""
        own = {name: value for name, value in table.items() if name not in {"plan", "helper", "pot"}}
        read: dict[str, Any] = {
            "capacity": Capacity(table["capacity"]) if "capacity" in table else None,
            "scopes": frozenset(map(Scope, table.get("scopes", ()))),
            "consent": Consent(table["consent"]) if "consent" in table else None,
            "care": _wish(*table["care"]) if "care" in table else None,
            "times": {PartOfDay(part): SupportLevel(level) for part, level in table.get("times", {}).items()},
            "notes": {NoteTopic(topic): words for topic, words in table.get("notes", {}).items()},
            "safety": {SafetyTopic(topic): words for topic, words in table.get("safety", {}).items()},
            "plans": tuple(map(PlanText.read, table.get("plan", ()))),
            "helpers": tuple(map(HelpText.read, table.get("helper", ()))),
            "pots": tuple(map(PotText.read, table.get("pot", ()))),
            **{strength: tuple(table.get(strength, ())) for strength in ("must", "should", "avoid")},
        }
        return cls(**{**own, **read})


def _wish(by: str, reason: str) -> CareWish:
    return CareWish(CarerSex(by), CareReason(reason))


@dataclass(frozen=True, slots=True)
class PeopleTexts:
    """All of the file."""

    organisations: tuple[OrganisationText, ...]
    accounts: tuple[AccountText, ...]
    persons: tuple[PersonText, ...]


def people() -> PeopleTexts:
    """The people of the demo, in the order of the file."""
    table = tomllib.loads((FOLDER / "people.toml").read_text(encoding="utf-8"))
    return PeopleTexts(
        tuple(OrganisationText(**one) for one in table["organisation"]),
        tuple(map(AccountText.read, table["account"])),
        tuple(map(PersonText.read, table["person"])),
    )
