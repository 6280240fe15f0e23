"""Papers with a date, as a provider puts them in and the brokerage answers: each page, each mistake, nobody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace import clock
from marketplace.access_facts.facts import Evidence
from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session
from marketplace.listings.models import PA
from marketplace.listings.paper_kinds import PaperKind, PaperState
from tests import papers_in
from tests.checked_client import CheckedClient
from tests.offering import NUMBER, another, brokerage, listing, provider
from tests.paper import errors, links, send, words
from tests.photos import show_what_is_stated

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in test_papers.py

K = PaperKind


def test_what_is_missing_is_said_with_where_to_put_it_in(client: CheckedClient) -> None:
    jean = provider(client)
    assert "No paper is needed yet" in words(client.get("/papers"))
    ref = jean.house()
    said = client.get("/papers")
    assert "To do: 4 papers" in words(said)
    for kind in (K.PUBLIC_LIABILITY, K.LICENCE, K.ENERGY, K.FIRE_RISK):
        assert kind.label in words(said)
    assert K.LOLER.label not in words(said)
    jean.write(ref, {"facts/hoist": {"hoist": "h_frame"}})
    assert K.LOLER.label in words(client.get("/papers"))


def test_what_needs_a_look_is_open_and_first_and_what_is_all_good_is_folded(client: CheckedClient) -> None:
    jean = provider(client)
    good, missing = jean.house("A good house"), jean.house("House of gaps")
    papers_in.all_in(good)
    page = client.get("/papers").text
    assert page.index(f'id="{K.LICENCE}-{missing}"') < page.index("Nothing to do for these")
    assert page.index("<summary>A good house: all good") < page.index(f'id="{K.LICENCE}-{good}"')
    papers_in.all_in(missing)
    assert "<summary>House of gaps: all good" in client.get("/papers").text


def test_a_pa_whose_pvg_membership_nobody_checked_is_not_folded(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.bank()
    papers_in.all_in(ref)
    assert "<summary>Rab Elliot: all good" in client.get("/papers").text
    session.execute(update(PA).values(pvg_checked_on=None, pvg_checked_by=None))
    session.commit()
    page = client.get("/papers").text
    assert "Nobody has checked it yet" in page
    assert "<summary>Rab Elliot: all good" not in page


def test_every_kind_is_put_in_and_checked_on_its_own_page(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    refs = {"listing": jean.house(), "pa": jean.add_pa(), "provider": papers_in.provider_ref()}
    bea = brokerage(app)
    for kind in PaperKind:
        done = papers_in.put_in(client, kind, refs[kind.text.of])
        assert done.status_code == 303, (kind, errors(done))
        paper = papers_in.newest()
        page = bea.get(f"/checks/papers/{paper.ref}")
        assert page.status_code == 200
        assert kind.label in words(page)
        assert bool(paper.file_id) is kind.text.takes_file
        assert papers_in.accept(bea, paper.ref).status_code == 303
        assert papers_in.newest().state is PaperState.ACCEPTED
    assert "Nothing waits" in words(bea.get("/checks"))


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(client: CheckedClient) -> None:
    provider(client).house()
    ref = papers_in.provider_ref()
    kind = K.PUBLIC_LIABILITY
    today = clock.today()
    for typed, file, field, said in (
        ({"ends_on": ["1", "1", "1970"]}, papers_in.PDF, "ends_on-day", "What is its last day: enter a day from"),
        ({"ends_on": papers_in.on(today - timedelta(days=1))}, papers_in.PDF, "ends_on-day", "enter a day from"),
        ({"ends_on": ["31", "2", "2027"]}, papers_in.PDF, "ends_on-day", "enter a real day"),
        ({"issuer": ""}, papers_in.PDF, "issuer", "Who is the insurer: this is needed"),
        ({}, None, "file", "Choose the paper"),
        ({}, b"", "file", "This file is empty"),
        ({}, b"GIF89a", "file", "Choose a PDF, or a photo as JPEG or PNG"),
    ):
        answer = papers_in.put_in(client, kind, ref, papers_in.answers(kind, number="<b>P-1</b>", **typed), file=file)
        assert answer.status_code == 422, (typed, file)
        assert said in errors(answer)[field], errors(answer)
        assert "&lt;b&gt;P-1&lt;/b&gt;" in answer.text
    assert client.get(papers_in.path(K.LICENCE, ref)).status_code == 404


def test_a_paper_made_a_pdf_by_its_name_alone_is_refused_and_a_photo_named_pdf_is_kept_as_what_it_is(
    client: CheckedClient,
) -> None:
    provider(client).house()
    ref = papers_in.provider_ref()
    assert papers_in.put_in(client, K.PUBLIC_LIABILITY, ref, file=b"<script>alert(1)</script>").status_code == 422
    assert papers_in.put_in(client, K.PUBLIC_LIABILITY, ref, file=b"\xff\xd8\xff\xe0photo").status_code == 303
    kept = papers_in.newest()
    answer = client.get(f"/papers/{kept.ref}/file")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("image/jpeg", "attachment; filename=policy.jpg")


def test_of_the_pvg_scheme_no_paper_can_be_put_in(client: CheckedClient) -> None:
    pa = provider(client).add_pa()
    assert client.get(f"/papers/put-in/pvg/{pa}").status_code == 404


def test_another_provider_and_families_find_neither_the_paper_nor_its_place(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    house, pa, of = jean.house(), jean.add_pa(), papers_in.provider_ref()
    papers_in.put_in(client, K.PUBLIC_LIABILITY, of)
    paper = papers_in.newest()
    stranger = another(app)
    provider(stranger, "Sam Stranger")
    for path in (
        f"/papers/{paper.ref}/file",
        papers_in.path(K.PUBLIC_LIABILITY, of),
        papers_in.path(K.LICENCE, house),
        papers_in.path(K.EMPLOYMENT, pa),
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"/checks/papers/{paper.ref}").status_code == 403
    assert brokerage(app).get(f"/papers/{paper.ref}/file").data == papers_in.PDF


def test_the_queue_holds_listings_and_papers_by_age(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    house = jean.house()
    papers_in.put_in(client, K.PUBLIC_LIABILITY, papers_in.provider_ref())
    send(client, f"/offers/{house}", press="Ask for publication")
    assert f"Put in: {K.FIRE_RISK.label}" in words(client.get("/join"))
    papers_in.put_in(client, K.FIRE_RISK, house)
    page = brokerage(app).get("/checks")
    assert "1 listing and 2 papers wait" in words(page)
    queue = [text for text in links(page) if text.endswith(("House", "provider team"))]
    assert queue == [
        f"{K.PUBLIC_LIABILITY.label}: provider team",
        "Orchard House",
        f"{K.FIRE_RISK.label}: Orchard House",
    ]
    assert '<span class="count">3<span class="vh"> waiting</span></span>' in page.text


def test_what_was_attested_stands_beside_the_registers_own_row(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.bank()
    typed = papers_in.answers(K.REGISTRATION, holder_name="Merse  CARE", holder_postcode="EH1 1AA", conditions="none")
    assert papers_in.put_in(client, K.REGISTRATION, ref, typed).status_code == 303
    said = words(brokerage(app).get(f"/checks/papers/{papers_in.newest().ref}"))
    assert "Name Attested Merse CARE Register Merse Care Compared the same" in said
    assert "Postcode Attested EH1 1AA Register not said Compared look at it" in said
    assert "not yet graded" in said
    assert listing(ref).registration_number == NUMBER


def test_asked_about_or_refused_the_provider_reads_the_reason_and_puts_in_a_new_one(
    app: Flask, client: CheckedClient
) -> None:
    jean = provider(client)
    house = jean.house()
    bea = brokerage(app)
    for state, said in (("asked", "put it right"), ("refused", "refused")):
        papers_in.put_in(client, K.FIRE_RISK, house)
        ref = papers_in.newest().ref
        silent = send(bea, f"/checks/papers/{ref}", {"state": state}, press="Send your answer")
        assert "Say why" in errors(silent)["reason"]
        told = {"state": state, "reason": "The second page is missing."}
        assert send(bea, f"/checks/papers/{ref}", told, press="Send your answer").status_code == 303
        page = words(client.get("/papers"))
        assert "The second page is missing." in page
        assert said in page
        late = bea.post(f"/checks/papers/{ref}/accept")
        assert late.status_code == 409


def test_a_hoists_examination_stands_among_the_facts_once_its_paper_is_accepted(
    app: Flask, client: CheckedClient
) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.write(ref, {"facts/hoist": {"hoist": "h_frame"}})
    papers_in.put_in(client, K.LOLER, ref, papers_in.answers(K.LOLER, begun=40))
    paper = papers_in.newest()
    assert paper.ends_on is not None
    assert 135 <= (paper.ends_on - clock.today()).days <= 145
    assert "hoist_examined_on" not in listing(ref).known_facts
    papers_in.accept(brokerage(app), paper.ref)
    fact = listing(ref).known_facts["hoist_examined_on"]
    assert (fact.value, fact.evidence) == (clock.today() - timedelta(days=40), Evidence.MEASURED_BY_US)


def test_the_listings_page_of_the_brokerage_has_each_paper_and_leads_back(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": "775"}})
    papers_in.put_in(client, K.FIRE_RISK, ref)
    show_what_is_stated(client, ref)
    send(client, f"/offers/{ref}", press="Ask for publication")
    bea = brokerage(app)
    said = words(bea.get(f"/checks/{ref}"))
    assert "Proof with a date" in said
    assert "we check it" in said
    assert "missing" in said
    assert "These papers have to be accepted first" in said
    assert "Accept and publish" not in said
    version = str(listing(ref).version)
    refused = bea.post(f"/checks/{ref}/accept", data={"version": version})
    assert refused.status_code == 422
    assert "Papers are missing" in words(refused)
    answer = papers_in.accept(bea, papers_in.newest().ref)
    assert answer.location.endswith(f"/checks/{ref}")
    papers_in.all_in(ref)
    assert "Accept and publish" in words(bea.get(f"/checks/{ref}"))


def test_each_kind_of_listing_needs_only_what_its_table_says(client: CheckedClient) -> None:
    jean = provider(client)
    jean.start(ListingKind.TRANSPORT, "Taxi")
    said = words(client.get("/papers"))
    assert K.MOT.label in said
    assert K.FIRE_RISK.label not in said
    assert K.REGISTRATION.label not in said
