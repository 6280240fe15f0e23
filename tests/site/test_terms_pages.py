"""The pages on which a provider says on what terms it is booked, and where families read them."""

from datetime import timedelta

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import transaction
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import BookingTerms
from tests import breaks, families, golden, offering
from tests.checked_client import CheckedClient
from tests.paper import errors, send, words
from tests.site.markup import Page


def test_a_provider_says_its_terms_and_its_page_tells_them(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    booking = {"changeover": ["0", "4"], "notice_days": "3", "beyond": "never"}
    assert send(client, f"/offers/{ref}/booking", booking).status_code == 303
    terms = {"instant": "instant", "cancellation": "week", "cancellation_words": "Ring us if you are not sure."}
    assert send(client, f"/offers/{ref}/terms", terms).status_code == 303
    listing = offering.listing(ref)
    assert (listing.terms.changeover_days, listing.terms.notice_days, listing.terms.is_firm) == (17, 3, True)
    assert listing.accepts_at_once
    said = words(client.get(f"/listings/{ref}"))
    assert "Stays here start and end on Monday or Friday." in said
    assert "They say yes at once" in said
    assert "you pay half. Ring us if you are not sure." in said
    assert "We show what it costs before you cancel." in said


def test_answers_are_kept_as_they_were_typed_and_shown_again(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    send(client, f"/offers/{ref}/booking", {"changeover": ["5"]})
    page = Page.parsed(client.get(f"/offers/{ref}/booking").text)
    ticked = [
        box.get("value")
        for box in page.elements("input")
        if box.get("name") == "changeover" and "checked" in box.attrib
    ]
    assert ticked == ["5"]


def test_no_day_at_all_and_own_words_without_words_are_refused_at_their_fields(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    assert "changeover" in " ".join(errors(send(client, f"/offers/{ref}/booking", {"changeover": []})))
    own = send(client, f"/offers/{ref}/terms", {"cancellation": Cancellation.OWN.value})
    assert list(errors(own)) == ["cancellation_words"]
    assert "cannot be" not in words(own)


def test_support_is_not_asked_whether_it_says_yes_at_once(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.start(ListingKind.SOLE_PA, "Rab Elliot")
    page = client.get(f"/offers/{ref}/terms")
    assert 'name="instant"' not in page.text
    assert "never promised at once" in page.text


def test_what_a_provider_never_takes_is_refused_at_the_first_night_with_the_reason(client: CheckedClient) -> None:
    house = breaks.house()
    made = breaks.planned(at=house)
    _never(house.ref)
    families.sign_in(client, made.viewers["family"])
    first = golden.friday()
    typed = {"arrive": first.isoformat(), "leave": (first + timedelta(days=2)).isoformat()}
    path = f"/breaks/{made.ref}/add/{house.ref}/nights"
    drawn = client.get(path)
    assert "what if you cancel" in drawn.text
    answer = send(client, path, {name: value for name, value in typed.items() if f'name="{name}"' in drawn.text})
    assert answer.status_code == 422
    assert "start and end on Saturday" in " ".join(errors(answer).values())


def _never(ref: str) -> None:
    with transaction():
        listing = offering.listing(ref)
        listing.kept_terms = BookingTerms.usual()
        listing.kept_terms.changeover_days, listing.kept_terms.is_firm = 1 << 5, True
