"""Pages of a council's dated values: what each coming one touches, and the fees that holders may take."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import Charge, LineTerms, OwnPart
from marketplace.listings.models import RateUnit
from marketplace.wording import day
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send
from tests.paper import words as said

pytestmark = pytest.mark.usefixtures("client")
HOUR, FEE = "/desk/rates/direct_payment_hour_pence", "/desk/rates/isf_fee_per_ten_thousand"
SOURCE = "Committee of 3 March"


def sign_in_approver(client: CheckedClient, *people: str) -> None:
    """An approver of the council, who works with these people."""
    approver = families.officer("Fergus Orr", role=RoleName.APPROVER)
    for person in people:
        families.acts_for(approver, person)
    families.sign_in(client, approver)


def enter(client: CheckedClient, where: str, value: str, *, days: int) -> int:
    """A new value from so many days on; the status of the answer."""
    from_on = clock.today() + timedelta(days=days)
    return send(client, where, {"value": value, "from_on": from_on.isoformat(), "source": SOURCE}).status_code


def of_change(client: CheckedClient, where: str, days: int) -> str:
    """What the page says that the change of this day touches."""
    heading = f"What the change of {day(clock.today() + timedelta(days=days))} touches"
    page = said(client.get(where))
    assert heading in page
    return page.split(heading)[1].split("What the change of")[0]


def with_own_pa() -> Golden:
    """A break five weeks on with somebody's own PA at £20.00 an hour, paid by a direct payment."""
    made = breaks.planned(pot="direct")
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    part = OwnPart(title="Jean", who="Jean", charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    breaks.pay(made, "pa", "direct")
    return made


def test_each_coming_value_lists_what_it_touches_until_the_next_one(client: CheckedClient) -> None:
    made = with_own_pa()
    sign_in_approver(client, made.people["person"])
    assert enter(client, HOUR, "21.00", days=120) == 303
    assert enter(client, HOUR, "5.00", days=10) == 303
    sooner, later = of_change(client, HOUR, 10), of_change(client, HOUR, 120)
    assert "now £15.00 of each hour is missing" in sooner
    assert f"The next change is on {day(clock.today() + timedelta(days=120))}" in sooner
    assert "No break that you see" not in sooner
    assert "From £5.00 to £21.00" in later
    assert "No break that you see and that begins on or after that day is touched." in later


def test_a_value_that_only_says_again_what_comes_is_listed_from_its_own_day(client: CheckedClient) -> None:
    b = golden.two_nights_in_peebles()
    sign_in_approver(client, b.people["person"])
    assert enter(client, FEE, "4", days=15) == 303
    assert enter(client, FEE, "4", days=0) == 303
    assert "From 25% to 4%." in of_change(client, FEE, 0)
    assert "The next change" not in said(client.get(FEE))


def test_the_most_that_a_holder_may_take_lists_its_pots_and_breaks(client: CheckedClient) -> None:
    held = golden.two_nights_in_peebles()
    services.hold(held.ref, by=held.arranger)
    sign_in_approver(client, held.people["person"])
    assert enter(client, FEE, "4", days=15) == 303
    touches = of_change(client, FEE, 15)
    assert "takes 5%. Held from then on: 4%" in touches
    assert "Held already at 5%, and that stays" in touches
    services.let_go(held.ref, by=held.arranger)
    assert "Not held yet. Held from then on it is 4%, and not 5%" in of_change(client, FEE, 15)
    coming = f"5%; 4% of what is held from {day(clock.today() + timedelta(days=15))} on"
    assert coming in said(client.get(f"/money/{held.pots['isf']}"))


def test_the_pot_and_the_hold_go_by_the_most_from_its_day(client: CheckedClient) -> None:
    b = golden.two_nights_in_peebles()
    sign_in_approver(client, b.people["person"])
    assert enter(client, FEE, "4", days=0) == 303
    for where in (f"/money/{b.pots['isf']}", f"/money/{b.pots['isf']}/held"):
        assert "4%, the most the council allows, not 5%" in said(client.get(where)), where
    families.sign_in(client, b.arranger)
    page = said(client.get(f"/breaks/{b.ref}/hold"))
    assert "4%: £20.15 now, and not £25.19. It is worked out again on the day of the hold." in page
    again = said(client.get(f"/breaks/{b.ref}/hold"))
    assert "£20.15" in again
    assert "£25.19" not in again


def test_whether_a_sort_may_be_bought_is_chosen_from_three_answers_and_its_change_is_announced(
    client: CheckedClient,
) -> None:
    sign_in_approver(client)
    where = "/desk/rates/buy_activity"
    page = client.get(where).text
    for answer in ("May buy it", "An officer decides", "Never buys it"):
        assert answer in page
    assert enter(client, where, "sometimes", days=9) == 422
    assert enter(client, where, "never", days=9) == 303
    from_on = day(clock.today() + timedelta(days=9))
    assert f"never buys it from {from_on}" in said(client.get("/desk/rates"))


def test_what_nobody_entered_has_no_day_and_no_source(client: CheckedClient) -> None:
    sign_in_approver(client)
    row = said(client.get("/desk/rates")).split("The most an adult is asked to pay in a week")[1].split("Look")[0]
    assert " ".join(row.split()).startswith("Today not entered Since Next From nobody yet")


@pytest.mark.parametrize(("days", "status"), [(-366, 303), (-367, 422)])
def test_a_day_long_past_is_refused_in_words(client: CheckedClient, days: int, status: int) -> None:
    sign_in_approver(client)
    assert enter(client, HOUR, "15.00", days=days) == status
    from_on = clock.today() + timedelta(days=-400)
    sent = {"value": "15.00", "from_on": from_on.isoformat(), "source": SOURCE}
    page = said(send(client, HOUR, sent))
    first = day(clock.today() - timedelta(days=366))
    assert f"That is more than a year ago. What was decided stays. Enter {first} or a later day" in page
