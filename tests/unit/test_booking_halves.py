"""If one half of a break fails, the other warns."""

import pytest

from marketplace.booking.halves import HalfLine, warnings
from marketplace.booking.lifecycle import LineState
from marketplace.booking.sorts import ForWhom

HOTEL = HalfLine("The hotel", ForWhom.CARER, LineState.ACCEPTED, counts_as_cover=False)


def care(state: LineState) -> HalfLine:
    return HalfLine("Care at home", ForWhom.PERSON, state, counts_as_cover=True)


def said(*lines: HalfLine, has_gaps: bool = False) -> tuple[str, ...]:
    return warnings(lines, person="Walter", carer="Moira", has_gaps=has_gaps)


@pytest.mark.parametrize("state", [LineState.DECLINED, LineState.WITHDRAWN, LineState.REFUSED, LineState.CANCELLED])
def test_when_the_care_half_fails_the_hotel_half_warns(state: LineState) -> None:
    (sentence,) = said(care(state), HOTEL)
    assert sentence == (
        "Care at home for Walter will not happen. "
        "The hotel for Moira is still arranged. Change one, or cancel the other"
    )


def test_when_the_hotel_half_fails_the_care_half_warns() -> None:
    gone = HalfLine("The hotel", ForWhom.CARER, LineState.CANCELLED, counts_as_cover=False)
    assert "Care at home for Walter is still arranged" in said(gone, care(LineState.ACCEPTED))[0]


def test_nothing_is_said_while_both_stand_or_when_the_arranger_took_it_out() -> None:
    assert said(care(LineState.ASKED), HOTEL) == ()
    assert said(care(LineState.TAKEN_OUT), HOTEL) == ()


def test_what_was_made_good_is_no_warning_and_a_gap_in_cover_is() -> None:
    other = HalfLine("Another PA", ForWhom.PERSON, LineState.ASKED, counts_as_cover=True)
    assert said(care(LineState.DECLINED), other, HOTEL) == ()
    assert len(said(care(LineState.DECLINED), other, HOTEL, has_gaps=True)) == 1


def test_the_hotel_half_warns_on_when_the_arranger_goes_on_without_the_care_that_was_lost() -> None:
    lost = HalfLine("Care at home", ForWhom.PERSON, LineState.TAKEN_OUT, counts_as_cover=True, was_lost=True)
    other = HalfLine("Another PA", ForWhom.PERSON, LineState.ASKED, counts_as_cover=True)
    assert said(lost, HOTEL) == said(care(LineState.DECLINED), HOTEL)
    assert said(lost, other, HOTEL) == ()


def test_when_both_halves_failed_nothing_stands_that_could_warn() -> None:
    gone = HalfLine("The hotel", ForWhom.CARER, LineState.CANCELLED, counts_as_cover=False)
    assert said(gone, care(LineState.DECLINED)) == ()
