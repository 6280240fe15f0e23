"""How few pages golden break A takes, from asking for what suits to the request: those of one shape count once."""

import time
from collections.abc import Callable, Iterator

import pytest

from scripts.golden.arranging import Arranging, Shift
from scripts.golden.cast import Cast
from scripts.golden.days import Weekend
from scripts.golden.duns import BANK, DIRECT, HOUSE, ILF, MATTRESS, NHS, OUTCOME, OWN, RIDING, SLEEPOVERS, TAXI, WHOLE
from scripts.golden.seen import state_of, whole_price
from scripts.golden.site import Site, running
from scripts.golden.visitor import Visitor
from tests import demo

MOST_PAGES = 8
SECONDS_TO_SUGGEST = 120
VIRTUAL = "Council-arranged budget"
PAYS = {
    HOUSE: {VIRTUAL: "270.00", OWN: "135.00"},
    BANK: {NHS: "25%", DIRECT: "75%"},
    SLEEPOVERS: {VIRTUAL: "100%"},
    TAXI: {ILF: "170.00"},
    MATTRESS: {OWN: "35.00"},
    RIDING: {ILF: "60.00"},
}


@pytest.fixture
def site() -> Iterator[Site]:
    """The demo, with a server and a worker."""
    with running(demo.database()) as one:
        yield one


def test_break_a_takes_at_most_eight_pages_from_the_search_to_the_request(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    isobel = Cast(site)["Isobel"]
    before = len(isobel.walked)
    made = search(isobel)
    take_what_is_suggested(isobel, site)
    add(made, "Something to do", RIDING, Shift(1, "14:00", "15:00"))
    assert whole_price(isobel.page) == WHOLE
    isobel.follow(f"Say who pays for {HOUSE},")
    while "Who pays for" in isobel.page.title:
        pay(isobel)
    isobel.press("Hold all of it")
    isobel.follow("Ask everyone")
    for label in isobel.page.labels:
        if label.startswith("Go on with"):
            isobel.tick(label)
    seen = list(dict.fromkeys(isobel.walked[before:]))
    assert state_of(isobel.press("Ask everyone")) == "waiting for answers"
    record_property("counted", f"Break A, from the search to the request: {len(seen)} pages: {', '.join(seen)}")
    assert len(seen) <= MOST_PAGES, seen


def search(isobel: Visitor) -> Arranging:
    """From the empty search to what whole breaks are suggested from: for whom, where, when."""
    made = Arranging(isobel, Weekend.ahead())
    isobel.open("/search")
    isobel.fill("Whose break", "Callum")
    isobel.fill("Near (town or postcode)", "Duns")
    isobel.fill("First night", made.weekend.typed(0))
    isobel.fill("Day you leave", made.weekend.typed(3))
    isobel.press("Search")
    isobel.tick("Yes", under="Must somebody be there all the time?")
    isobel.press("Suggest a whole break")
    made.where = isobel.page.url.removesuffix("/suggest")
    return made


def take_what_is_suggested(isobel: Visitor, site: Site) -> None:
    """The house of break A with its PAs, the mattress, and the journeys that the profile asks for."""
    isobel.tick(next(label for label in isobel.page.labels if label.startswith(MATTRESS)))
    isobel.press("Suggest a break")
    site.finish_work()
    last = time.monotonic() + SECONDS_TO_SUGGEST
    isobel.open(isobel.page.url.partition("?")[0])
    while "under way" in isobel.page.words and time.monotonic() < last:
        time.sleep(1)
        isobel.open(isobel.page.url.partition("?")[0])
    number = next(n for n in range(1, 6) if f"{HOUSE}, 3 nights (break {n})" in isobel.page.words)
    isobel.press("Take the parts alone", f"(break {number})")


def add(made: Arranging, way: str, listing: str, *times: Shift) -> None:
    """From the page of the break by a search, from whose card it is added straight."""
    made.by.follow(way)
    made.by.follow(f"Add to my break: {listing}")
    made.add_times(times, row="Row", is_counted=True)


def pay(isobel: Visitor) -> None:
    """Say who pays for the part that the page is about; it leads on to the next."""
    part = isobel.page.title.removeprefix("Who pays for ")
    for pot, amount in PAYS[part].items():
        isobel.fill(f"How much from {pot}?", amount)
        if f"What is the money from {pot} for?" in isobel.page.labels:
            isobel.fill(f"What is the money from {pot} for?", OUTCOME)
    isobel.press("Save who pays")
