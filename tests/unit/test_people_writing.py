"""What people write of a person is made tidy, and what is wrong is said at its field."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.editing import ChangedMeanwhile, refuse_changed, stamp
from marketplace.people.writing import Details, one_line, problems, several_lines

TODAY = date(2027, 3, 1)


def wrong(details: Details) -> set[str]:
    return set(problems(details.tidy(), today=TODAY))


def test_only_a_name_is_needed() -> None:
    assert wrong(Details("Anna")) == set()
    assert wrong(Details("")) == {"name"}
    assert wrong(Details(" \t\n ")) == {"name"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Callum   Hume ", "Callum Hume"),
        ("Callum\nHume", "Callum Hume"),
        ("E\u0300ilidh", "\u00c8ilidh"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Cal\x00lum", "Callum"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_a_name_is_kept_on_one_line_as_it_was_typed(typed: str, kept: str) -> None:
    assert Details(typed).tidy().name == kept


def test_a_name_of_ten_thousand_letters_is_refused_at_its_field() -> None:
    assert problems(Details("x" * 10_000).tidy(), today=TODAY) == {"name": "Use 120 letters or fewer"}
    assert wrong(Details("x" * 120, known_as="y" * 61)) == {"known_as"}


@pytest.mark.parametrize("typed", ["td113aa", " TD11  3AA ", "Td11 3aA"])
def test_a_postcode_is_kept_in_one_form(typed: str) -> None:
    assert Details("A", postcode=typed).tidy().postcode == "TD11 3AA"


@pytest.mark.parametrize("typed", ["Duns", "TD11", "12345", "TD11 3A", "TD11 3AAA"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    assert wrong(Details("A", postcode=typed)) == {"postcode"}


@pytest.mark.parametrize(
    ("born_on", "is_good"),
    [
        (date(1800, 1, 1), False),
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (TODAY, True),
        (date(2027, 3, 2), False),
        (date(2999, 1, 1), False),
        (None, True),
    ],
)
def test_a_birthday_lies_between_1900_and_today(born_on: date | None, *, is_good: bool) -> None:
    assert (wrong(Details("A", born_on=born_on)) == set()) is is_good


@pytest.mark.parametrize("email", ["x", "x@", "@x.org", "a b@x.org", "a@b@c.org", "x" * 250 + "@example.org"])
def test_what_is_no_email_address_is_refused(email: str) -> None:
    assert wrong(Details("A", email=email)) == {"email"}


@pytest.mark.parametrize("telephone", ["hello", "12", "01361 960 001 and ask for Anna", "1" * 31])
def test_what_is_no_telephone_number_is_refused(telephone: str) -> None:
    assert wrong(Details("A", telephone=telephone)) == {"telephone"}


@given(st.text(max_size=300))
def test_tidy_words_hold_no_control_character_and_are_tidy_already(text: str) -> None:
    for tidied in (one_line(text), several_lines(text)):
        assert not any(ord(letter) < 32 and letter != "\n" for letter in tidied)
        assert "\n" not in one_line(text)
        assert several_lines(several_lines(text)) == several_lines(text)
        assert one_line(one_line(text)) == one_line(text)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=80))
def test_details_made_tidy_twice_are_made_tidy_once(name: str, known_as: str, postcode: str, email: str) -> None:
    once = Details(name, known_as=known_as, postcode=postcode, email=email, telephone=postcode).tidy()
    assert once.tidy() == once


def test_a_form_is_overtaken_when_its_stamp_is_no_longer_that_of_what_is_kept() -> None:
    details = Details("Anna")
    refuse_changed(stamp(details), stamp(Details("Anna")))
    refuse_changed(None, stamp(details))
    with pytest.raises(ChangedMeanwhile) as overtaken:
        refuse_changed(stamp(details), stamp(replace(details, known_as="Ann")))
    assert overtaken.value.seen == stamp(replace(details, known_as="Ann"))
