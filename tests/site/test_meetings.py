"""Meeting a PA before the first booking, from the family's side and from the provider's."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking.models import Meeting, MeetingWord
from marketplace.booking.services.meetings import set_meeting_terms
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.listings.models import Space
from marketplace.notifications.models import Letter
from tests import breaks, families, offered
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """A family and a PA bank; the mother, signed in."""
    made = breaks.family()
    made.viewers["bank"] = families.viewer("Merse Manager", RoleName.PROVIDER)
    made.offers["bank"] = offered.pa_bank(by=made.viewers["bank"])
    families.sign_in(client, made.viewers["family"])
    return made


def soon(days: int = 3) -> datetime:
    return in_london(clock.now() + timedelta(days=days)).replace(hour=11, minute=0, second=0, microsecond=0)


def a_time(at: datetime, number: int = 1) -> dict[str, str]:
    return {f"day_{number}": at.date().isoformat(), f"at_{number}": f"{at:%H:%M}"}


def ask(client: CheckedClient, made: Golden, **more: str) -> str:
    """Ask to meet at two times; the address of the meeting."""
    data = {"person": made.people["person"], "how": "video", **a_time(soon()), **a_time(soon(4), 2), **more}
    location = client.post(f"/meet/{made.offers['bank'].ref}", data=data).location
    assert location
    return location


def test_a_family_asks_and_what_is_missing_is_said_with_nothing_lost(client: CheckedClient, made: Golden) -> None:
    address = f"/meet/{made.offers['bank'].ref}"
    assert address in client.get(f"/listings/{made.offers['bank'].ref}").text
    bare = client.post(address, data={"how": "public_place", "words": "Do you like dogs?"})
    assert bare.status_code == 422
    for words in ("Say where, such as a café", "Enter a day", "Do you like dogs?"):
        assert words in bare.text
    past = {"person": made.people["person"], "how": "video", **a_time(soon(80))}
    assert "within 60 days" in client.post(address, data=past).text
    assert "waits for the others" in client.get(ask(client, made)).text
    families.sign_in(client, made.viewers["bank"])
    assert "1 family wants to meet first" in client.get("/today").text
    told = session.scalars(select(Letter.to_address).where(Letter.name == "meeting-asked")).all()
    assert told == [made.viewers["bank"].email]


def test_a_time_that_both_agree_takes_the_diary_and_each_keeps_private_notes(
    client: CheckedClient, made: Golden
) -> None:
    address = ask(client, made)
    assert client.post(f"{address}/take", data={"time": soon().isoformat()}).status_code == 404  # one's own time
    families.sign_in(client, made.viewers["bank"])
    assert "1 family wants to meet first" in client.get("/requests").text
    page = client.get(address).text
    assert "Agree this time" in page
    one = session.scalars(select(Meeting)).one()
    time = one.times[0].starts_at.isoformat()
    data, reference = {"time": time, "pa": one.listing.spaces[0].ref}, one.reference
    assert client.post(f"{address}/take", data=data).status_code == 303
    assert breaks.taken() == [reference]
    assert "You meet" in client.get(address).text
    with time_machine.travel(soon(5)):
        for who, answer, words in (("bank", "yes", "Kind family"), ("family", "another", "Spoke too fast")):
            families.sign_in(client, made.viewers[who])
            sent = client.post(f"{address}/how-it-went", data={"answer": answer, "words": words})
            assert sent.status_code == 303
        page = client.get(address).text
        assert "Spoke too fast" in page
        assert "Yes, we suit each other" in page
        assert "Kind family" not in page
        assert client.post(f"{address}/off").status_code == 409
    assert len(session.scalars(select(MeetingWord)).all()) == 2


def test_a_provider_gives_other_times_and_either_may_call_it_off(client: CheckedClient, made: Golden) -> None:
    address = ask(client, made)
    families.sign_in(client, made.viewers["bank"])
    space = session.scalars(select(Meeting)).one().listing.spaces[0].ref
    assert client.post(f"{address}/times", data={**a_time(soon(6)), "pa": space}).status_code == 303
    assert "choose a time" not in client.get("/meetings").text
    assert "wants to meet first" not in client.get("/today").text  # the family chooses now
    families.sign_in(client, made.viewers["family"])
    assert "choose a time" in client.get("/meetings").text
    for page in ("/waiting", "/breaks"):
        found = client.get(page).text
        assert address in found, page
        assert 'Waiting for me <span class="count">1<' in found, page
    one = session.scalars(select(Meeting)).one()
    theirs = next(time.starts_at for time in one.times if time.side.value == "provider")
    reference = one.reference
    assert client.post(f"{address}/take", data={"time": theirs.isoformat()}).status_code == 303
    assert breaks.taken() == [reference]
    assert client.post(f"{address}/off").status_code == 303
    assert breaks.taken() == []
    assert "called off" in client.get(address).text


def test_nobody_meets_a_pa_who_has_left_until_the_provider_names_another(client: CheckedClient, made: Golden) -> None:
    first, second, *_ = [
        space.ref for space in session.scalars(select(Space).where(Space.closed_at.is_(None)).order_by(Space.id))
    ]
    address = ask(client, made, space=first)
    families.sign_in(client, made.viewers["bank"])
    client.post(f"{address}/times", data=a_time(soon(6)))
    with transaction():
        session.scalars(select(Space).where(Space.ref == first)).one().closed_at = clock.now()
    families.sign_in(client, made.viewers["family"])
    take = {"time": soon(6).isoformat()}
    assert client.post(f"{address}/take", data=take).status_code == 409
    assert breaks.taken() == []
    families.sign_in(client, made.viewers["bank"])
    assert client.post(f"{address}/times", data={**a_time(soon(6)), "pa": second}).status_code == 303
    families.sign_in(client, made.viewers["family"])
    assert client.post(f"{address}/take", data=take).status_code == 303


def test_a_provider_says_how_long_and_for_how_much_or_that_it_does_not(client: CheckedClient, made: Golden) -> None:
    ref = made.offers["bank"].ref
    families.sign_in(client, made.viewers["bank"])
    bare = client.post(f"/offers/{ref}/meeting", data={"is_offered": "yes", "minutes": "5", "price": "10"})
    assert bare.status_code == 422
    kept = client.post(f"/offers/{ref}/meeting", data={"is_offered": "yes", "minutes": "20", "price": "10"})
    assert kept.status_code == 303
    families.sign_in(client, made.viewers["family"])
    page = client.get(f"/meet/{ref}").text
    assert "20 minutes" in page
    assert "£10.00" in page
    families.sign_in(client, made.viewers["bank"])
    client.post(f"/offers/{ref}/meeting", data={"is_offered": "no", "minutes": "20", "price": "0"})
    families.sign_in(client, made.viewers["family"])
    assert client.get(f"/meet/{ref}").status_code == 404


def test_a_first_booking_for_personal_care_recommends_it_until_they_have_asked(
    client: CheckedClient, made: Golden
) -> None:
    bank = made.offers["bank"]
    breaks.planned(made)
    made.offers["bank"] = bank
    breaks.add_support(made)
    address = f"/breaks/{made.ref}"
    is_care = "Ask to meet" in client.get(address).text
    assert is_care
    ask(client, made)
    assert "Ask to meet" not in client.get(address).text


def test_a_listing_leads_to_a_meeting_only_where_its_pas_meet_people_first(client: CheckedClient, made: Golden) -> None:
    bank, words = made.offers["bank"], "Meet first, before you book"
    families.sign_in(client, made.viewers["family"])
    assert words in client.get(f"/listings/{bank.ref}").text
    set_meeting_terms(bank.ref, is_offered=False, minutes=30, pence=0, by=made.viewers["bank"])
    assert words not in client.get(f"/listings/{bank.ref}").text
    assert client.get(f"/meet/{bank.ref}").status_code == 404
