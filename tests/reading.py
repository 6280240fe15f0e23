"""How old a reader has to be for a text: the Flesch-Kincaid grade, said as an age in years.

The formula: J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, Derivation of New Readability Formulas for
Navy Enlisted Personnel, 1975: 0.39 x words a sentence + 11.8 x syllables a word - 15.59 is a school year; a reader of
the first year is six, so the age is five more. Syllables are counted by groups of vowels, as such counters do: a
silent e at the end is none. Only sentences are read: headings, labels, lists of facts, sums and names are not prose.
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.site.markup import Page, text_of

MOST_YEARS = 11.0
FEWEST_WORDS = 25
"""Of fewer words no age can be told."""

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouy]e|[^aeiouy]e[sd])$")
_SOUNDED = re.compile(r"(?:le|[td]ed|[sxcgz]es|[cs]hes)$")
"""Ends whose e is not heard, and ends that look like them and are."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_NOT_PROSE = frozenset({"q", "blockquote", "table", "dl", "svg", "script", "nav"})


@dataclass(frozen=True)
class Reading:
    """What a text comes to."""

    sentences: int
    words: int
    syllables: int

    @property
    def age(self) -> float:
        """The reading age in years."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59 + 5


def read(text: str) -> Reading:
    """Count a text."""
    sentences = [one for one in _SENTENCE.split(text) if _WORD.search(one)]
    words = [word for one in sentences for word in _WORD.findall(one)]
    return Reading(len(sentences), len(words), sum(map(_syllables, words)))


def prose_of(html: str) -> str:
    """The sentences of a page's main part: whole paragraphs and list items, without what people wrote themselves."""
    mains = list(Page.parsed(html).elements("main"))
    return " ".join(sentence for main in mains for sentence in _sentences(main))


def _sentences(element: Element) -> list[str]:
    if element.tag in _NOT_PROSE:
        return []
    if element.tag in {"p", "li"} and not any(one.tag in {"p", "li", *_NOT_PROSE} for one in list(element.iter())[1:]):
        said = " ".join(text_of(element).split())
        return [said] if said.endswith((".", "?", "!")) else []
    return [sentence for child in element for sentence in _sentences(child)]


def _syllables(word: str) -> int:
    bare = word.lower().partition("'")[0]
    is_silent = _SILENT.search(bare) and not _SOUNDED.search(bare)
    return max(len(_VOWELS.findall(bare)) - bool(is_silent), 1)
