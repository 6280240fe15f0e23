"""What each part's provider has, by card and by transfer: never more than is due, and never more than there is."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.two_ways import Part, Ways, by_ways

PENCE = st.integers(0, 500_00)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    due = draw(PENCE)
    return Part(due, draw(PENCE), draw(PENCE), draw(PENCE), draw(st.sampled_from([0, 0, 10_00, due])))


@given(st.lists(parts(), max_size=5), PENCE, PENCE)
def test_no_part_has_more_than_is_due_and_no_way_pays_too_much(several: list[Part], card: int, bank: int) -> None:
    found = by_ways(several, card_pence=card, bank_pence=bank)
    assert sum(one.card_pence for one in found) <= card
    assert sum(one.bank_pence for one in found) <= bank
    for part, one in zip(several, found, strict=True):
        assert min(one.card_pence, one.bank_pence) >= 0
        assert one.card_pence + one.bank_pence <= part.due_pence
        assert one.bank_pence <= part.most_by_bank_pence


@given(st.lists(parts(), max_size=5), PENCE, PENCE)
def test_said_again_nothing_moves(several: list[Part], card: int, bank: int) -> None:
    found = by_ways(several, card_pence=card, bank_pence=bank)
    again = [
        Part(part.due_pence, part.come_pence, one.card_pence, one.bank_pence, part.held_pence)
        for part, one in zip(several, found, strict=True)
    ]
    assert by_ways(again, card_pence=card, bank_pence=bank) == found


@given(st.lists(PENCE, max_size=5), PENCE)
def test_where_all_has_come_all_is_paid(dues: list[int], card: int) -> None:
    several = [Part(due, due) for due in dues]
    found = by_ways(several, card_pence=card, bank_pence=max(sum(dues) - card, 0))
    assert [one.card_pence + one.bank_pence for one in found] == dues


def test_what_a_provider_has_by_bank_stays_so_though_a_card_could_pay_it_now() -> None:
    part = Part(due_pence=100_00, come_pence=100_00, bank_pence=100_00)
    assert by_ways([part], card_pence=100_00, bank_pence=100_00) == [Ways(0, 100_00)]
