"""How one listing meets what somebody needs, and why. Pure: ``match(needs, facts)`` reads nothing and asks no one.

A must met is fine; a must not met excludes; a must not known, on request or disputed is to be asked first. What is to
be avoided excludes when it is there and cannot be taken away, and is asked first when not known. Unknown is never yes.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from marketplace.access_facts.facts import Evidence, FactState, FactValue, Value
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Operator, Strength, label_words

REMOVABLE = "removable"
"""The choice of a fact that can be taken away before the stay."""


class MatchKind(StrEnum):
    """Where a listing stands for somebody."""

    SUITS = "suits"
    ASK_FIRST = "ask_first"
    EXCLUDED = "excluded"

    @property
    def rank(self) -> int:
        """Its place in a list: what suits comes first."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(MatchKind)}


class Standing(StrEnum):
    """What a fact says about a need's expression, before asking how much the need matters."""

    TRUE = "true"
    FALSE = "false"
    ON_REQUEST = "on_request"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What became of one need."""

    MET = "met"
    UNMET = "unmet"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reason:
    """One need, what became of it, and the fact that says so (none when nothing is known)."""

    need: Need
    verdict: Verdict
    fact: FactValue | None

    @property
    def words(self) -> str:
        """Why, in a sentence: "Narrowest door inside: 775 mm. You need: doors 780 mm or wider."."""
        return f"{self._found}. {_WANTS[self.need.strength]}: {self.need.words}."

    @property
    def wanted(self) -> str:
        """The need as it is said to whose it is: "you do not want fixed bed rails"."""
        want = _WANTS[self.need.strength]
        return f"{want[0].lower()}{want[1:]} {self.need.words}"

    @property
    def _found(self) -> str:
        label = self.need.kind.label
        if self.fact is None or self.fact.state is FactState.UNKNOWN:
            return f"Not known: {label_words(self.need.kind)}"
        if self.fact.evidence is Evidence.DISPUTED:
            return f"{label}: {self.fact.words}, but a guest disagrees"
        return f"{label}: {self.fact.words}"


_WANTS = {Strength.MUST: "You need", Strength.SHOULD: "You would like", Strength.AVOID: "You do not want"}


@dataclass(frozen=True, slots=True)
class Match:
    """Where a listing stands, the share of wishes met (1 when there are none), and a reason for each need, in order."""

    kind: MatchKind
    score: Fraction
    reasons: tuple[Reason, ...]

    @property
    def met(self) -> tuple[Reason, ...]:
        """Needs that the listing meets; for what is to be avoided: it is not there, or can be taken away."""
        return tuple(reason for reason in self.reasons if reason.verdict is Verdict.MET)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """Needs that it does not meet."""
        return tuple(reason for reason in self.reasons if reason.verdict is Verdict.UNMET)

    @property
    def to_ask(self) -> tuple[Reason, ...]:
        """Needs whose fact is not known, on request or disputed, wishes among them."""
        return tuple(reason for reason in self.reasons if reason.verdict is Verdict.ASK)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the facts that have to be asked first, each once: those of wishes are not among them."""
        asked = (reason.need for reason in self.to_ask if reason.need.strength is not Strength.SHOULD)
        return tuple(dict.fromkeys(need.kind.id for need in asked))

    @property
    def summary(self) -> str:
        """In one line: "All 4 musts, and 1 of 2 likes."."""
        firm = [reason for reason in self.reasons if reason.need.strength is not Strength.SHOULD]
        likes = [reason for reason in self.reasons if reason.need.strength is Strength.SHOULD]
        parts = [_count(firm, "must"), _count(likes, "like")]
        said = ", and ".join(part for part in parts if part)
        return f"{said[0].upper()}{said[1:]}." if said else "You asked for nothing special."


def match(needs: Iterable[Need], facts: Mapping[str, FactValue], *, kind: ListingKind | None = None) -> Match:
    """How a listing with ``facts`` (by id) meets ``needs``: those of a profile only as far as its ``kind`` can."""
    asked = (need for need in needs if need.is_asked_of(kind))
    reasons = tuple(_reason(need, facts.get(need.kind.id)) for need in asked)
    return Match(_kind(reasons), _score(reasons), reasons)


def brought(needs: Iterable[Need], facts: Mapping[str, FactValue]) -> frozenset[Need]:
    """The musts of a break that a thing to hire with these ``facts`` brings for certain, whatever the place has."""
    able = (need for need in needs if need.can_be_hired and need.kind.id in facts)
    return frozenset(need for need in able if _reason(need, facts[need.kind.id]).verdict is Verdict.MET)


def order_key(
    kind: MatchKind,
    score: Fraction | float,
    *,
    evidence: float,
    distance_km: float | None,
    price_pence: int | None,
    lot: int = 0,
) -> tuple[int, float, float, float, float, int]:
    """The place in a list, smallest first: suits before ask first, then wishes met, evidence, distance, price, lot.

    ``evidence`` is ``facts.evidence_score``; a distance or price that is not known comes last; ``lot`` makes ties fair.
    Never sold (R49).
    """
    far = math.inf if distance_km is None else distance_km
    dear = math.inf if price_pence is None else price_pence
    return (kind.rank, -float(score), -evidence, far, dear, lot)


def _reason(need: Need, fact: FactValue | None) -> Reason:
    standing = _standing(need, fact)
    if need.strength is Strength.AVOID and standing is Standing.TRUE and _is_removable(fact):
        standing = Standing.FALSE
    return Reason(need, _verdict(need.strength, standing), fact)


def _verdict(strength: Strength, standing: Standing) -> Verdict:
    if standing in {Standing.UNKNOWN, Standing.ON_REQUEST}:
        return Verdict.ASK
    is_wanted = strength is not Strength.AVOID
    return Verdict.MET if (standing is Standing.TRUE) is is_wanted else Verdict.UNMET


def _standing(need: Need, fact: FactValue | None) -> Standing:
    if fact is not None and fact.state is FactState.ON_REQUEST and fact.evidence is not Evidence.DISPUTED:
        return Standing.TRUE if need.accepts_on_request else Standing.ON_REQUEST
    if fact is None or fact.value is None or not fact.is_certain:
        return Standing.TRUE if need.accepts_unknown else Standing.UNKNOWN
    return Standing.TRUE if _holds(need, fact.value) else Standing.FALSE


def _holds(need: Need, value: Value) -> bool:
    if need.operator is Operator.IS:
        return value in need.values
    (bound,) = need.values
    lower, upper = (bound, value) if need.operator is Operator.AT_LEAST else (value, bound)
    if isinstance(lower, date) and isinstance(upper, date):
        return lower <= upper
    return isinstance(lower, int | float) and isinstance(upper, int | float) and lower <= upper


def _is_removable(fact: FactValue | None) -> bool:
    return fact is not None and fact.value == REMOVABLE


def _kind(reasons: Iterable[Reason]) -> MatchKind:
    verdicts = {reason.verdict for reason in reasons if reason.need.strength is not Strength.SHOULD}
    if Verdict.UNMET in verdicts:
        return MatchKind.EXCLUDED
    return MatchKind.ASK_FIRST if Verdict.ASK in verdicts else MatchKind.SUITS


def _score(reasons: Iterable[Reason]) -> Fraction:
    wishes = [reason.verdict is Verdict.MET for reason in reasons if reason.need.strength is Strength.SHOULD]
    return Fraction(sum(wishes), len(wishes)) if wishes else Fraction(1)


def _count(reasons: list[Reason], noun: str) -> str:
    met = sum(reason.verdict is Verdict.MET for reason in reasons)
    nouns = noun if len(reasons) == 1 else f"{noun}s"
    if not reasons:
        return ""
    return f"all {met} {nouns}" if met == len(reasons) > 1 else f"{met} of {len(reasons)} {nouns}"
