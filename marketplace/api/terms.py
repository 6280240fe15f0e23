"""The categories of open data: ALISS's own words for what we list, and our own kinds. Pure.

Which kinds and which facts make a listing belong to a category is in ``data/open_data_terms.csv``. A fact counts only
when it is known and no guest disputes it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.access_facts.facts import FactValue
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.match import MatchKind, match
from marketplace.access_facts.needs import Need, parse_need
from marketplace.api.identity import id_of
from marketplace.config import ROOT

FILE = ROOT / "data" / "open_data_terms.csv"
OWN = "kinds"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A list of categories. ``link_type`` says what one of them tells of a service."""

    slug: str
    name: str
    about: str
    uri: str
    link_type: str

    @property
    def id(self) -> str:
        """Its id in open data."""
        return id_of("taxonomy", self.slug)


TAXONOMIES = (
    Taxonomy(
        "categories",
        "ALISS categories",
        "Categories of ALISS, a directory of the ALLIANCE: those that fit what is listed here. CC BY 4.0.",
        "https://www.aliss.org/",
        "service_type",
    ),
    Taxonomy(
        "accessibility-features",
        "ALISS accessibility features",
        "Accessibility features of ALISS: those that the access facts of a listing prove. CC BY 4.0.",
        "https://www.aliss.org/",
        "accessibility",
    ),
    Taxonomy(OWN, "Kinds of listing", "What sort of thing is offered, in this site's own words.", "", "service_type"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One category: a listing of one of ``kinds``, or with any one of ``facts``, belongs to it."""

    taxonomy: Taxonomy
    slug: str
    name: str
    parent: str
    about: str
    kinds: frozenset[ListingKind]
    facts: tuple[Need, ...]

    @property
    def id(self) -> str:
        """Its id in open data."""
        return id_of("term", self.taxonomy.slug, self.slug)

    @property
    def parent_id(self) -> str:
        """The id of the wider category; empty for the widest."""
        return id_of("term", self.taxonomy.slug, self.parent) if self.parent else ""

    def holds(self, kind: ListingKind, facts: Mapping[str, FactValue]) -> bool:
        """Whether a listing belongs to it."""
        return kind in self.kinds or any(match([need], facts).kind is MatchKind.SUITS for need in self.facts)


def _read() -> tuple[Term, ...]:
    by_slug = {taxonomy.slug: taxonomy for taxonomy in TAXONOMIES}
    with FILE.open(encoding="utf-8", newline="") as lines:
        from_aliss = [_term(by_slug[row["taxonomy"]], row) for row in csv.DictReader(lines)]
    own = [
        Term(by_slug[OWN], kind.value, kind.label, "", f"Listings of the kind “{kind.label}”.", frozenset({kind}), ())
        for kind in ListingKind
    ]
    return (*from_aliss, *own)


def _term(taxonomy: Taxonomy, row: Mapping[str, str]) -> Term:
    return Term(
        taxonomy,
        row["slug"],
        row["name"],
        row["parent"],
        row["about"],
        frozenset(ListingKind(kind) for kind in row["kinds"].split("|") if kind),
        tuple(parse_need(fact) for fact in row["facts"].split("|") if fact),
    )


TERMS: tuple[Term, ...] = _read()
"""Every category, wider ones before those within them."""

_BY_ID = {term.id: term for term in TERMS}


def term_of(term_id: str) -> Term | None:
    """The category of this id."""
    return _BY_ID.get(term_id)


def taxonomy_of(taxonomy_id: str) -> Taxonomy | None:
    """The list of categories of this id."""
    return next((taxonomy for taxonomy in TAXONOMIES if taxonomy.id == taxonomy_id), None)


def terms_of(kind: ListingKind, facts: Mapping[str, FactValue]) -> tuple[Term, ...]:
    """The categories that a listing belongs to, in order: the narrow ones, not those around them."""
    return tuple(term for term in TERMS if term.holds(kind, facts))


def with_narrower(term: Term) -> tuple[Term, ...]:
    """A category and all within it, at any depth."""
    within = [other for other in TERMS if other.taxonomy == term.taxonomy and other.parent == term.slug]
    return (term, *(deeper for other in within for deeper in with_narrower(other)))
