"""Papers kept as text, numbers to read out, and the two sides of a comparison."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.periods import Period
from marketplace.quotes.drafts import HomeDraft, problems
from marketplace.quotes.kept import as_text, from_text
from marketplace.quotes.paper import (
    LETTERS,
    QuotedLine,
    QuotedPot,
    QuotedSegment,
    QuotedShare,
    QuotePaper,
    new_number,
    usual_last_day,
)
from marketplace.quotes.sides import Side, Sides, most_at_once, staff_words, support_words
from marketplace.rules.care_homes import R31, CareHomeStay
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings

START = datetime(2027, 3, 5, 16, tzinfo=UTC)
PAPER = QuotePaper(
    title="Èilidh's “weekend”",
    whose_words="Èilidh's break",
    town="Duns",
    starts_at=START,
    ends_at=START + timedelta(days=3),
    pence=405_00,
    lines=(
        QuotedLine(
            "ref",
            "House",
            "Merse",
            "3 nights at £135.00",
            "Èilidh",
            "",
            (QuotedSegment("3 nights at £135.00", "Fri 5 to Mon 8 March 2027", "", 405_00),),
            405_00,
            "",
            "£50.00",
            "All back until 14 days before",
            (QuotedShare("C", "Council", "option 3", 405_00),),
            0,
            ("Not known: hoist",),
        ),
    ),
    pots=(
        QuotedPot("p", "C", "Council", 405_00, 500_00, 95_00, "has agreed"),
        QuotedPot("o", "O", "Own", 0, None, None, ""),
    ),
    missing_pence=0,
    still_open=("Merse must still say yes.",),
)
SIDE = Side("Home", 7, 1_000_00, 0, 0, "Staff", "1 for 5", (True, False), None, "", "", "A call")


def test_a_paper_that_was_kept_is_read_again_as_it_was() -> None:
    assert from_text(QuotePaper, as_text(PAPER)) == PAPER
    sides = Sides(SIDE, SIDE, ("Sleep", "Friends"))
    assert from_text(Sides, as_text(sides)) == sides


def test_a_field_that_came_later_has_its_default_in_an_older_paper() -> None:
    older = as_text(PAPER).replace(', "package_words": ""', "")
    assert older != as_text(PAPER)
    assert from_text(QuotePaper, older) == PAPER


def test_a_reader_who_may_not_look_into_a_pot_sees_no_balance_of_it_but_what_it_would_pay() -> None:
    (council, _) = PAPER.without_balances_of(frozenset({"p"})).pots
    assert (council.pence, council.before_pence, council.after_pence) == (405_00, None, None)


def test_a_number_can_be_read_out_by_telephone() -> None:
    numbers = {new_number(date(2027, 3, 5)) for _ in range(50)}
    assert len(numbers) > 45
    assert all(number.startswith("Q27-") and set(number[4:]) <= set(LETTERS) for number in numbers)
    assert not set("01OIS5B8Z2") & set(LETTERS)


@pytest.mark.parametrize(("days", "wanted"), [(40, 14), (5, 5), (0, 0), (-3, 0)])
def test_prices_are_asked_for_two_weeks_but_not_beyond_the_break(days: int, wanted: int) -> None:
    today = date(2027, 3, 1)
    assert usual_last_day(today, today + timedelta(days=days)) == today + timedelta(days=wanted)


def test_two_who_help_at_once_are_two_and_one_after_the_other_is_one() -> None:
    day, evening = (
        Period(START, START + timedelta(hours=4)),
        Period(START + timedelta(hours=4), START + timedelta(hours=8)),
    )
    both = Period(START + timedelta(hours=3), START + timedelta(hours=5))
    assert [most_at_once(several) for several in ([], [day, evening], [day, evening, both])] == [0, 1, 2]
    assert staff_words(2) == "up to 2 workers for 1 person"
    assert support_words(90, 2) == "1 hour 30 minutes of support and 2 nights with somebody there"
    assert support_words(0, 0) == "none is arranged yet"


def test_a_side_says_its_price_by_night_and_what_it_helps_with() -> None:
    assert SIDE.night_pence == 142_86
    assert SIDE.met_words == "1 of 2 things"


def test_every_gap_in_what_was_found_out_is_said_at_once() -> None:
    assert set(problems(HomeDraft(nights=0))) == {"name", "source", "staff", "nights", "council", "person"}


@pytest.mark.parametrize(("nights", "answer"), [(56, Answer.NOTE), (57, Answer.WARN)])
def test_from_night_57_in_a_care_home_money_is_looked_at(nights: int, answer: Answer) -> None:
    found = R31.result(CareHomeStay(nights, date(2027, 3, 5)), shipped_settings(), on=date(2027, 3, 5))
    assert found is not None
    assert found.answer is answer
