"""Pages of quotes: written from a break, read on a page and as a tagged PDF, told plainly where there is no PDF."""

import io
import re
import sys
from typing import Any

import pytest
from pypdf import PdfReader

from marketplace import clock
from marketplace.web.pdf import NOT_HERE
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import links

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in integration/


def written(client: CheckedClient, made: Golden) -> str:
    """The address of a quote that the family writes."""
    families.sign_in(client, made.arranger)
    answer = client.post(f"/breaks/{made.ref}/quotes", data={"good_until": f"{clock.today():%d/%m/%Y}", "words": "Hi"})
    assert answer.status_code == 303
    return answer.location


def test_a_family_writes_a_quote_from_the_break_and_reads_all_of_it(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    to_quotes = links(client.get(f"/breaks/{made.ref}"))["Quotes: what it would cost, on a dated paper"]
    assert "No quote yet" in client.get(to_quotes).text
    page = client.get(written(client, made)).text
    for words in ("£2,050.60", "Orchard House", "Blackadder Cabs", "Nothing is held", "£735.00"):
        assert words in page
    assert not re.search(r'class="[^"]*\bkeep\b', page), "that is the look of what stands on a shortlist"
    assert "Q2" in client.get(to_quotes).text


def test_a_quote_with_a_day_that_cannot_be_keeps_what_was_typed(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    answer = client.post(f"/breaks/{made.ref}/quotes", data={"good_until": "1/1/2020", "words": "As we said"})
    assert answer.status_code == 422
    assert "As we said" in answer.text


def test_the_pdf_of_a_quote_is_tagged_has_its_language_its_headings_and_every_sum(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    answer = client.get(f"{written(client, made)}/quote.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    root: Any = reader.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "Duns long weekend" in (reader.metadata.title or "")
    text = " ".join(page.extract_text() for page in reader.pages)
    for words in ("£2,050.60", "Orchard House", "Sleepovers", "£765.00", "Who would pay what"):
        assert words in text
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    assert fonts
    assert all("Atkinson" in font for font in fonts), fonts
    tags = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags


def test_where_no_pdf_can_be_made_the_page_says_to_print_it(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = breaks.planned()
    where = written(client, made)

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    answer = client.get(f"{where}/quote.pdf", follow_redirects=True)
    assert answer.status_code == 200
    assert NOT_HERE in answer.text


def _fonts(page: Any) -> list[Any]:  # noqa: ANN401 - whatever a PDF is made of
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def _tags(node: Any) -> list[str]:  # noqa: ANN401 - whatever a PDF is made of
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for kid in node for tag in _tags(kid)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (_tags(node["/K"]) if "/K" in node else [])
