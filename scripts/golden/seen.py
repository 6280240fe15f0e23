"""What pages about breaks and money say, read off as values: each sum as it is written, each state in its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from scripts.golden.markup import first, of_class, only, words_of
from scripts.golden.visitor import Page


@dataclass(frozen=True)
class Part:
    """One part of a break as its page shows it."""

    price: str
    state: str

    def __str__(self) -> str:
        return f"{self.price} ({self.state})"


@dataclass(frozen=True)
class PotSeen:
    """One pot on the page of who pays. ``before`` and ``after`` are blank for money that nobody counts here."""

    pays: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"pays {self.pays}" + (f" ({self.before}, then {self.after})" if self.before else "")


@dataclass(frozen=True)
class Balance:
    """What is in a pot now."""

    inside: str
    set_aside: str
    free: str

    def __str__(self) -> str:
        return f"{self.inside} in it, {self.set_aside} set aside, {self.free} free"


def state_of(page: Page) -> str:
    """Where a break stands, as its page says under its name."""
    return words_of(only(only(page.main, "lede"), "tag"))


def whole_price(page: Page) -> str:
    """The price of the whole break."""
    return words_of(first(only(page.main, "grand"), "b"))


def cover_of(page: Page) -> dict[str, str]:
    """Cover needed, arranged and missing."""
    sums = only(page.main, "cover")
    return {words_of(first(one, "dt")): words_of(first(one, "dd")) for one in sums.iter("div")}


def parts_of(page: Page) -> dict[str, Part]:
    """The parts of a break by their titles, without what only screen readers are told."""
    return {_name(first(one, "h3")): _part(only(one, "end")) for one in of_class(page.main, "part")}


def prices_of(page: Page) -> dict[str, str]:
    """The price of each part."""
    return {title: part.price for title, part in parts_of(page).items()}


def pots_of(page: Page) -> dict[str, PotSeen]:
    """The pots on the page of who pays, by their names."""
    return dict(_pots(page))


def balance_of(page: Page) -> Balance:
    """What is in the pot of a page now."""
    sums = [words_of(first(one, "b")) for one in only(page.main, "ba").iter("span")]
    return Balance(*sums)


def _pots(page: Page) -> Iterator[tuple[str, PotSeen]]:
    for pot in of_class(page.main, "pot"):
        sums = [words_of(first(one, "b")) for each in of_class(pot, "ba") for one in each.iter("span")]
        pays = words_of(first(only(pot, "pot-top"), "b"))
        yield _name(first(pot, "h3")), PotSeen(pays, *(sums[0], sums[2])) if sums else PotSeen(pays)


def _part(end: Element) -> Part:
    return Part(price=words_of(first(end, "b")), state=words_of(only(end, "tag")))


def _name(heading: Element) -> str:
    """What stands there to be seen."""
    hidden = "".join(words_of(one) for one in of_class(heading, "vh"))
    return words_of(heading).removesuffix(hidden).strip()
