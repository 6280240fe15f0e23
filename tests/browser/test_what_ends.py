"""The bank kept safe: a night on which a licence, an insurance and a PVG membership have ended, and a registration.

What depends on each is hidden, who has booked it is listed for the brokerage, and families are never told why.
"""

from pathlib import Path

from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.listings.paper_kinds import PaperKind
from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk

LET, HOUSES, PA, CARE = (
    "Harbour Loft",
    "Harbour House, Kirkwall",
    "Catriona, a PA in Kelso",
    "A week at St Ebba's",
)
GONE, REGISTER = "CS9999900204", Path(__file__).parents[2] / "data/demo/register-next-month.csv"


@once
def test_what_has_ended_is_hidden_and_those_booked_are_listed(someone: Comes, tmp_path: Path) -> None:
    catriona, brokerage = someone(), someone()
    server = catriona.server
    for title in (LET, PA, CARE):
        behind.a_family_asks_for(server, title, f"Anna of {title}")
    behind.ended_yesterday(server, LET, PaperKind.LICENCE)
    behind.ended_yesterday(server, HOUSES, PaperKind.PUBLIC_LIABILITY)
    behind.membership_ended_yesterday(server, "Catriona Elliot")
    told = behind.night_falls(server)
    assert told == sorted(told, key=lambda name: name == "break-arranged-again")  # families last (R17)
    assert told.count("break-arranged-again") == len((LET, PA))
    assert behind.night_falls(server) == []
    reads_what_has_ended(catriona)
    brokerage.come_in_as("Rowan Sinclair")
    take_register(brokerage, tmp_path / "month.csv")
    brokerage.open("/ended-papers")
    brokerage.sees(
        f"{LET} (hidden from search)",
        f"{HOUSES} (hidden from search)",
        f"{PA} (hidden from search)",
        "Booked all the same",
    )
    brokerage.sees("Never say why")
    for title in (LET, HOUSES, PA, CARE):
        assert not behind.is_found(server, title), title


def reads_what_has_ended(pa: Walk) -> None:
    pa.sign_in("catriona@elliot-pa.example", DEMO_PASSWORD)
    pa.open("/ended-papers")
    pa.sees(
        f"{PA} (hidden from search)",
        "Booked all the same",
        ", 10:00 to 12:00, ",
        "We call the families: please do not tell them why",
    )
    assert LET not in pa.words


def take_register(brokerage: Walk, file: Path) -> None:
    """The month's file, in which a service is missing; its breaks are a link away."""
    rows = REGISTER.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(row for row in rows if GONE not in row), encoding="utf-8")
    brokerage.follow("Register")
    brokerage.page.get_by_label("The month's file").set_input_files(file)
    brokerage.tick("Take it even if more than a tenth of the active services are missing from it")
    brokerage.press("Take in this file")
    brokerage.sees(CARE)
    brokerage.page.get_by_role("row", name=CARE).get_by_role("link", name="See its breaks").click()
    brokerage.arrive()
    brokerage.sees(f"Anna of {CARE}")
