"""The three golden breaks, one after another, and the sums of each walk."""

from collections.abc import Callable, Iterable, Mapping

from scripts.golden import long_weekend, night_off, two_nights
from scripts.golden.cast import Cast
from scripts.golden.markup import BadMarkup
from scripts.golden.post import Post
from scripts.golden.proof import Proof
from scripts.golden.site import Site
from scripts.golden.visitor import Look

Walk = Callable[[Cast, Proof], None]

BREAKS: Mapping[str, Walk] = {"A": long_weekend.walk, "B": two_nights.walk, "C": night_off.walk}


def walk_through(
    site: Site, names: Iterable[str] = BREAKS, *, is_quiet: bool = False, look: Look | None = None
) -> list[str]:
    """Walk through them, and print it unless ``is_quiet``; what was not as it must be, each with its break."""
    post = Post(site)
    found = []
    for name in names:
        proof = Proof(post, is_quiet=is_quiet)
        _walk(name, Cast(site, look), proof)
        found += [f"{name}: {words}" for words in proof.differences]
    last = Proof(post, is_quiet=is_quiet)
    last.step("Nobody", "has had a letter that no step names")
    last.no_more_letters()
    return found + last.differences


def _walk(name: str, cast: Cast, proof: Proof) -> None:
    """Walk through one. What cannot be found on a page ends it, as a difference."""
    try:
        BREAKS[name](cast, proof)
    except (LookupError, BadMarkup) as lost:
        proof.stopped(str(lost))
    sums = f"{proof.checks} checks, {len(proof.differences)} differences"
    people = f"{len(cast.visitors)} people saw {len(cast.pages)} distinct pages"
    proof.say(f"\n{name}: {sums}; {people}, {cast.requests} requests.")
