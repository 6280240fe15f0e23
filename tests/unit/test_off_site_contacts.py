"""How somebody can be reached is read out of the words that were typed, and compared without a slip."""

import pytest

from marketplace.booking.off_site_contacts import Reach, plain_number, reach_in, spaced


@pytest.mark.parametrize(
    ("words", "email", "telephone"),
    [
        ("01721 720 000, ask for Jean", "", "01721720000"),
        ("Desk@Hotel.example or +44 (0)1721 720000", "desk@hotel.example", "01721720000"),
        ("0044 1721 720 000", "", "01721720000"),
        ("desk@hotel.example.", "desk@hotel.example", ""),
        ("ask at the door", "", ""),
        ("room 12", "", ""),
        ("", "", ""),
    ],
)
def test_an_address_and_a_number_are_found_in_words(words: str, email: str, telephone: str) -> None:
    assert reach_in(words) == Reach(email, telephone)


def test_nothing_is_shared_by_two_who_have_neither() -> None:
    assert not Reach().is_shared_with(Reach())
    assert Reach(telephone="01721720000").is_shared_with(Reach("a@b.example", "01721720000"))
    assert not Reach("a@b.example").is_shared_with(Reach("", "01721720000"))


def test_a_number_is_read_with_spaces() -> None:
    assert spaced("01721720000") == "01721 720 000"
    assert spaced("353871234567") == "353871234567"
    assert spaced("") == ""


def test_what_is_no_number_is_kept_as_none() -> None:
    assert plain_number("call me") == ""
