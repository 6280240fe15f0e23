"""Names in what people typed: found by their words, and left out for readers who need not know."""

import pytest

from marketplace.people.names import names_in, without_names

NAMES = ["Callum J Hume", "Cal"]


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        ("A weekend in Duns", (), "A weekend in Duns"),
        ("CALLUM's weekend", ("CALLUM",), "…'s weekend"),
        ("The Humes' house: hume, Cal", ("hume", "Cal"), "The Humes' house: …, …"),
        ("Weekend with J", (), "Weekend with J"),
        ("Calm days", (), "Calm days"),
        ("", (), ""),
    ],
)
def test_words_of_somebodys_name_are_found_and_left_out_and_one_letter_is_nobodys(
    text: str, found: tuple[str, ...], left: str
) -> None:
    assert names_in(text, NAMES) == found
    assert without_names(text, NAMES) == left
