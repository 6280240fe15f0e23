"""The rules of recharges: what may follow what, and that what is asked back and the lead's own part are the invoice."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.invoicing import ShareOf, Stretch, pieces
from marketplace.listings.vat import Vat
from marketplace.money import share_out
from marketplace.payments.invoices.paper import (
    Debtor,
    DebtorSort,
    PaidBack,
    Part,
    by_debtor,
    credit_of,
    less,
    taxed,
)
from marketplace.payments.recharges.lifecycle import MOVES, OF_RECHARGES, CannotMove, RechargeState, moved

COUNCIL = Debtor(DebtorSort.COUNCIL, 3, None, None, "Scottish Borders Council")
OWNER = Debtor(DebtorSort.OWNER, None, None, 7, "Direct payment")
WHOSE = {"nhs": None, "council": PaidBack(COUNCIL, "PO 4411"), "direct": PaidBack(OWNER)}
S = RechargeState
ALLOWED = {(S.OPEN, S.RECEIVED), (S.OPEN, S.LOWERED), (S.OWED, S.RETURNED)}


@pytest.mark.parametrize(("state", "to"), list(product(RechargeState, repeat=2)))
def test_a_recharge_goes_where_the_table_says_and_nowhere_else(state: RechargeState, to: RechargeState) -> None:
    if (state, to) in ALLOWED:
        assert moved(state, to) is to
        assert (state in OF_RECHARGES) == (to in OF_RECHARGES)
        return
    with pytest.raises(CannotMove):
        moved(state, to)


def test_every_state_says_what_may_follow_and_has_words() -> None:
    assert set(MOVES) == set(RechargeState)
    assert len({state.label for state in RechargeState}) == len(RechargeState)


@st.composite
def whole_invoices(draw: st.DrawFn) -> tuple[Part, ...]:
    """The parts of one line with three payers, cut over its stretches as an invoice cuts them."""
    prices = draw(st.lists(st.integers(1, 500_00), min_size=1, max_size=8))
    weights = draw(st.lists(st.integers(1, 1000), min_size=3, max_size=3))
    shares = share_out(sum(prices), weights)
    cut = pieces(
        [ShareOf(name, "", pence) for name, pence in zip(WHOSE, shares, strict=True)],
        [Stretch(f"segment:{at}", pence) for at, pence in enumerate(prices)],
    )
    rate = draw(st.sampled_from([0, 500, 2000]))
    vat = Vat.STANDARD if rate else Vat.EXEMPT
    return taxed(
        Part(one.reference, one.segment, "Support", "", "", one.pence, vat, rate, paid_back=WHOSE[one.reference])
        for one in cut
    )


@given(whole_invoices(), st.data())
def test_what_is_asked_back_and_the_leads_own_part_are_the_invoice_to_the_penny(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    credited = [
        credit_of(part, part, data.draw(st.integers(1, part.pence))) for part in parts if data.draw(st.booleans())
    ]
    for due in (parts, less(parts, credited)):
        own = sum(part.pence for part in due if part.paid_back is None)
        asked = {who: sum(part.pence for part in several) for who, several in by_debtor(due).items()}
        assert own + sum(asked.values()) == sum(part.pence for part in due)
        assert set(asked) <= {COUNCIL, OWNER}
    lowered = {who: sum(part.pence for part in several) for who, several in by_debtor(credited).items()}
    asked = {who: sum(part.pence for part in several) for who, several in by_debtor(parts).items()}
    left = {who: sum(part.pence for part in several) for who, several in by_debtor(less(parts, credited)).items()}
    assert all(asked[who] - lowered.get(who, 0) == left.get(who, 0) for who in asked)


def test_debtors_are_told_apart_by_who_they_are() -> None:
    several = [COUNCIL, OWNER, Debtor(DebtorSort.FUNDER, None, None, None, "NHS Borders")]
    assert [one.key for one in several] == ["council:3", "owner:7", "funder:NHS Borders"]
