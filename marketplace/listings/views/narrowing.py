"""Ways to narrow a list of results: links with how many each leaves, all of them searches that can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import parse_need
from marketplace.geo import kilometres
from marketplace.listings.asked import Asked
from marketplace.listings.forms.search import MILES, TICKS, SearchForm
from marketplace.listings.queries.facets import Facets, Wishes
from marketplace.money import format_pence
from marketplace.web.redirects import this_page

PRICES = (100_00, 250_00, 500_00, 1_000_00, 2_000_00)
SLEEPS = (2, 4, 6, 8)


_Wish = tuple[str, int, str, str]
"""Its words, how many it leaves, and what it adds to the address."""


@dataclass(frozen=True)
class Link:
    """One wish, and how many it leaves."""

    words: str
    count: int
    href: str


@dataclass(frozen=True)
class Group:
    """Wishes of one sort, as ``components/facets.html`` prints them."""

    name: str
    links: tuple[Link, ...]


def wishes(form: SearchForm, asked: Asked) -> Wishes:
    """What this search may be narrowed by: nothing that it asks for already."""
    named = {need.text for need in asked.needs}
    within, sleeps = int(form.within.data), asked.sleeps or 0
    is_priced = asked.asks_nights or asked.hours is not None
    return Wishes(
        needs=tuple(need for need in map(parse_need, TICKS) if need.text not in named),
        distances=tuple(kilometres(one) for one in MILES if one < within) if asked.near else (),
        prices=tuple(one for one in PRICES if asked.most_pence is None or one < asked.most_pence) if is_priced else (),
        sleeps=tuple(one for one in SLEEPS if one > sleeps),
    )


def groups(facets: Facets) -> list[Group]:
    """The links that leave some and not all, by sort; a sort without any is left out."""
    ticks = {parse_need(text).text: (text, words) for text, words in TICKS.items()}
    miles = [(kilometres(one), one) for one in MILES if kilometres(one) in facets.distances]
    found: tuple[tuple[str, list[_Wish]], ...] = (
        ("What it is", [(kind.label, n, "kind", kind.value) for kind, n in _most_first(facets.kinds)]),
        ("What is needed", [(ticks[one][1], n, "tick", ticks[one][0]) for one, n in facets.needs.items()]),
        ("How far", [(f"Up to {far} miles", facets.distances[km], "within", str(far)) for km, far in miles]),
        ("What it costs", [(_up_to(one), n, "most", str(one // 100)) for one, n in facets.prices.items()]),
        ("How many sleep there", [(f"{one} or more", n, "sleeps", str(one)) for one, n in facets.sleeps.items()]),
    )
    made = (Group(name, tuple(map(_link, (one for one in some if 0 < one[1] < facets.total)))) for name, some in found)
    return [group for group in made if group.links]


def _link(wish: _Wish) -> Link:
    words, count, name, value = wish
    if name == "tick":  # of these several may be asked for
        return Link(words, count, f"{this_page(without='page')}&{urlencode({name: value})}")
    return Link(words, count, this_page(without="page", **{name: value}))


def _most_first(kinds: Mapping[ListingKind, int]) -> list[tuple[ListingKind, int]]:
    return sorted(kinds.items(), key=lambda pair: (-pair[1], list(ListingKind).index(pair[0])))


def _up_to(pence: int) -> str:
    return f"Up to {format_pence(pence)}"
