"""Photos of a listing over HTTP: put up together, told in words, ordered, taken down, asked for, shown to families."""

import json

import pytest
from flask import Flask

from marketplace import photographs
from marketplace.listings.models import ListingState
from marketplace.listings.services import photos as services
from tests import offering
from tests.checked_client import CheckedClient
from tests.offering import Provider, listing
from tests.paper import errors, links, send, words
from tests.photos import carrying_secrets, jpeg, kept, photo_refs, put_up, send_photos

once = pytest.mark.parametrize("engine_name", ["sqlite"])
"""What is said of a file, and who may have it, is decided in code."""

MB = 1024 * 1024
DOOR = {"narrowest_door_mm": "830", "narrowest_door_mm-how": "measured_by_owner"}


def state_the_door(one: Provider, ref: str) -> None:
    assert send(one.client, f"/offers/{ref}/facts/inside", DOOR).status_code == 303


def published(app: Flask, one: Provider) -> str:
    """A house that families see."""
    ref = one.house()
    one.ask(ref)
    offering.accept(offering.brokerage(app), ref)
    return ref


def file_of(photo_ref: str, name: str = "800.webp") -> str:
    return f"/photos/{photo_ref}/{name}"


def test_several_photos_are_put_up_at_once_and_each_is_told_in_words(client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = one.house()
    came = send_photos(client, ref, [("a.jpg", jpeg("teal")), ("b.jpg", jpeg("navy"))])
    first, second = photo_refs(ref)
    assert came.location == f"/offers/{ref}/photos/{first}"
    assert "2 photos are here. Say what each one shows." in client.get(came.location).text
    nothing = send(client, f"/offers/{ref}/photos/{first}", {"words": " "})
    assert errors(nothing) == {"words": "Say what the photo shows"}
    onward = send(client, f"/offers/{ref}/photos/{first}", {"words": "The door", "proves": ["narrowest_door_mm"]})
    assert onward.location == f"/offers/{ref}/photos/{second}"
    done = send(client, f"/offers/{ref}/photos/{second}", {"words": "The garden"})
    assert done.location == f"/offers/{ref}/photos"
    page = words(client.get(done.location))
    assert "The door" in page
    assert "Proves: Narrowest door inside" in page


@once
def test_of_a_batch_the_good_photos_are_kept_and_each_bad_one_is_named(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    batch = [
        ("good.jpg", jpeg()),
        ("bill.jpg", b"%PDF-1.7 a bill"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("half.jpg", jpeg("navy")[:1500]),
        ("IMG_3.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 50),
    ]
    answer = send_photos(client, ref, batch)
    assert answer.status_code == 422
    assert len(photo_refs(ref)) == 1
    page = words(answer)
    assert "1 photo is kept. You need not send it again." in page
    for name, _ in batch[1:]:
        assert f"{name}: It is" in page
    assert "good.jpg" not in page


@once
def test_nothing_chosen_and_too_many_chosen_are_said_at_the_field(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    assert errors(send_photos(client, ref, [])) == {"photos": "Choose a photo"}
    many = send_photos(client, ref, [(f"{number}.jpg", b"") for number in range(13)])
    assert errors(many) == {"photos": "Send at most 12 photos at once. You chose 13"}


@once
def test_what_is_larger_than_any_batch_is_read_to_its_end_and_answered_with_a_page(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    path = f"/offers/{ref}/photos"
    sent = Endless()
    answer = client.post(path, environ_overrides={"wsgi.input": sent, "CONTENT_LENGTH": str(120 * MB)})
    assert answer.status_code == 413
    assert "It is 120 MB. The most is 104 MB, with all that is in the form." in words(answer)
    assert sent.given == 120 * MB


@once
def test_a_form_of_another_page_takes_no_more_than_before(client: CheckedClient) -> None:
    offering.provider(client)
    answer = client.post("/offers/details", data={"legal_name": "x" * 9 * MB})
    assert answer.status_code == 413
    assert "The most is 8 MB" in words(answer)


class Endless:
    """A body that is made as it is read."""

    given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"\0" * size


def test_the_same_photo_sent_twice_is_there_once(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    put_up(client, ref, "The door")
    again = send_photos(client, ref, [("a.jpg", jpeg()), ("b.jpg", jpeg())])
    assert "Nothing is new. 1 photo was here before." in client.get(again.location).text
    assert len(photo_refs(ref)) == 1


@once
def test_a_listing_has_room_for_so_many_and_what_does_not_fit_is_named(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = offering.provider(client).house()
    monkeypatch.setattr(services, "MOST_PHOTOS", 2)
    sent = [("a.jpg", jpeg("teal")), ("b.jpg", jpeg("navy")), ("c.jpg", jpeg("olive"))]
    answer = send_photos(client, ref, sent)
    assert "c.jpg: There is no room for it" in words(answer)
    assert len(photo_refs(ref)) == 2


@once
def test_a_script_that_sends_one_by_one_is_answered_in_few_words(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    asks = {"headers": {"Accept": "application/json"}}
    kept_one = send_photos(client, ref, [("a.jpg", jpeg())], **asks).json
    assert kept_one == {"new": 1, "refused": [], "next": f"/offers/{ref}/photos/{photo_refs(ref)[0]}"}
    refused = send_photos(client, ref, [("b.jpg", b"%PDF-1")], **asks)
    assert json.loads(refused.text)["refused"][0].startswith("b.jpg: It is not a photo")


def test_the_order_is_set_by_buttons_and_the_first_is_the_main_one(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    a, b, c = (put_up(client, ref, colour, colour=colour) for colour in ("teal", "navy", "olive"))
    path = f"/offers/{ref}/photos"
    assert send(client, path, press="Make photo 3 the main one").location.endswith(f"{path}#photo-{c}")
    assert photo_refs(ref) == [c, a, b]
    send(client, path, press="Move photo 1 down")
    assert photo_refs(ref) == [a, c, b]
    send(client, path, press="Move photo 3 up")
    assert photo_refs(ref) == [a, b, c]
    client.post(f"{path}/{c}/later")
    assert photo_refs(ref) == [a, b, c]


def test_a_photo_is_taken_down_for_good_after_a_question(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    photo = put_up(client, ref, "The door")
    assert send(client, f"/offers/{ref}/photos/{photo}/take-down").status_code == 303
    assert photo_refs(ref) == []
    assert client.get(file_of(photo)).status_code == 404


def test_two_people_who_tell_of_one_photo_do_not_lose_each_others_words(client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    photo = put_up(client, ref, "The door")
    path = f"/offers/{ref}/photos/{photo}"
    mine = client.get(path)
    send(client, path, {"words": "The front door"})
    seen = mine.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    second = client.post(path, data={"words": "The door, wide open", "seen": seen})
    assert second.status_code == 409
    assert "The front door" in words(second)
    assert "The door, wide open" in second.text
    assert kept(photo).words == "The front door"


@once
def test_a_photo_is_asked_for_each_key_fact_stated_before_it_is_published(client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = one.house()
    state_the_door(one, ref)
    refused = send(client, f"/offers/{ref}", press="Ask for publication")
    assert refused.status_code == 422
    assert "Put up a photo of what you state: Narrowest door inside" in words(refused)
    assert links(refused)["Photos"] == f"/offers/{ref}/photos#photos"
    assert "Narrowest door inside" in words(client.get(f"/offers/{ref}/photos"))
    put_up(client, ref, "The door", proves=["narrowest_door_mm"])
    one.ask(ref)


@once
def test_a_photo_without_words_has_to_be_told_before_it_is_published(client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = one.house()
    send_photos(client, ref, [("a.jpg", jpeg())])
    refused = send(client, f"/offers/{ref}", press="Ask for publication")
    assert "Say what each photo shows" in words(refused)


@once
def test_no_photo_is_asked_for_what_is_not_there_or_comes_on_request(client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = one.house()
    assert send(client, f"/offers/{ref}/facts/hoist", {"hoist": "none"}).status_code == 303
    one.ask(ref)


def test_a_published_listing_stays_and_says_where_there_is_no_photo_yet(app: Flask, client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = published(app, one)
    state_the_door(one, ref)
    assert listing(ref).state is ListingState.PUBLISHED
    family = offering.another(app)
    assert "830 mm measured by the owner no photo yet" in words(family.get(f"/listings/{ref}"))
    put_up(client, ref, "A tape across the door", proves=["narrowest_door_mm"])
    page = family.get(f"/listings/{ref}")
    assert "no photo yet" not in words(page).lower()
    assert links(page)["Photo 1 shows: Narrowest door inside"] == "#photo-1"


def test_families_see_the_main_photo_in_the_search_and_all_of_them_on_the_page(
    app: Flask, client: CheckedClient
) -> None:
    ref = published(app, offering.provider(client))
    family = offering.another(app)
    assert "no photo yet" in words(family.get("/search"))
    main = put_up(client, ref, "The house from the road", colour="teal")
    other = put_up(client, ref, "The bed under the hoist", colour="navy")
    send_photos(client, ref, [("c.jpg", jpeg("olive"))])
    found = family.get("/search")
    assert file_of(main, "400.webp") in found.text
    assert 'alt="The house from the road"' in found.text
    assert "no photo yet" not in words(found)
    page = family.get(f"/listings/{ref}").text
    assert page.index(file_of(main, "800.jpg")) < page.index(file_of(other, "800.jpg"))
    assert 'alt="The bed under the hoist"' in page
    assert photo_refs(ref)[2] not in page


@once
def test_a_public_photo_may_be_kept_long_varies_by_nothing_and_is_what_it_says(
    app: Flask, client: CheckedClient
) -> None:
    ref = published(app, offering.provider(client))
    photo = put_up(client, ref, "The house")
    for reader in (offering.another(app), client):
        answer = reader.get(file_of(photo))
        assert answer.mimetype == "image/webp"
        assert answer.headers["Cache-Control"] == "public, immutable, max-age=2592000"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers
        again = reader.get(file_of(photo), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get(file_of(photo, "800.jpg")).mimetype == "image/jpeg"
    assert client.get(file_of(photo, "9000.webp")).status_code == 404


@once
def test_a_photo_of_a_draft_is_only_its_providers_and_the_brokerages(app: Flask, client: CheckedClient) -> None:
    ref = offering.provider(client).house()
    photo = put_up(client, ref, "The house")
    own = client.get(file_of(photo))
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "private, no-cache"
    assert offering.brokerage(app).get(file_of(photo)).status_code == 200
    assert offering.another(app).get(file_of(photo)).status_code == 404
    rival = offering.provider(offering.another(app), "Rhona Rival")
    assert rival.client.get(file_of(photo)).status_code == 404
    for path in ("", f"/{photo}", f"/{photo}/take-down"):
        assert rival.client.get(f"/offers/{ref}/photos{path}").status_code == 404
    for path in (f"/{photo}/take-down", f"/{photo}/first"):
        assert rival.client.post(f"/offers/{ref}/photos{path}").status_code == 404
    assert send_photos(rival.client, ref, [("a.jpg", jpeg())]).status_code == 404


def test_a_photo_of_one_listing_is_not_found_under_another(client: CheckedClient) -> None:
    one = offering.provider(client)
    ref, other = one.house(), one.house("Mill House")
    photo = put_up(client, ref, "The house")
    assert client.get(f"/offers/{other}/photos/{photo}").status_code == 404
    assert client.post(f"/offers/{other}/photos/{photo}/take-down").status_code == 404


@once
def test_what_is_hidden_in_a_photo_never_reaches_a_family(app: Flask, client: CheckedClient) -> None:
    ref = published(app, offering.provider(client))
    send_photos(client, ref, [("a.jpg", carrying_secrets())])
    photo = photo_refs(ref)[0]
    for side in photographs.SIDES:
        assert b"Secret" not in client.get(file_of(photo, f"{side}.webp")).data


@once
def test_words_that_hold_script_are_words(app: Flask, client: CheckedClient) -> None:
    ref = published(app, offering.provider(client))
    put_up(client, ref, '"><script>alert(1)</script>')
    page = offering.another(app).get(f"/listings/{ref}")
    assert "<script>alert" not in page.text
    answer = send_photos(client, ref, [("<img src=x onerror=alert(1)>.jpg", b"%PDF-1")])
    assert "<img src=x" not in answer.text


@once
def test_the_brokerage_sees_the_photos_beside_what_it_checks(app: Flask, client: CheckedClient) -> None:
    one = offering.provider(client)
    ref = one.house()
    put_up(client, ref, "A tape across the door", proves=["narrowest_door_mm"])
    one.ask(ref)
    check = offering.brokerage(app).get(f"/checks/{ref}")
    assert 'alt="A tape across the door"' in check.text
    assert "Shows: Narrowest door inside" in words(check)
