"""A page as it is without script: its words, and the elements that stand in it. Knows no page of ours.

Pages that do not close what they open are refused: nothing is put right as a browser would.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
SILENT = frozenset({"script", "style", "template", "svg"})


class BadMarkup(ValueError):
    """Something is closed that is not open."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise BadMarkup(f"</{tag}> in line {self.getpos()[0]} closes nothing")
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)


def parsed(html: str) -> Element:
    """The root element of a page. Raises BadMarkup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tree.close()


def words_of(element: Element) -> str:
    """What an element says, white space as one space; pictures and what is hidden from readers say nothing."""
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    if element.tag in SILENT or element.get("aria-hidden") == "true":
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""
    if element.tag not in {"a", "b", "span", "small", "q"}:
        yield " "


def of_class(root: Element, name: str) -> Iterator[Element]:
    """The elements of one class, in the order of the page."""
    for element in root.iter():
        if name in element.get("class", "").split():
            yield element


def first(root: Element, tag: str) -> Element:
    """The first element of a name. Raises LookupError."""
    for element in root.iter(tag):
        return element
    raise LookupError(f"no {tag} in {words_of(root)[:80]!r}")


def only(root: Element, name: str) -> Element:
    """The first element of a class. Raises LookupError."""
    for element in of_class(root, name):
        return element
    raise LookupError(f"nothing of class {name} in {words_of(root)[:200]!r}")
