"""Fields that read what people type: what is meant, what is refused in plain words, what is shown again."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from marketplace.web.fields import Day, Listed, OneOf, Pounds, TimeOfDay, WholeNumber, Words, YesNo, clean

CHOICES = (("one", "One"), ("two", "Two"))


class Asked(Form):
    """One field of each sort."""

    name = Words("Name", most=10, needed="Enter a name")
    text = Words("Text", most=20, lines=4)
    count = WholeNumber("How many?", least=1, most=50, needed="Enter how many")
    price = Pounds("Price", least=1, most=10_000_00)
    born_on = Day("Date of birth", first=date(1920, 1, 1), last=date(2026, 11, 22))
    at = TimeOfDay("Arrive from")
    sort = OneOf("Sort", choices=CHOICES)
    kind = Listed("Kind", choices=CHOICES, needed="Choose a kind")
    cares = YesNo("Do you care?", needed="Say yes or no")


GOOD = {
    "name": "Orchard",
    "count": "4",
    "price": "24.60",
    "born_on": ["5", "3", "1990"],
    "sort": "one",
    "kind": "two",
    "cares": "no",
}


def sent(**answers: str | list[str]) -> Asked:
    """The form as it was sent, checked."""
    values: MultiDict[str, str] = MultiDict()
    for name, value in {**GOOD, **answers}.items():
        values.setlist(name, [value] if isinstance(value, str) else value)
    form = Asked(values)
    form.validate()
    return form


def test_what_is_good_is_read_as_it_is_meant() -> None:
    form = sent(at="16:00", text=" One.\r\nTwo. ")
    assert not form.errors
    assert (form.name.data, form.text.data, form.count.data, form.price.data) == ("Orchard", "One.\nTwo.", 4, 2460)
    assert (form.born_on.data, form.at.data) == (date(1990, 3, 5), time(16))
    assert (form.sort.data, form.kind.data, form.cares.answer) == ("one", "two", False)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("name", " ", "Enter a name"),
        ("name", "x" * 11, "Name: use 10 letters or fewer. This has 11"),
        ("count", "", "Enter how many"),
        ("count", "two", "How many: enter a whole number, like 2"),
        ("count", "1.5", "How many: enter a whole number, like 2"),
        ("count", "0", "How many: enter a number from 1 to 50"),
        ("count", "9" * 5000, "How many: enter a number from 1 to 50"),
        ("count", "--2", "How many: enter a whole number, like 2"),
        ("count", "\u0664", "How many: enter a whole number, like 2"),
        ("price", "0", "Price: this amount is too small: the least is £0.01"),
        ("price", "10000000", "Price: this amount is too large: the most is £10,000.00"),
        ("price", "9" * 5000, "Price: this amount is too large: the most is £10,000.00"),
        ("price", "-5", "Price: enter the amount without a minus sign: it cannot be below nought"),
        ("price", "€20", "Price: enter the amount in pounds, without another currency"),
        ("price", "12.505", "Price: enter pounds and whole pence: two figures after the point, like 12.50"),
        ("price", "12.5", "Price: enter an amount in pounds, like 12 or 12.50"),
        ("born_on", ["31", "2", "1990"], "Date of birth: enter a real day, like 14 9 2026"),
        ("born_on", ["5", "3", ""], "Date of birth: enter a real day, like 14 9 2026"),
        ("born_on", ["5"], "Date of birth: enter a real day, like 14 9 2026"),
        ("born_on", ["1", "1", "99999999999999999999"], "Date of birth: enter a real day, like 14 9 2026"),
        ("born_on", ["1", "1", "1900"], "Date of birth: enter a day from 1 January 1920 to 22 November 2026"),
        ("at", "24:00", "Arrive from: write a time like 09:30"),
        ("at", "09:30Z", "Arrive from: write a time like 09:30"),
        ("at", "09:30:15.5", "Arrive from: write a time like 09:30"),
        ("sort", "three", "Sort: choose one of the answers"),
        ("kind", "three", "Kind: choose one of the answers"),
        ("kind", "", "Choose a kind"),
        ("cares", "", "Say yes or no"),
        ("cares", "perhaps", "Do you care: choose one of the answers"),
    ],
)
def test_what_cannot_be_meant_is_said_once_in_plain_words(name: str, typed: str | list[str], says: str) -> None:
    assert sent(**{name: typed}).errors == {name: [says]}


@pytest.mark.parametrize(("name", "typed"), [("count", "two"), ("price", "12.5"), ("price", "£1,000")])
def test_what_was_typed_is_shown_again(name: str, typed: str) -> None:
    assert sent(**{name: typed})[name]._value() == typed  # type: ignore[attr-defined]


def test_an_amount_that_is_kept_is_shown_as_it_is_typed() -> None:
    assert Asked(data={"price": 123_450}).price._value() == "1,234.50"


def test_an_error_of_a_day_leads_to_its_first_box() -> None:
    assert Asked().born_on.id == "born_on-day"


@given(st.text())
def test_no_text_holds_what_a_database_cannot_keep(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept
    assert kept == kept.strip()
    assert clean(kept) == kept


@given(st.text(max_size=30))
def test_no_text_breaks_a_field(text: str) -> None:
    form = sent(name=text, count=text, price=text, born_on=[text, text, text], at=text, sort=text, kind=text)
    assert form.count.data is None or 1 <= form.count.data <= 50
    assert form.price.data is None or 1 <= form.price.data <= 10_000_00
