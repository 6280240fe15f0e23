"""Who may act for whom, and how far: pure rules from what is recorded to a standing (R52, R54).

Owns when a representation counts, what each capacity can carry at most, what may be passed on, and who may end one.
Refuses to know rows, pages or accounts. That a parent acts as of right until the child is 16, and a helper may pass on
no more than they have, is the site's own reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

OF_AGE_YEARS = 16
"""From this birthday a parent no longer acts as of right."""


class Capacity(StrEnum):
    """In what capacity someone acts for a person (GLOSSARY; RULES R52)."""

    GUARDIAN = "guardian"
    ATTORNEY = "attorney"
    PARENT = "parent"
    HELPER = "helper"
    ADVISER = "adviser"
    CARE_MANAGER = "care_manager"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return self.value.replace("_", " ")

    @property
    def as_one(self) -> str:
        """It said of somebody: "an adviser", "a helper"."""
        return f"{'an' if self.value.startswith('a') else 'a'} {self.label}"


class Scope(StrEnum):
    """One thing a representative may do. Whoever may do anything may see."""

    SEE = "see"
    PLAN = "plan"
    PAY = "pay"
    MEDICAL = "medical"

    @property
    def words(self) -> str:
        """It said on pages, after "may"."""
        return _SCOPE_WORDS[self]


class Consent(StrEnum):
    """How the person's yes to a representation was given."""

    GIVEN_HERE = "given_here"
    TOLD = "told"
    WRITTEN = "written"
    NOT_NEEDED = "not_needed"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _CONSENT_WORDS[self]


_SCOPE_WORDS = {
    Scope.SEE: "see what is planned",
    Scope.PLAN: "plan breaks and keep needs up to date",
    Scope.PAY: "use the money",
    Scope.MEDICAL: "see health notes",
}
_CONSENT_WORDS = {
    Consent.GIVEN_HERE: "said yes on this site",
    Consent.TOLD: "said yes in person or by telephone",
    Consent.WRITTEN: "said yes in writing",
    Consent.NOT_NEEDED: "by law or by duty",
}

ALL = frozenset(Scope)
WITH_POWERS = frozenset({Capacity.GUARDIAN, Capacity.ATTORNEY})
"""Capacities that rest on an order or a document (R52)."""

DECIDING = WITH_POWERS | {Capacity.PARENT}
"""Capacities that can say yes or no in the person's place; the person cannot end them here."""

NEEDING_CONSENT = frozenset({Capacity.HELPER, Capacity.ADVISER})
_AT_MOST = {
    Capacity.ADVISER: ALL - {Scope.PAY},  # arranges, cannot agree
    Capacity.CARE_MANAGER: ALL - {Scope.PAY},  # agrees council money within a limit, never uses the person's own
}


class State(StrEnum):
    """Where a representation stands, in the order pages list them."""

    COUNTS = "counts"
    LATER = "later"
    OFFERED = "offered"
    OVER = "over"
    ENDED = "ended"

    @classmethod
    def open(cls) -> frozenset["State"]:
        """Those that can still be ended."""
        return frozenset({cls.COUNTS, cls.LATER, cls.OFFERED})


@dataclass(frozen=True, slots=True)
class Mandate:
    """One representation as it is recorded. ``until_on`` is its last day; without one it goes on."""

    capacity: Capacity
    scopes: frozenset[Scope]
    from_on: date
    until_on: date | None = None
    powers: str | None = None
    is_accepted: bool = True
    is_ended: bool = False

    def counts_on(self, day: date, *, born_on: date | None) -> bool:
        """Whether it gives anything on ``day`` to act for someone born on ``born_on``."""
        if self.is_ended or not self.is_accepted:
            return False
        if day < self.from_on or (self.until_on is not None and day > self.until_on):
            return False
        if self.capacity in WITH_POWERS:
            return bool((self.powers or "").strip())
        return self.capacity is not Capacity.PARENT or is_child(born_on, on=day)

    def state(self, day: date, *, born_on: date | None) -> State:
        """Where it stands on ``day``."""
        if self.is_ended:
            return State.ENDED
        if self.until_on is not None and day > self.until_on:
            return State.OVER
        if not self.is_accepted:
            return State.OFFERED
        if day < self.from_on:
            return State.LATER
        return State.COUNTS if self.counts_on(day, born_on=born_on) else State.OVER

    @property
    def carries(self) -> frozenset[Scope]:
        """What it gives while it counts: never more than its capacity can carry."""
        return self.scopes & at_most(self.capacity)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one reader may do for one person. No scopes: this person is nothing to them."""

    scopes: frozenset[Scope] = frozenset()
    capacities: frozenset[Capacity] = frozenset()
    is_self: bool = False
    is_officer: bool = False
    may_decide: bool = False
    """May say yes or no as the person, or in the person's place by powers that are recorded and dated (R52)."""

    is_near: bool = False
    """Is the person, acts for them in their own name or is tied to them by care: decides on no council money (R18a)."""

    @property
    def may_see(self) -> bool:
        """May see needs, helpers, support plans and what is planned."""
        return Scope.SEE in self.scopes

    @property
    def may_plan(self) -> bool:
        """May keep the profile and plan breaks."""
        return Scope.PLAN in self.scopes

    @property
    def may_pay(self) -> bool:
        """May use the person's money."""
        return Scope.PAY in self.scopes

    @property
    def may_see_medical(self) -> bool:
        """May see weight and health notes."""
        return Scope.MEDICAL in self.scopes

    @property
    def may_pass_on(self) -> frozenset[Scope]:
        """What they may give to someone else: what they have; an officer records whatever was agreed."""
        if self.is_officer:
            return ALL
        return self.scopes if self.may_plan else frozenset()

    def may_offer(self, capacity: Capacity) -> bool:
        """May let somebody act in this capacity: who decides for them is named by who may decide, or an officer."""
        is_theirs = self.may_decide or self.is_officer or capacity not in DECIDING
        return bool(self.may_pass_on) and is_theirs

    @property
    def may_invite_person(self) -> bool:
        """May send the person a sign-in of their own, which opens everything: only who holds everything, or a duty."""
        has_duty = self.is_officer or Capacity.ADVISER in self.capacities
        return not self.is_self and (has_duty or self.scopes == ALL)

    @property
    def may_see_looks(self) -> bool:
        """May see who looked: the person and those who act for them, not officers."""
        return self.may_see and (self.is_self or bool(self.capacities - {Capacity.CARE_MANAGER}))


def standing(
    mandates: Iterable[Mandate],
    *,
    on: date,
    born_on: date | None,
    is_self: bool = False,
    is_officer: bool = False,
    is_near: bool = False,
    has_died: bool = False,
) -> Standing:
    """What somebody with these representations may do on a day.

    ``is_officer``: practises for the person's council. An officer sees and plans; health notes only when they work with
    the person (R54). Nobody is an officer for themselves, nor for whom they are ``is_near`` to. Once the person
    ``has_died`` all powers and every yes have ended (R52): who could see still sees, and officers put things in order.
    """
    counting = [
        mandate
        for mandate in mandates
        if mandate.counts_on(on, born_on=born_on) and not (is_near and mandate.capacity is Capacity.CARE_MANAGER)
    ]
    scopes = frozenset().union(*(mandate.carries for mandate in counting))
    is_officer = is_officer and not is_self and not is_near
    if is_self:
        scopes = ALL
    elif is_officer:
        scopes |= {Scope.SEE, Scope.PLAN}
    if has_died:
        scopes &= {Scope.SEE, Scope.PLAN} if is_officer else {Scope.SEE}
    deciders = (mandate for mandate in counting if mandate.capacity in DECIDING and Scope.PLAN in mandate.carries)
    return Standing(
        scopes=scopes,
        capacities=frozenset(mandate.capacity for mandate in counting),
        is_self=is_self,
        is_officer=is_officer,
        may_decide=not has_died and (is_self or any(deciders)),
        is_near=is_self or is_near,
    )


def at_most(capacity: Capacity) -> frozenset[Scope]:
    """Everything this capacity can carry."""
    return _AT_MOST.get(capacity, ALL)


def is_child(born_on: date | None, *, on: date) -> bool:
    """Whether someone is under 16 on a day. Not known is no: nobody acts as of right on a guess."""
    if born_on is None:
        return False
    return (on.year - born_on.year) - ((on.month, on.day) < (born_on.month, born_on.day)) < OF_AGE_YEARS


def last_day(mandate: Mandate, *, born_on: date | None) -> date | None:
    """The last day on which a mandate counts; none where no end is known. A parent's is the last before a birthday."""
    ends = [mandate.until_on] if mandate.until_on else []
    if mandate.capacity is Capacity.PARENT and born_on is not None:
        ends.append(_birthday(born_on, OF_AGE_YEARS) - timedelta(days=1))
    return min(ends, default=None)


def _birthday(born_on: date, years: int) -> date:
    """Who was born on 29 February is older from 1 March (Age of Legal Capacity (Scotland) Act 1991)."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def may_end(theirs: Capacity, *, standing: Standing, is_own: bool, is_maker: bool) -> bool:
    """Whether a reader of this standing may end a representation of capacity ``theirs``, at once.

    Anyone may step down, take back what they gave, or end it as an officer. The person, and whoever decides in the
    person's place, may end what the person chose; powers given by a court or a document are not theirs to end here.
    """
    if is_own or is_maker or standing.is_officer:
        return True
    return standing.may_decide and theirs in NEEDING_CONSENT


def may_ask_end(theirs: Capacity, *, standing: Standing) -> bool:
    """Whether the reader may ask an officer to look at powers that are not theirs to end: the person alone may."""
    return standing.is_self and theirs in WITH_POWERS
