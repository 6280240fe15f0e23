"""A page as a browser and a screen reader have it: elements, ids, names, words. Knows no rule of ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.etree.ElementTree import Element

import html5lib

SILENT = ("script", "style", "template")


@dataclass(frozen=True)
class Page:
    """A parsed page: its root element, and what the parser had to put right."""

    root: Element
    parse_errors: tuple[str, ...]

    @classmethod
    @lru_cache(maxsize=16)
    def parsed(cls, html: str) -> "Page":
        """Read a page as a browser would, noting every error. Kept for whoever reads the same page next."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        root: Element = parser.parse(html)
        errors = (f"{code} {details or ''} in line {place[0]}" for place, code, details in parser.errors)
        return cls(root, tuple(errors))

    @cached_property
    def _all(self) -> tuple[Element, ...]:
        """All elements: every rule of the contract asks for them."""
        return tuple(each for each in self.root.iter() if is_element(each))

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """Each element's parent."""
        return {child: parent for parent in self.root.iter() for child in parent}

    @cached_property
    def ids(self) -> dict[str, Element]:
        """Elements by id; the first of each."""
        found: dict[str, Element] = {}
        for element in self.elements():
            found.setdefault(element.get("id", ""), element)
        return found

    def elements(self, *names: str) -> Iterator[Element]:
        """All elements of these names, or all there are, in the order of the page."""
        return (each for each in self._all if each.tag in names) if names else iter(self._all)

    def within(self, element: Element) -> Iterator[Element]:
        """The elements around one, from the inside outwards."""
        while element in self.parents:
            element = self.parents[element]
            yield element

    def is_hidden(self, element: Element) -> bool:
        """Whether it, or what it is in, is hidden from screen readers."""
        return any(each.get("aria-hidden") == "true" for each in (element, *self.within(element)))

    def name_of(self, element: Element) -> str:
        """What a screen reader calls it: aria-label, what aria-labelledby points at, or its text."""
        if label := element.get("aria-label", "").strip():
            return label
        if pointed := element.get("aria-labelledby", "").split():
            return " ".join(text_of(self.ids[each]) for each in pointed if each in self.ids)
        return text_of(element)


def is_element(node: Element) -> bool:
    """Whether a node is an element and not a comment, whose tag is no text."""
    tag: object = node.tag
    return isinstance(tag, str)


def text_of(element: Element) -> str:
    """Its text as read out: pictures by their alternative, nothing hidden, white space as one space."""
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    if element.tag in SILENT or element.get("aria-hidden") == "true":
        return
    if element.tag == "img":
        yield f" {element.get('alt', '')} "
    yield element.text or ""
    for child in element:
        if is_element(child):
            yield from _words(child)
        yield child.tail or ""
