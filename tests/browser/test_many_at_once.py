"""A provider takes its listings away as a file, sends them back with a bad row, then with good ones, and has them."""

import csv
import io
from collections.abc import Sequence

from playwright.sync_api import FilePayload

from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk
from tests.servers import LiveServer


def test_many_listings_come_in_one_file(someone: Comes, mark: str, site: LiveServer) -> None:
    alan = someone()
    alan.come_in_as("Alan Forsyth")
    alan.follow("What we offer")
    alan.follow("Many at once")
    heading, house, *_ = downloaded(alan)
    tea = filled(heading, reference=f"TEA-{mark}", kind="activity", title=f"Tea by the {mark}", item_name="tea")
    send(alan, heading, house, filled(heading, **{**dict(zip(heading, tea, strict=True)), "item_price": "0"}))
    site.work()
    alan.sees("Nothing was taken", "Row 3, item_price:")
    alan.arrive()
    alan.follow("Send a file again")
    dearer = list(house)
    dearer[heading.index("night_price")] = {"ash": "98.50", "birch": "99.50"}[mark]
    tea[heading.index("item_price")] = "18"
    send(alan, heading, dearer, tea)
    site.work()
    alan.sees("1 new, 1 changed, 0 unchanged", f"Tea by the {mark}", "night_price:")
    alan.arrive()
    alan.press("Take it")
    site.work()
    alan.sees("Your file is taken")
    alan.arrive()
    alan.follow("Look at what you offer")
    alan.sees(f"Tea by the {mark}")


def downloaded(one: Walk) -> list[list[str]]:
    """The rows of the file that one's listings come in, the houses alone."""
    with one.page.expect_download() as download:
        one.page.locator("main a", has_text="Download your").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text)) if row[1] != "activity"]


def filled(heading: Sequence[str], **cells: str) -> list[str]:
    return [cells.get(name, "") for name in heading]


def send(one: Walk, *rows: Sequence[str]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    file = FilePayload(name="prices.csv", mimeType="text/csv", buffer=out.getvalue().encode("cp1252"))
    one.page.get_by_label("Your file").set_input_files(file)
    one.press("Send the file")


@once
def test_a_file_that_was_read_waits_for_its_providers_word(someone: Comes) -> None:
    ruth = someone()
    ruth.come_in_as("Ruth Cockburn")
    ruth.open("/offers/many")
    ruth.follow_one("new-homes.csv")
    ruth.sees("3 new, 0 changed, 0 unchanged; 1 note passed over", "LANGTON-5. New, as a draft: accommodation")
