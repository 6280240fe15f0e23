"""Pages for everybody, and letters, are written for readers of nine to eleven, in short sentences."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import textstat

from marketplace.notifications.letters import FOLDER
from tests.checked_client import CheckedClient
from tests.site.markup import Page, text_of
from tests.site.test_web_pages import PAGES

YEARS_BEFORE_SCHOOL = 5
OLDEST_READER = 11
LONGEST_SENTENCE_WORDS = 25
BLOCKS = ("h1", "h2", "h3", "p", "li", "label", "summary")
LETTERS = sorted(FOLDER.glob("[!_]*.txt"))


def sentences(page: Page) -> Iterator[str]:
    """What the main part says, a block a sentence or more."""
    for main in page.elements("main"):
        for block in main.iter():
            words = text_of(block)
            if is_innermost(block) and len(words.split()) > 2:
                yield words if words[-1] in ".?!:" else f"{words}."


def is_innermost(block: Element) -> bool:
    """Whether it is a block of words that holds no other."""
    return block.tag in BLOCKS and not any(each.tag in BLOCKS for each in block.iter() if each is not block)


def age_of_reader(text: str) -> float:
    """The age at which most people can read this."""
    grade: float = textstat.coleman_liau_index(text)
    return grade + YEARS_BEFORE_SCHOOL


def long_sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!])\s+", text) if len(each.split()) > LONGEST_SENTENCE_WORDS]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_page_for_everybody_is_easy_to_read(client: CheckedClient, path: str) -> None:
    text = " ".join(sentences(Page.parsed(client.get(path).text)))
    assert age_of_reader(text) <= OLDEST_READER
    assert long_sentences(text) == []


def said(letter: Path) -> str:
    """The body of a letter, a name where it has a fact, without its links."""
    _, _, body = letter.read_text("utf-8").partition("\n")
    named = re.sub(r"\{\{ (?!site\.address)[^}]*\}\}", "Ailsa", body)
    return re.sub(r"\{\{ site\.address \}\}\S*|\{%.*?%\}", "", named)


def test_letters_are_easy_to_read() -> None:
    """Taken together: one alone may be too short to measure."""
    assert len(LETTERS) > 5
    assert age_of_reader("\n".join(said(letter) for letter in LETTERS)) <= OLDEST_READER
    assert [each for letter in LETTERS for each in long_sentences(said(letter))] == []
