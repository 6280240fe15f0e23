"""Many listings at once over HTTP: what is downloaded, sent, shown while it is read, named when it is bad, taken."""

import csv
import io
from collections.abc import Sequence

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from marketplace import jobs
from marketplace.db import session
from marketplace.listings.models import ListingState
from marketplace.listings.services import sheets
from tests import families, offering
from tests.checked_client import CheckedClient
from tests.offering import another, listing
from tests.paper import errors, links, send, words
from tests.site.test_photo_pages import Endless

MB = 1024 * 1024
HEAD = ("reference", "kind", "title", "postcode", "night_price")
FORD = ("FORD-1", "accommodation", "Ford Cottage", "TD11 3AQ", "135.00")


def as_csv(*rows: Sequence[str], separator: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def upload(client: CheckedClient, content: bytes, name: str = "listings.csv") -> TestResponse:
    form = MultiDict([("file", (io.BytesIO(content), name))])
    return client.post("/offers/many", data=form, content_type="multipart/form-data")


def work() -> None:
    """What the worker does."""
    while jobs.work(sheets.DOERS):
        pass
    session.remove()


def read(client: CheckedClient, content: bytes) -> str:
    """Send a file and let it be read; its page."""
    answer = upload(client, content)
    assert answer.status_code == 303, errors(answer)
    work()
    return answer.location


def test_a_file_is_sent_followed_while_it_is_read_looked_at_and_taken(client: CheckedClient) -> None:
    offering.provider(client)
    assert "Many at once" in links(client.get("/offers"))
    page = upload(client, as_csv(HEAD, FORD)).location
    waiting = client.get(page)
    assert "It waits its turn" in words(waiting)
    assert "Refresh" not in waiting.headers
    assert client.get(f"{page}?follow=yes").headers["Refresh"] == f"3; url={page}?follow=yes"
    work()
    ready = client.get(page)
    assert "1 new, 0 changed, 0 unchanged" in words(ready)
    assert "Ford Cottage Row 2, FORD-1. New, as a draft: accommodation" in words(ready)
    assert "Refresh" not in client.get(f"{page}?follow=yes").headers
    assert send(client, page, press="Take it").location == f"{page}?follow=yes"
    assert "We are putting in 1 row" in words(client.get(page))
    work()
    done = client.get(page)
    assert "Your file is taken" in words(done)
    assert "Ford Cottage" in words(client.get("/offers"))
    ref = links(client.get("/offers"))["Ford Cottage"].rpartition("/")[2]
    assert listing(ref).state is ListingState.DRAFT


def test_every_bad_row_is_on_the_page_and_in_a_file_to_download(client: CheckedClient) -> None:
    offering.provider(client)
    bad = ("B", "castle", "<script>alert(1)</script>", "TD11 3AQ", "1")
    page = read(client, as_csv(HEAD, FORD, bad, ("C", *FORD[1:4], "0")))
    said = words(client.get(page))
    assert "2 rows of 3 cannot be taken." in said
    assert "Row 3, kind: “castle” is not one of" in said
    assert "“0” is not a price from £0.01 to £10,000.00. Without a price leave it empty" in said
    file = client.get(links(client.get(page))["Download the bad rows"])
    assert file.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [(row["row"], row["column"], row["title"]) for row in rows] == [
        ("3", "kind", "<script>alert(1)</script>"),
        ("4", "night_price", "Ford Cottage"),
    ]


def test_what_is_no_table_is_said_at_the_field_at_once(client: CheckedClient) -> None:
    offering.provider(client)
    assert errors(client.post("/offers/many")) == {"file": "Choose a file"}
    for content, why in (
        (b"", "This file is empty. Choose another one"),
        (b"PK\x03\x04 a workbook", "This is a workbook, not a CSV file. In your spreadsheet choose “Save as”"),
        (as_csv(("reference", "colour"), ("A", "red")), "We know no column “colour”."),
        (as_csv(("reference", "titel"), ("A", "red")), "We know no column “titel”. Do you mean title?"),
        (as_csv(HEAD), "There is no row below the heading. Write one row for each listing"),
        (b'reference,title\nA,"never closed\n', "The file breaks off or is muddled at line 2."),
    ):
        answer = upload(client, content)
        assert answer.status_code == 422
        assert errors(answer)["file"].startswith(why), content[:20]


def test_a_file_of_a_hundred_megabytes_is_read_to_its_end_and_answered_with_a_page(client: CheckedClient) -> None:
    offering.provider(client)
    sent = Endless()
    answer = client.post("/offers/many", environ_overrides={"wsgi.input": sent, "CONTENT_LENGTH": str(100 * MB)})
    assert answer.status_code == 413
    assert "It is 100 MB. The most is 10 MB, with all that is in the form." in words(answer)
    assert sent.given == 100 * MB


def test_what_is_downloaded_and_sent_back_changes_nothing(client: CheckedClient) -> None:
    one = offering.provider(client)
    one.house()
    one.bank()
    file = client.get("/offers/many/listings.csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="listings.csv"'
    page = read(client, file.data)
    assert "0 new, 0 changed, 2 unchanged" in words(client.get(page))
    assert "There is nothing to take." in words(client.get(page))
    assert "waits for your word" not in words(client.get("/offers/many"))
    assert client.get("/offers/many/listings.csv").data == file.data
    assert client.get("/offers/many/template.csv").data.startswith(b"\xef\xbb\xbfreference,kind,title")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_strangers_file_is_not_there_and_a_click_too_late_is_told(client: CheckedClient, app: Flask) -> None:
    offering.provider(client)
    page = read(client, as_csv(HEAD, FORD))
    stranger = another(app)
    offering.provider(stranger, "Other Provider")
    for path in (page, f"{page}/bad-rows.csv"):
        assert stranger.get(path).status_code == 404
    for word in ("take", "drop"):
        assert stranger.post(f"{page}/{word}").status_code == 404
    assert send(client, page, press="Leave it, change nothing").location == "/offers/many"
    assert client.post(f"{page}/take").status_code == 409
    assert "given up" in words(client.get("/offers/many"))
    families.sign_in(client, families.viewer())
    assert client.get("/offers/many").status_code == 403


def test_a_long_file_is_shown_page_by_page(client: CheckedClient) -> None:
    offering.provider(client)
    page = read(client, as_csv(HEAD, *((f"F{number}", *FORD[1:]) for number in range(60))))
    first, second = words(client.get(page)), words(client.get(f"{page}?page=2"))
    assert "F49." in first
    assert "F50." not in first
    assert "F59." in second
