"""What somebody asks of the API, typed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.api import parameters, terms
from marketplace.api.parameters import MOST_MINIMAL, MOST_PER_PAGE, USUAL_PER_PAGE, BadParameters, Parameter
from marketplace.api.terms import Term
from marketplace.geo import Point


@dataclass(frozen=True, slots=True)
class Filters:
    """Which services; nothing set: all. ``terms``: any of these will do; none at all of them when it is empty."""

    words: tuple[str, ...] = ()
    modified_after: datetime | None = None
    terms: tuple[Term, ...] | None = None
    organization_id: str | None = None
    asks_age: bool = False
    opens_from: int | None = None
    closes_by: int | None = None
    weekday: int | None = None
    centre: Point | None = None
    within_m: int | None = None

    @property
    def asks_hours(self) -> bool:
        """Whether opening hours matter."""
        return (self.opens_from, self.closes_by, self.weekday) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of a list."""

    page: int
    per_page: int
    is_full: bool
    is_minimal: bool
    filters: Filters

    @property
    def first(self) -> int:
        """How many come before the page."""
        return (self.page - 1) * self.per_page


def ask(given: Mapping[str, Sequence[str]], known: Sequence[Parameter]) -> Asked:
    """What an address asks. Raises BadParameters."""
    asked = parameters.read(given, known)
    is_minimal = asked.get("minimal") is True
    if "proximity" in asked and "postcode" not in asked:
        raise BadParameters({"proximity": "needs a postcode to measure from"})
    if is_minimal and asked.get("full") is True:
        raise BadParameters({"minimal": "cannot be asked together with full"})
    most, usual = (MOST_MINIMAL, MOST_MINIMAL) if is_minimal else (MOST_PER_PAGE, USUAL_PER_PAGE)
    per_page = _number(asked, "per_page") or usual
    if per_page > most:
        raise BadParameters({"per_page": f"must be a whole number from 1 to {most}"})
    return Asked(_number(asked, "page") or 1, per_page, asked.get("full") is True, is_minimal, _filters(asked))


def _filters(asked: Mapping[str, object]) -> Filters:
    words, after, centre = asked.get("search"), asked.get("modified_after"), asked.get("postcode")
    return Filters(
        words=words if isinstance(words, tuple) else (),
        modified_after=after if isinstance(after, datetime) else None,
        terms=_terms(_text(asked, "taxonomy_term_id"), _text(asked, "taxonomy_id")),
        organization_id=_text(asked, "organization_id"),
        asks_age=bool({"minimum_age", "maximum_age"} & set(asked)),
        opens_from=_number(asked, "start_time"),
        closes_by=_number(asked, "end_time"),
        weekday=_number(asked, "day"),
        centre=centre if isinstance(centre, Point) else None,
        within_m=_number(asked, "proximity"),
    )


def _terms(term_id: str | None, taxonomy_id: str | None) -> tuple[Term, ...] | None:
    """The categories of which a service must have one; None: it need not."""
    if term_id is None and taxonomy_id is None:
        return None
    found = terms.TERMS
    if term_id is not None:
        term = terms.term_of(term_id)
        found = terms.with_narrower(term) if term else ()
    return tuple(term for term in found if taxonomy_id in {None, term.taxonomy.id})


def _number(asked: Mapping[str, object], name: str) -> int | None:
    value = asked.get(name)
    return value if isinstance(value, int) else None


def _text(asked: Mapping[str, object], name: str) -> str | None:
    value = asked.get(name)
    return value if isinstance(value, str) else None
