"""The page contract: what every page of the site keeps, checked wherever a test fetches one.

``check_page`` raises one AssertionError that names every failing. It knows the house rules of pages; it knows no
feature, no address and no role. What people wrote themselves (textarea, blockquote, q) is not held to our typography.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tests.site.markup import SILENT, Page, text_of

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "select", "textarea")
UNLABELLED_INPUTS = ("hidden", "submit", "button", "reset", "image")
SHOWN = ("id", "name", "type", "class", "href", "src")
OWN_WORDS = ("textarea", "blockquote", "q")
REFERENCES = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-errormessage",
    "aria-activedescendant",
    "headers",
    "list",
    "form",
)
LOADED_FROM = {
    "link": "href",
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "form": "action",
    "button": "formaction",
    f"{SVG}use": "href",
    f"{SVG}image": "href",
}
"""Elements that make the browser ask for something, or send it, and the attribute that says where."""

LINKED_DATA = "application/ld+json"
"""A block of data in a page: browsers never run it, and the content policy says nothing of it."""

PRICE = re.compile(r"£\d{1,3}(?:,\d{3})*\.\d\d(?![\d,.]*\d)")
REFERENCE = re.compile(r"(?=.*[A-Z0-9])[A-Za-z0-9_-]{12}")
"""As ``db.new_ref`` makes them: no word has capitals or numbers within."""

LEFTOVERS = re.compile(
    r"\bNone\b(?! of\b)|[Uu]ndefined\b|\{\{|\{%|\}\}|%\}|Markup\(|<built-in|object at 0x|\b[A-Z][A-Za-z]+\.[A-Z_]{2,}\b"
)
"""What a template shows when it was given nothing, or a thing instead of its words."""


def check_page(html: str, url: str) -> None:
    """Hold one whole page to the contract. ``url`` is only said in the message.

    Raises AssertionError with every failing, one a line.
    """
    failings = _failings(html)
    if failings:
        raise AssertionError(f"{url} breaks the page contract\n" + "\n".join(f"- {failing}" for failing in failings))


@lru_cache(maxsize=256)
def _failings(html: str) -> tuple[str, ...]:
    """All failings of a page. Who walks many addresses is often answered the same page: it is looked at once."""
    page = Page.parsed(html)
    return tuple(f"{rule.__name__.replace('_', ' ')}: {failing}" for rule in CONTRACT for failing in rule(page))


def parses_without_errors(page: Page) -> Iterable[str]:
    """Nothing had to be put right by the parser."""
    return page.parse_errors


def has_one_h1(page: Page) -> Iterator[str]:
    """Exactly one, with words."""
    found = [text_of(each) for each in page.elements("h1")]
    if len(found) != 1 or not all(found):
        yield f"found {found}"


def title_starts_with_the_h1(page: Page) -> Iterator[str]:
    """And with "Error: " before it exactly when there is an error summary."""
    title = " ".join(text_of(each) for each in page.elements("title"))
    heading = " ".join(text_of(each) for each in page.elements("h1"))
    wanted = f"Error: {heading}" if _error_summary(page) is not None else heading
    if not title.startswith(wanted) or not heading:
        yield f"the title is “{title}”, it must start with “{wanted}”"


def says_its_language(page: Page) -> Iterator[str]:
    """British English on the root."""
    if page.root.get("lang") != "en-GB":
        yield f"lang is {page.root.get('lang')!r}"


def has_landmarks(page: Page) -> Iterator[str]:
    """One header, main and footer, and a navigation with a name of its own."""
    body = page.root.find("body")
    outer = [each.tag for each in body] if body is not None else []
    for name in ("header", "main", "footer"):
        if outer.count(name) != 1:
            yield f"{outer.count(name)} {name} directly in the body"
    names = [each.get("aria-label") or each.get("aria-labelledby") for each in page.elements("nav")]
    if not names or None in names or len(set(names)) != len(names):
        yield f"the names of its nav are {names}"


def has_a_skip_link(page: Page) -> Iterator[str]:
    """The first link leads to the main part."""
    first = next(page.elements("a"), None)
    target = page.ids.get(first.get("href", "").removeprefix("#")) if first is not None else None
    if target is None or target.tag != "main":
        yield "the first link does not lead to main"


def labels_every_field(page: Page) -> Iterator[str]:
    """By label, aria-label or aria-labelledby, with words."""
    labelled = {each.get("for") for each in page.elements("label") if text_of(each)}
    for field in page.elements(*FIELDS):
        if field.tag == "input" and field.get("type", "text") in UNLABELLED_INPUTS:
            continue
        around = (text_of(each) for each in page.within(field) if each.tag == "label")
        has_aria = (field.get("aria-label") or field.get("aria-labelledby")) and page.name_of(field)
        if not (has_aria or field.get("id") in labelled or any(around)):
            yield _shown(field)


def has_unique_ids(page: Page) -> Iterator[str]:
    """No id twice, none empty."""
    seen: set[str] = set()
    for element in page.elements():
        identity = element.get("id")
        if identity is not None and (not identity or identity in seen):
            yield repr(identity)
        seen.add(identity or "")


def has_whole_references(page: Page) -> Iterator[str]:
    """What points at an id finds it."""
    for element in page.elements():
        for attribute in REFERENCES:
            for identity in element.get(attribute, "").split():
                if identity not in page.ids:
                    yield f"{attribute}={identity!r} of {_shown(element)}"


def has_labels_of_fields(page: Page) -> Iterator[str]:
    """A label that names a field names one there is."""
    for label in page.elements("label"):
        target = page.ids.get(label.get("for", ""))
        if label.get("for") is not None and (target is None or target.tag not in (*FIELDS, "progress", "output")):
            yield f"for={label.get('for')!r} of label “{text_of(label)}”"


def leads_somewhere(page: Page) -> Iterator[str]:
    """Every link has an address; one on the page itself finds its place."""
    for link in page.elements("a", f"{SVG}a"):
        href = link.get("href", "")
        if not href or href == "#" or (href.startswith("#") and href[1:] not in page.ids):
            yield f"the link “{page.name_of(link)}” to {href!r}"


def _is_answer(element: Element) -> bool:
    """Whether it is a button that says something itself."""
    return element.tag == "button" and bool(element.get("name"))


def points_from_errors_to_fields(page: Page) -> Iterator[str]:
    """Each line of the error summary is a link to a field, or to a group that holds one: big answers to press too."""
    summary = _error_summary(page)
    if summary is None:
        return
    links = list(summary.iter("a"))
    if not links:
        yield "the error summary has no link"
    for link in links:
        target = page.ids.get(link.get("href", "").removeprefix("#"))
        if target is None or not any(each.tag in FIELDS or _is_answer(each) for each in target.iter()):
            yield f"“{text_of(link)}” does not lead to a field"


def tells_links_apart(page: Page) -> Iterator[str]:
    """Every link has words, and the same words lead to the same place."""
    leads_to: dict[str, str] = {}
    for link in page.elements("a", f"{SVG}a"):
        words, href = page.name_of(link), link.get("href", "")
        if page.is_hidden(link):
            yield f"a link is hidden from screen readers: {href!r}"
        elif not words:
            yield f"a link without words to {href!r}"
        elif leads_to.setdefault(words.casefold(), href) != href:
            yield f"“{words}” leads to {leads_to[words.casefold()]!r} and to {href!r}"


def reads_out_no_reference(page: Page) -> Iterator[str]:
    """What leads somewhere is told apart by words: a listener hears a reference of the database letter by letter.

    An address that is written out is read out.
    """
    for element in page.elements("a", "form"):
        href = element.get("href") or element.get("action") or ""
        for reference in filter(REFERENCE.fullmatch, re.split(r"[/?&=#]", href)):
            if reference in re.sub(r"https?://\S+", "", page.name_of(element)):
                yield f"“{page.name_of(element)}” to {href!r}"


def names_every_button(page: Page) -> Iterator[str]:
    """Buttons and what opens more say what they do."""
    for button in page.elements("button", "summary"):
        if not page.name_of(button):
            yield _shown(button)
    for field in page.elements("input"):
        if field.get("type") in ("submit", "button", "reset", "image") and not (field.get("value") or field.get("alt")):
            yield _shown(field)


def nests_nothing_to_press(page: Page) -> Iterator[str]:
    """No link, button or field inside a link or button."""
    for outer in page.elements("a", "button", "summary"):
        for inner in outer.iter():
            if inner is not outer and inner.tag in ("a", "button", *FIELDS):
                yield f"{_shown(inner)} in {_shown(outer)}"


def describes_pictures(page: Page) -> Iterator[str]:
    """An alt for every image (empty when decoration); a drawing is named or hidden."""
    for image in page.elements("img"):
        if image.get("alt") is None:
            yield _shown(image)
    for drawing in page.elements(f"{SVG}svg"):
        is_named = drawing.get("role") in ("img", "group") and page.name_of(drawing)
        if not page.is_hidden(drawing) and not is_named:
            yield f"a drawing that is neither hidden nor named: {_shown(drawing)}"


def has_nothing_inline(page: Page) -> Iterator[str]:
    """No script, style or handler in the page itself: the content policy would refuse it. Data are no script."""
    for element in page.elements():
        is_script = element.tag == "script" and not element.get("src") and element.get("type") != LINKED_DATA
        if element.tag == "style" or is_script:
            yield f"inline {element.tag}"
        for attribute, value in element.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{attribute} of {_shown(element)}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{attribute}={value!r}"


def holds_whole_linked_data(page: Page) -> Iterator[str]:
    """What a page tells search engines is JSON in the words of schema.org, with nothing left out by mistake."""
    for element in page.elements("script"):
        if element.get("type") != LINKED_DATA:
            continue
        try:
            said = json.loads(element.text or "")
        except ValueError as why:
            yield f"not JSON: {why}"
            continue
        if not isinstance(said, dict) or said.get("@context") != "https://schema.org" or not said.get("@type"):
            yield "not of schema.org"
        if re.search(r":\s*(null|\"\"|\[\]|\{\})", element.text or ""):
            yield "something is left empty"


def asks_no_other_host(page: Page) -> Iterator[str]:
    """Nothing is loaded from, or sent to, another host. Plain links may lead anywhere."""
    for element in page.elements(*LOADED_FROM):
        address = element.get(LOADED_FROM[element.tag]) or element.get(XLINK_HREF) or ""
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            yield f"{_shown(element)} asks {address!r}"
        for candidate in element.get("srcset", "").split(","):
            if urlsplit(candidate.strip()).netloc:
                yield f"{_shown(element)} asks {candidate.strip()!r}"


def has_no_leftovers(page: Page) -> Iterator[str]:
    """No None, no Undefined, no template's brackets, no enum's name: in words or in what is read out."""
    for element, words in _own_words(page):
        if LEFTOVERS.search(words):
            yield f"“{words}” in {_shown(element)}"
    for element in page.elements():
        for attribute in ("alt", "aria-label", "title", "placeholder", "href", "action", "src", "content"):
            if LEFTOVERS.search(element.get(attribute, "")):
                yield f"{attribute}={element.get(attribute)!r} of {_shown(element)}"


def writes_prices_in_full(page: Page) -> Iterator[str]:
    """£1,234.50: two decimals, always. A pound sign alone, before a field, is no price."""
    spoken = ((each, each.get("aria-label", "")) for each in page.elements() if "£" in each.get("aria-label", ""))
    for element, words in (*_own_words(page), *spoken):
        if words.strip() != "£" and words.count("£") != len(PRICE.findall(words)):
            yield f"“{words}” in {_shown(element)}"


def explains_tables(page: Page) -> Iterator[str]:
    """A caption with words, header cells with a scope."""
    for table in page.elements("table"):
        caption = table.find("caption")
        if caption is None or not text_of(caption):
            yield "a table without a caption"
        headers = list(table.iter("th"))
        if not headers:
            yield f"a table without header cells: “{text_of(table)[:40]}”"
        for header in headers:
            if header.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"no scope on “{text_of(header)}”"


def keeps_headings_in_order(page: Page) -> Iterator[str]:
    """Each at most one level below the one before, each with words."""
    levels = []
    for heading in page.elements(*HEADINGS):
        levels.append(int(heading.tag[1]))
        if not text_of(heading):
            yield f"an empty {heading.tag}"
    for before, after in pairwise([1, *levels]):
        if after > before + 1:
            yield f"h{after} after h{before}"


def leaves_the_reader_in_charge(page: Page) -> Iterator[str]:
    """Text may be enlarged, the order of Tab is the page's, nothing takes the focus by itself."""
    for element in page.elements():
        if element.get("name") == "viewport" and re.search(
            r"user-scalable=no|maximum-scale", element.get("content", "")
        ):
            yield "the viewport forbids enlarging"
        if element.get("tabindex", "0").isdecimal() and element.get("tabindex", "0") != "0":
            yield f"tabindex of {_shown(element)}"
        if element.get("autofocus") is not None:
            yield f"autofocus of {_shown(element)}"


CONTRACT: tuple[Callable[[Page], Iterable[str]], ...] = (
    parses_without_errors,
    has_one_h1,
    title_starts_with_the_h1,
    says_its_language,
    has_landmarks,
    has_a_skip_link,
    labels_every_field,
    has_unique_ids,
    has_whole_references,
    has_labels_of_fields,
    leads_somewhere,
    points_from_errors_to_fields,
    tells_links_apart,
    reads_out_no_reference,
    names_every_button,
    nests_nothing_to_press,
    describes_pictures,
    has_nothing_inline,
    holds_whole_linked_data,
    asks_no_other_host,
    has_no_leftovers,
    writes_prices_in_full,
    explains_tables,
    keeps_headings_in_order,
    leaves_the_reader_in_charge,
)


def _error_summary(page: Page) -> Element | None:
    return next((each for each in page.elements() if "govuk-error-summary" in each.get("class", "").split()), None)


def _own_words(page: Page) -> Iterator[tuple[Element, str]]:
    """Each block's words of ours, with those of the small elements in it: a price may be in several."""
    theirs = {inner for outer in page.elements(*OWN_WORDS) for inner in outer.iter()}
    for element in page.elements():
        if element.tag in SILENT or element in theirs:
            continue
        pieces = [element.text or "", *(child.tail or "" for child in element)]
        for piece in pieces:
            if piece.strip():
                yield element, " ".join(piece.split())


def _shown(element: Element) -> str:
    """The start tag of an element, as far as it tells which one it is."""
    name = element.tag.removeprefix(SVG)
    marks = (
        f'{key}="{element.get(key)}"' for key in ("id", "name", "type", "class", "href", "src") if element.get(key)
    )
    return f"<{' '.join((name, *marks))}>"
