"""In hospital, or has died: every page says the same of what is asked of whom, and somebody decides about the break."""

import pytest

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.services.standstill import Decided
from marketplace.booking.sorts import ForNow
from marketplace.people.representation import Capacity
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both

DIED, HOSPITAL = StandstillCause.DIED, StandstillCause.IN_HOSPITAL


@pytest.fixture
def asked(client: CheckedClient) -> Golden:
    """A break that waits for Callum's say, its house and the council's money; he has a care manager and an adviser."""
    made = breaks.planned()
    made.viewers["adviser"] = families.adviser()
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.acts_for(made.viewers["adviser"], made.people["person"], capacity=Capacity.ADVISER)
    golden.ask(made)
    return made


def happened(made: Golden, cause: StandstillCause) -> None:
    services.record_standstill(
        made.people["person"], happened=Happened(cause, clock.today()), by=made.viewers["family"]
    )


def pages(client: CheckedClient, made: Golden, who: str, *addresses: str) -> list[str]:
    families.sign_in(client, made.viewers[who])
    return [client.get(address, follow_redirects=True).text for address in addresses]


def whats(made: Golden, who: str) -> list[str]:
    return [one.what for one in waiting_for(viewer=made.viewers[who])]


def test_before_it_all_of_them_are_asked(asked: Golden) -> None:
    assert whats(asked, "person") == ["say"]
    assert sorted(whats(asked, "officer")) == ["agree", "say"]


@pytest.mark.parametrize("who", ["person", "family"])
def test_no_page_asks_anything_of_the_person_or_the_family(client: CheckedClient, asked: Golden, who: str) -> None:
    happened(asked, HOSPITAL)
    listed, waits, page = pages(client, asked, who, "/breaks", "/waiting", f"/breaks/{asked.ref}")
    assert "for you</span>" not in listed
    assert "Nothing needs you now." in waits
    assert "Callum Hume and the family" in page
    assert "are asked for nothing now" in page
    assert "decides if the break is kept, moved or let go" in page
    for words in ("yes or no to Whin Lodge", "You have a letter"):
        assert words not in page


def test_my_say_asks_nothing_while_its_person_is_in_hospital_and_asks_again_at_home(
    client: CheckedClient, asked: Golden
) -> None:
    one = f"/breaks/{asked.ref}/my-say/{asked.people['person']}"
    happened(asked, HOSPITAL)
    all_of_mine, mine = pages(client, asked, "person", "/my-say", one)
    assert ("Nothing is asked now." in all_of_mine, "for my yes or no" in all_of_mine) == (True, False)
    assert ("Nothing is asked now." in mine, "Do I want it?" in mine) == (True, False)
    services.end_standstill(asked.people["person"], by=asked.viewers["officer"])
    all_of_mine, mine = pages(client, asked, "person", "/my-say", one)
    assert ("1 part waits for my yes or no." in all_of_mine, "Do I want it?" in mine) == (True, True)


def test_an_officer_is_asked_to_decide_and_nobody_to_ring_the_ward(client: CheckedClient, asked: Golden) -> None:
    happened(asked, HOSPITAL)
    desk, listed, people, page = pages(
        client, asked, "officer", "/desk", "/breaks", "/caseload", f"/breaks/{asked.ref}"
    )
    way = f"/people/{asked.people['person']}/standstill/{asked.ref}"
    assert way in desk
    assert "Callum Hume is in hospital. Is the break kept, moved or let go? Waiting since" in desk
    assert sorted(whats(asked, "officer")) == ["agree", "still"]
    assert "2 things wait for you" in listed
    for words in (people, page):
        assert "yes or no to Whin Lodge" not in words
        assert "accept Whin Lodge or not" in words.replace("Accept", "accept")
    assert whats(asked, "adviser") == ["still"]
    kept = Decided(ForNow.KEEP, "Home by then")
    services.decide_standstill(asked.people["person"], asked.ref, decided=kept, by=asked.viewers["officer"])
    assert (whats(asked, "officer"), whats(asked, "adviser")) == (["agree"], [])


def test_after_a_death_nothing_is_asked_but_what_becomes_of_it(client: CheckedClient, asked: Golden) -> None:
    happened(asked, DIED)
    desk, people, page = pages(client, asked, "officer", "/desk", "/caseload", f"/breaks/{asked.ref}")
    assert whats(asked, "officer") == ["still"]
    assert "Callum Hume has died. Is the break kept, moved or let go?" in desk
    for words in (people, page):
        assert "accept Whin Lodge or not" not in words.replace("Accept", "accept")
    assert whats(asked, "family") == []


def test_a_draft_holds_nothing_so_nobody_has_to_decide_about_it(client: CheckedClient, asked: Golden) -> None:
    services.let_go(asked.ref, by=asked.viewers["family"])
    happened(asked, HOSPITAL)
    assert whats(asked, "officer") == []
    (page,) = pages(client, asked, "officer", f"/people/{asked.people['person']}/standstill")
    assert ("Decide what to do" in page, "nobody has decided yet" in page) == (True, False)
