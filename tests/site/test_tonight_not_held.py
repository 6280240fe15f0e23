"""A place tonight that is not to be had: nothing stays behind, what was typed is kept, and there is a way on (R7)."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Council
from marketplace.audit import AuditRecord
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Agreement, Break, Emergency
from marketplace.booking.queries.tonight import Tonight, place_tonight, tonight
from marketplace.budgets.models import Pot, Transfer
from marketplace.db import session, transaction
from marketplace.listings.models import Occupancy, Rate
from marketplace.notifications.models import Letter
from marketplace.people.models import Person
from marketplace.people.representation import Capacity
from tests import breaks, families, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both

WHY = "His mother is in hospital"


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """Callum with a pot, two free houses, and his care manager, signed in."""
    made = breaks.family()
    made.offers |= {"house": breaks.house(), "other": breaks.house(title="Orchard House")}
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["officer"])
    return made


def asked(made: Golden, *, nights: int = 1) -> Tonight:
    return Tonight(made.people["person"], "Duns", tonight(), nights)


def address(made: Golden, place: str = "house", *, nights: int = 1) -> str:
    words = f"person={made.people['person']}&near=Duns&first=tonight&nights={nights}"
    return f"/tonight/{made.offers[place].ref}?{words}"


def said(made: Golden) -> dict[str, str]:
    return {"pays": f"{made.pots['virtual']}:3", "reason": WHY, "purchase_order": "PO 77"}


def taken(made: Golden) -> str:
    """The house is held by somebody else's act; the break of it."""
    place, is_free = place_tonight(made.offers["house"].ref, asked(made), viewer=made.viewers["officer"])
    assert is_free
    pays = services.HeldTonight(made.pots["virtual"], 3, "Another one")
    return services.hold_place(asked(made), place, held=pays, by=made.viewers["officer"]).ref


def first_day_of(page: str) -> date:
    """The first day that a form for a pot shows, in its three fields."""
    day, month, year = re.findall(r'name="starts_on"[^>]* value="(\d+)"', page)
    return date(int(year), int(month), int(day))


def rows() -> list[int]:
    """How many there are of whatever a hold may leave behind."""
    session.rollback()
    models = (Break, Emergency, Agreement, Letter, AuditRecord, Occupancy, Transfer)
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_a_place_that_was_taken_is_said_with_what_was_typed_and_the_next_one_is_one_press_away(
    client: CheckedClient, made: Golden
) -> None:
    first = taken(made)
    page = client.post(address(made), data=said(made))
    assert page.status_code == 409
    for words in ("Whin Lodge is not free any more", "The next best is Orchard House", WHY, 'value="PO 77"'):
        assert words in page.text
    assert f'action="{address(made, "other")}"' in unescape(page.text)
    assert session.scalars(select(Break.ref)).all() == [first]
    assert client.post(address(made, "other"), data=said(made)).status_code == 303


def test_a_place_taken_in_the_same_second_leaves_nothing_of_the_hold_behind(made: Golden) -> None:
    place, _ = place_tonight(made.offers["house"].ref, asked(made), viewer=made.viewers["officer"])
    taken(made)
    before = rows()
    pays = services.HeldTonight(made.pots["virtual"], 3, WHY, "PO 77")
    with pytest.raises(NotNow, match="Somebody else was quicker"):
        services.hold_place(asked(made), place, held=pays, by=made.viewers["officer"])
    assert rows() == before


def test_money_that_is_short_leaves_nothing_behind_and_says_by_how_much_with_a_way_to_add_it(
    client: CheckedClient, made: Golden
) -> None:
    with transaction():
        for rate in session.scalars(select(Rate)):
            rate.weekday_pence = rate.weekend_pence = rate.bank_holiday_pence = 200_00
    before = rows()
    page = client.post(address(made, nights=7), data=said(made))
    assert page.status_code == 409
    for words in ("£400.00 short", "Add money to it, then come back here", "Hold Orchard House instead", WHY):
        assert words in page.text
    assert page.text.index("Try again") < page.text.index("Hold Orchard House instead"), "Enter means the form's own"
    assert rows() == before
    add = client.get(unescape(page.text).split('short</b>. <a href="')[1].split('"')[0])
    assert add.status_code == 200
    back = client.post(add.request.full_path, data={"amount": "400", "reason": "An emergency"})
    assert back.location == address(made, nights=7)
    assert client.post(address(made, nights=7), data=said(made)).status_code == 303


def test_an_officer_makes_a_council_pot_where_there_is_none_and_comes_back_to_the_place(
    client: CheckedClient, made: Golden
) -> None:
    newcomer = families.person("Morag Hume", council=families.BORDERS)
    made.people["person"] = newcomer
    page = client.get(address(made)).text
    assert ("Morag Hume has no pot of money here" in page, "Which pot pays" in page) == (True, False)
    way = unescape(page).split('class="btn" href="')[1].split('"')[0]
    assert "/money/new/council_arranged?next=" in way
    assert first_day_of(client.get(way).text) == tonight(), "after midnight the night is still the day before's"
    form: dict[str, str | list[str]] = {"name": "Emergency money", "options": "3", "funder": "Borders"}
    for field, day in (("starts_on", tonight()), ("ends_on", tonight() + timedelta(days=28))):
        form[field] = [str(day.day), str(day.month), str(day.year)]
    made_pot = client.post(way, data=form)
    assert made_pot.status_code == 303, made_pot.text
    back = client.post(made_pot.location, data={"amount": "500", "reason": "An emergency"})
    assert back.location == address(made)
    pot = session.scalars(select(Pot.ref).join(Person, Person.id == Pot.person_id).where(Person.ref == newcomer)).one()
    held = client.post(address(made), data={"pays": f"{pot}:3", "reason": WHY, "purchase_order": "PO 78"})
    assert held.status_code == 303
    assert session.scalars(select(Break.state)).one().value == "requested"


@pytest.mark.parametrize("who", ["family", "adviser"])
def test_whoever_cannot_agree_is_told_whom_to_ring_by_day_and_at_night(
    client: CheckedClient, made: Golden, who: str
) -> None:
    with transaction():
        council = session.scalars(select(Council).where(Council.name == families.BORDERS)).one()
        council.telephone, council.out_of_hours_telephone = "01632 960 700", "01632 960 799"
        session.scalars(select(Pot)).one().closed_at = clock.now()
    made.viewers["adviser"] = families.adviser()
    families.acts_for(made.viewers["adviser"], made.people["person"], capacity=Capacity.ADVISER)
    families.sign_in(client, made.viewers[who])
    for page in (client.get(address(made)), client.get(address(made).replace(f"/{made.offers['house'].ref}", ""))):
        assert page.status_code == 200
        assert "01632 960 700" in page.text
        assert "01632 960 799" in page.text
        assert "Make a council pot" not in page.text


def test_of_places_that_answer_tonight_the_nearest_comes_first_with_how_far_it_is(
    client: CheckedClient, made: Golden
) -> None:
    near = (55.80, -2.35)
    far = (55.95, -2.60)
    for title, at, answers in (
        ("Far Quick House", far, True),
        ("Near Quick House", near, True),
        ("Day House", near, False),
    ):
        of = supply.provider(title)
        supply.listing(title, at=at, of=of)
        with transaction():
            session.merge(of).out_of_hours_telephone = "01361 810 099" if answers else None
    page = client.get(address(made).replace(f"/{made.offers['house'].ref}", "")).text
    assert page.index("Near Quick House") < page.index("Far Quick House") < page.index("Whin Lodge")
    assert page.index("Far Quick House") < page.index("Day House")
    part = page[page.index("Near Quick House") : page.index("Far Quick House")]
    assert " miles" in part
