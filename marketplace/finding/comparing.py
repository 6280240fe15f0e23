"""Some listings side by side: each answer in a row, one cell for each listing. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketplace.access_facts.catalogue import FactKind, facts_for
from marketplace.access_facts.facts import FactState, FactValue
from marketplace.access_facts.match import Match, Reason, Verdict
from marketplace.access_facts.needs import Need, Strength
from marketplace.geo import Point, distance_km
from marketplace.holidays import sort_of_day
from marketplace.listings.asked import Asked
from marketplace.listings.cards import rate_words
from marketplace.listings.pricing import NoRate, PriceLine, price_shifts, price_stay, total_pence
from marketplace.listings.queries.levies import stay_must_pay
from marketplace.listings.queries.offered import Offer
from marketplace.listings.travel import way_words
from marketplace.money import format_pence
from marketplace.periods import nights_touched
from marketplace.wording import capital, miles, plural

MOST = 4
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Cell:
    """What one listing says to one question. ``sign``: the tag it wears; ``how``: how a fact is known."""

    words: str
    sign: str = ""
    tag: str = ""
    how: str = ""


@dataclass(frozen=True)
class Row:
    """One question and what each listing says to it, in their order."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Compared:
    """One listing as it is compared. ``is_free`` is None where no time is asked for.

    ``nights``: what is paid for where that time can be had as nights of PAs alone.
    """

    offer: Offer
    match: Match
    is_free: bool | None
    cancellation: str
    nights: tuple[PriceLine, ...] = ()


def sections(compared: Sequence[Compared], asked: Asked, *, home: Point | None = None) -> list[Section]:
    """Everything that is compared: price and place, what is needed, what else is known, the terms.

    ``home``: roughly where the person lives, for their own readers.
    """
    needs = tuple(dict.fromkeys(reason.need for one in compared for reason in one.match.reasons))
    found = [
        Section("Price and place", _first(compared, asked, home)),
        Section("What is needed", tuple(_need_row(need, compared) for need in needs)),
        Section("What else is known", _facts(compared, {need.kind.id for need in needs})),
        Section("How it is booked", _terms(compared)),
    ]
    return [section for section in found if section.rows]


def price_pence(offer: Offer, asked: Asked, nights: Sequence[PriceLine] = ()) -> int | None:
    """What the time asked for costs with all that must be paid; None when none is asked or it has no such rate.

    ``nights``: what is paid for where it can be had as nights of PAs alone.
    """
    if nights:
        return total_pence(nights)
    try:
        if asked.stretches:
            return total_pence(price_shifts(asked.stretches, offer.prices, sort_of_day))
        for stay in asked.periods:
            nights = price_stay(stay, offer.prices, sort_of_day)
            days = nights_touched(stay)
            return total_pence((*nights, *stay_must_pay(offer.prices, days, asked.people)))
    except NoRate:
        return None
    return None


def _first(compared: Sequence[Compared], asked: Asked, home: Point | None) -> tuple[Row, ...]:
    rows = [_row("What it is", compared, lambda one: Cell(f"{one.offer.kind.label}. {one.offer.provider}"))]
    if asked.periods:
        rows.append(_row("Free then?", compared, _free))
    rows.append(_row("Price", compared, lambda one: Cell(_price_words(one, asked))))
    rows.append(_row("Where", compared, lambda one: Cell(_where(one.offer, asked))))
    if home:
        rows.append(_row("From home", compared, lambda one: Cell(capital(way_words(home, one.offer.point)))))
    if any(one.offer.sleeps for one in compared):
        rows.append(_row("How many can sleep there", compared, lambda one: Cell(_sleeps(one.offer))))
    return tuple(rows)


def _free(one: Compared) -> Cell:
    return Cell("", "yes", "free") if one.is_free else Cell("", "gap", "not free")


def _price_words(one: Compared, asked: Asked) -> str:
    offer = one.offer
    pence = price_pence(offer, asked, one.nights)
    if pence is not None:
        nights = (asked.stay[1] - asked.stay[0]).days if asked.stay else 0
        return f"{format_pence(pence)} for {plural(nights, 'night') if nights else 'the time asked for'}"
    return capital(rate_words(offer.main_rate, offer.prices, offer.levy)) if offer.main_rate else "Price on asking"


def _where(offer: Offer, asked: Asked) -> str:
    comes = f"comes up to {miles(offer.travels_km)}" if offer.travels_km else ""
    far = (
        f"{miles(distance_km(asked.near, offer.point))} from {asked.near_words} in a straight line"
        if asked.near
        else ""
    )
    return ". ".join(capital(words) for words in (offer.town, far, comes) if words) or NOT_KNOWN


def _sleeps(offer: Offer) -> str:
    return plural(offer.sleeps, "person", "people") if offer.sleeps else "nobody sleeps there"


def _need_row(need: Need, compared: Sequence[Compared]) -> Row:
    strengths = {Strength.MUST: "Must", Strength.SHOULD: "Would like", Strength.AVOID: "Must not"}
    return _row(f"{strengths[need.strength]}: {need.words}", compared, lambda one: _answer(need, one))


def _answer(need: Need, one: Compared) -> Cell:
    reason = next((reason for reason in one.match.reasons if reason.need == need), None)
    if reason is None:
        return Cell("not asked of this sort of help")
    return _verdict(reason)


def _verdict(reason: Reason) -> Cell:
    """Yes, no or ask; of what must not be there "fine" and "not fine", as a yes to it could be read either way."""
    is_avoided, is_wish = (reason.need.strength is one for one in (Strength.AVOID, Strength.SHOULD))
    sign, tag = {
        Verdict.MET: ("yes", "fine" if is_avoided else "yes"),
        Verdict.UNMET: ("know" if is_wish else "gap", "not fine" if is_avoided else "no"),
        Verdict.ASK: ("say", "ask first"),
    }[reason.verdict]
    words = _fact_words(reason.fact)
    return Cell("" if words == tag else words, sign, tag, _how(reason.fact))


def _facts(compared: Sequence[Compared], asked: set[str]) -> tuple[Row, ...]:
    """The key facts of any of them that nobody asked about, as far as one of them is known."""
    kinds = dict.fromkeys(kind for one in compared for kind in facts_for(one.offer.kind) if kind.is_key)
    shown = [kind for kind in kinds if kind.id not in asked and any(kind.id in one.offer.facts for one in compared)]
    return tuple(_fact_row(kind, compared) for kind in shown)


def _fact_row(kind: FactKind, compared: Sequence[Compared]) -> Row:
    def cell(one: Compared) -> Cell:
        if not kind.applies_to(one.offer.kind):
            return Cell("not for this sort of help")
        fact = one.offer.facts.get(kind.id)
        return Cell(_fact_words(fact), how=_how(fact))

    return _row(kind.label, compared, cell)


def _terms(compared: Sequence[Compared]) -> tuple[Row, ...]:
    rows = [
        _row("When it can be booked", compared, lambda one: Cell(" ".join(one.offer.terms.words) or "Any days.")),
        _row("If you cancel", compared, lambda one: Cell(one.cancellation)),
    ]
    if any(one.offer.deposit_pence for one in compared):
        rows.append(_row("Deposit, which comes back", compared, lambda one: Cell(_deposit(one.offer))))
    return tuple(rows)


def _deposit(offer: Offer) -> str:
    return format_pence(offer.deposit_pence) if offer.deposit_pence else "none"


def _row(label: str, compared: Sequence[Compared], cell: Callable[[Compared], Cell]) -> Row:
    return Row(label, tuple(map(cell, compared)))


def _fact_words(fact: FactValue | None) -> str:
    return fact.words if fact else NOT_KNOWN


def _how(fact: FactValue | None) -> str:
    if fact is None or fact.evidence is None:
        return FactState.UNKNOWN.value
    return (FactState.ON_REQUEST if fact.state is FactState.ON_REQUEST else fact.evidence).value
