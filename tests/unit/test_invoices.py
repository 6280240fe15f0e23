"""The rules of invoices: what may follow what, the tax in each line, how late a debt is, what a bank file may say."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.invoicing import Piece, ShareOf, Stretch, is_by_invoice, pieces
from marketplace.booking.purchases import MOVES as STAGE_MOVES
from marketplace.booking.purchases import Purchase, Stage
from marketplace.budgets.sorts import SettlesBy
from marketplace.listings.vat import Vat
from marketplace.payments.bank_lists.bank_file import (
    BankPayment,
    account_number_of,
    as_csv,
    bacs_words,
    set_off,
    sort_code_of,
)
from marketplace.payments.invoices import lifecycle, paper
from marketplace.payments.invoices.debts import Age, Debt, age_of, aged
from marketplace.payments.invoices.lifecycle import MOVES, OPEN, CannotMove, InvoiceState, credited
from marketplace.payments.invoices.paper import Part, brokerage_fee, by_rate, credit_of, due_on, less, rate_words, taxed
from marketplace.payments.invoices.terms import Address, BookTerms, endpoint_problem

S = InvoiceState
ALLOWED = {
    (S.SENT, S.ACCEPTED),
    (S.SENT, S.DISPUTED),
    (S.SENT, S.CREDITED),
    (S.DISPUTED, S.SENT),
    (S.DISPUTED, S.ACCEPTED),
    (S.DISPUTED, S.CREDITED),
    (S.ACCEPTED, S.PAID),
    (S.ACCEPTED, S.DISPUTED),
    (S.ACCEPTED, S.CREDITED),
    (S.OWED, S.SET_OFF),
    (S.OWED, S.REFUNDED),
}


@pytest.mark.parametrize(("state", "to"), list(product(S, S)))
def test_an_invoice_makes_these_moves_and_no_others(state: S, to: S) -> None:
    if (state, to) in ALLOWED:
        assert lifecycle.moved(state, to) is to
    else:
        with pytest.raises(CannotMove) as refused:
            lifecycle.moved(state, to)
        assert (refused.value.state, refused.value.to) == (state, to)


def test_money_is_owed_in_every_state_from_which_it_can_still_be_paid() -> None:
    assert {state for state in S if S.PAID in MOVES[state] or state in {S.SENT, S.DISPUTED}} == OPEN
    assert {state for state in S if not MOVES[state]} == {S.PAID, S.CREDITED, S.SET_OFF, S.REFUNDED}


@pytest.mark.parametrize("is_all", [False, True])
@pytest.mark.parametrize("state", S)
def test_a_credit_leaves_an_invoice_where_its_state_says_and_a_paid_one_is_owed_for(state: S, *, is_all: bool) -> None:
    some = {S.SENT: S.SENT, S.DISPUTED: S.SENT, S.ACCEPTED: S.ACCEPTED}
    if state is S.PAID:
        assert credited(state, is_all=is_all) == (S.PAID, S.OWED)
    elif state in OPEN:
        assert credited(state, is_all=is_all) == (S.CREDITED if is_all else some[state], S.CREDITED)
    else:
        with pytest.raises(CannotMove):
            credited(state, is_all=is_all)


G = Stage


@pytest.mark.parametrize(
    ("purchase", "stage"),
    [
        (Purchase(100), G.SET_ASIDE),
        (Purchase(100, is_booked=True), G.SET_ASIDE),
        (Purchase(100, is_agreed=True), G.AGREED),
        (Purchase(100, is_agreed=True, is_booked=True), G.ORDERED),
        (Purchase(100, sent_pence=1, is_agreed=True, is_booked=True), G.INVOICED),
        (Purchase(100, sent_pence=1, accepted_pence=1), G.INVOICED),
        (Purchase(100, sent_pence=1, disputed_pence=1, accepted_pence=1, paid_pence=1), G.DISPUTED),
        (Purchase(100, accepted_pence=1, paid_pence=50), G.ACCEPTED),
        (Purchase(50, paid_pence=50, is_agreed=True, is_booked=True), G.PART_PAID),
        (Purchase(0, paid_pence=100, is_agreed=True, is_booked=True), G.PAID),
        (Purchase(0, is_agreed=True), G.LET_GO),
        (Purchase(0), G.LET_GO),
    ],
)
def test_a_purchase_stands_where_its_sums_say(purchase: Purchase, stage: Stage) -> None:
    assert purchase.stage is stage


STAGE_ALLOWED = {
    G.SET_ASIDE: {G.AGREED, G.LET_GO},
    G.AGREED: {G.ORDERED, G.SET_ASIDE, G.LET_GO},
    G.ORDERED: {G.INVOICED, G.LET_GO},
    G.INVOICED: {G.ACCEPTED, G.DISPUTED, G.ORDERED, G.PART_PAID, G.LET_GO},
    G.DISPUTED: {G.INVOICED, G.ACCEPTED, G.ORDERED, G.PART_PAID, G.LET_GO},
    G.ACCEPTED: {G.PAID, G.PART_PAID, G.INVOICED, G.DISPUTED, G.ACCEPTED, G.ORDERED, G.LET_GO},
    G.PART_PAID: {G.INVOICED, G.PAID},
    G.PAID: {G.LET_GO},
    G.LET_GO: set(),
}


@pytest.mark.parametrize(("stage", "to"), list(product(G, G)))
def test_a_purchase_goes_from_stage_to_stage_by_the_table(stage: Stage, to: Stage) -> None:
    assert (to in STAGE_MOVES[stage]) is (to in STAGE_ALLOWED[stage])


def part(pence: int, vat: Vat | None = Vat.STANDARD, rate: int = 2000) -> Part:
    return Part("share:a", "segment:a", "A night", "Fri 5 March", "PO 1", pence, vat, rate)


@given(st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from([0, 500, 2000])), min_size=1, max_size=12))
def test_the_tax_of_lines_rates_and_the_whole_agrees_to_the_penny(lines: list[tuple[int, int]]) -> None:
    parts = taxed([part(pence, rate=rate) for pence, rate in lines])
    for rate in by_rate(parts):
        of_rate = [one for one in parts if one.vat_per_ten_thousand == rate.per_ten_thousand]
        assert rate.pence == sum(one.pence for one in of_rate)
        assert rate.vat_pence == sum(one.vat_pence for one in of_rate)
        exact = rate.pence * rate.per_ten_thousand / (10_000 + rate.per_ten_thousand)
        assert abs(rate.vat_pence - exact) <= 0.5 + 1e-6
    assert all(0 <= one.vat_pence <= one.pence for one in parts)
    assert [one.pence for one in parts] == [pence for pence, _ in lines]


@given(st.integers(1, 10**6), st.sampled_from([0, 500, 2000]), st.lists(st.integers(1, 10**6), max_size=6))
def test_credits_of_a_line_take_back_its_tax_to_the_penny_and_none_more_than_itself(
    pence: int, rate: int, wanted: list[int]
) -> None:
    (whole,) = taxed([part(pence, rate=rate)])
    notes: list[Part] = []
    for asked in (*wanted, pence):
        (left,) = less([whole], notes)
        if left.pence:
            notes.append(credit_of(whole, left, min(asked, left.pence)))
            assert 0 <= notes[-1].vat_pence <= notes[-1].pence
            (stays,) = less([whole], notes)
            assert abs(stays.vat_pence - whole.vat_pence * stays.pence / whole.pence) <= 0.5
    assert sum(one.pence for one in notes) == whole.pence
    assert sum(one.vat_pence for one in notes) == whole.vat_pence


@pytest.mark.parametrize(
    ("owed", "pence", "references"),
    [
        ([], [100, 50], [("INV-1",), ("INV-2",)]),
        ([("CN-3", 30)], [70, 50], [("INV-1", "CN-3"), ("INV-2",)]),
        ([("CN-3", 100)], [50], [("INV-2",)]),
        ([("CN-3", 60), ("CN-4", 60)], [30], [("INV-2", "CN-3", "CN-4")]),
        ([("CN-3", 150)], [], []),
    ],
)
def test_what_a_payee_owes_is_taken_off_its_payments(
    owed: list[tuple[str, int]], pence: list[int], references: list[tuple[str, ...]]
) -> None:
    accounts = [BankPayment("A", "830608", str(n), 100 // n, (f"INV-{n}",)) for n in (1, 2)]
    found = set_off(accounts, owed)
    assert ([one.pence for one in found], [one.references for one in found]) == (pence, references)


@pytest.mark.parametrize(
    ("pence", "tax"),
    [([120_00], [20_00]), ([1, 1, 1], [1, 0, 0]), ([1_00, 1_00, 1_00], [17, 17, 16]), ([3], [1]), ([2], [0])],
)
def test_the_tax_of_a_rate_is_rounded_once(pence: Sequence[int], tax: Sequence[int]) -> None:
    assert [one.vat_pence for one in taxed([part(one) for one in pence])] == tax


@pytest.mark.parametrize(
    ("vat", "rate", "words"),
    [
        (Vat.STANDARD, 2000, "20%"),
        (Vat.REDUCED, 500, "5%"),
        (Vat.EXEMPT, 0, "exempt"),
        (Vat.NONE, 0, "no VAT"),
        (None, 0, "no VAT"),
    ],
)
def test_a_rate_is_said_in_words(vat: Vat | None, rate: int, words: str) -> None:
    assert rate_words(vat, rate) == words


def test_numbers_days_and_the_fee() -> None:
    assert (paper.number_words("INV", 7), paper.number_words("CN", 12345)) == ("INV-0007", "CN-12345")
    assert due_on(date(2027, 2, 1), 30) == date(2027, 3, 3)
    assert [brokerage_fee(200_00, rate) for rate in (0, 1, 250)] == [0, 2, 5_00]


TODAY = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-1, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.OVER_90),
    ],
)
def test_a_debt_is_as_old_as_its_days_past_due(days: int, age: Age) -> None:
    due = TODAY - timedelta(days=days)
    assert age_of(due, TODAY) is age
    (row,) = aged([Debt("Fife", due, 5), Debt("Fife", due, 7)], TODAY)
    assert (row.by_age[age], row.pence) == (12, 12)


@pytest.mark.parametrize(
    ("typed", "code"), [("83-06-08", "830608"), ("83 06 08", "830608"), ("8306", ""), ("83060x", ""), ("٨٣٠٦٠٨", "")]
)
def test_a_sort_code_is_six_digits(typed: str, code: str) -> None:
    assert sort_code_of(typed) == code


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12345678", "12345678"),
        ("123456", "00123456"),
        ("1234 567", "01234567"),
        ("12345", ""),
        ("123456789", ""),
        ("1234567a", ""),
    ],
)
def test_an_account_number_is_eight_digits_filled_up_in_front(typed: str, number: str) -> None:
    assert account_number_of(typed) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café Glenmòr – Stays", "CAFE GLENMOR - STA"),
        ("=cmd|'A'!1", "CMD A 1"),
        ("Owners of Whin Lodge Ltd", "OWNERS OF WHIN LOD"),
        ("A&B Ltd.", "A&B LTD."),
    ],
)
def test_a_bank_reads_eighteen_plain_signs(text: str, words: str) -> None:
    assert bacs_words(text) == words


def test_a_bank_file_has_a_line_for_each_payee() -> None:
    payment = BankPayment("Whin", "830608", "01234567", 123_45, ("INV-0001", "INV-0002", "INV-0003"))
    assert as_csv([payment]).splitlines() == [
        "Sort code,Account number,Name,Amount,Reference",
        "830608,01234567,WHIN,123.45,INV-0001 AND 2",
    ]


ADDRESS = Address("Whin", "1 Road", "Duns", "TD11 3AA", "a@b.example")


@pytest.mark.parametrize(
    ("vat_number", "kept", "is_wrong"),
    [
        ("", "", False),
        ("gb 123 4567 89", "GB123456789", False),
        ("123456789", "GB123456789", False),
        ("GB123456789012", "GB123456789012", False),
        ("GB12345678", "GB12345678", True),
        ("FR12345678901", "FR12345678901", True),
    ],
)
def test_a_vat_number_is_kept_as_it_is_written(vat_number: str, kept: str, *, is_wrong: bool) -> None:
    tidy = BookTerms(ADDRESS, vat_number, "83-06-08", "12345678").tidy()
    assert (tidy.vat_number, "vat_number" in tidy.problems()) == (kept, is_wrong)


def test_every_wrong_field_of_a_book_is_named_at_once() -> None:
    wrong = BookTerms(Address("", "", "", "", ""), "x", "1", "2", days=91).tidy().problems()
    asked = {"name", "street", "town", "postcode", "email", "vat_number", "sort_code", "account_number", "days"}
    assert set(wrong) == asked


@pytest.mark.parametrize(
    ("endpoint", "wrong"),
    [
        ("", ""),
        ("9932:GB123456789", ""),
        ("0088:5790000435975", ""),
        ("0088:5790000435974", "A digit of this GLN is wrong"),
        ("0088:579000043597", "A digit of this GLN is wrong"),
        ("1234:GB1", "Peppol has no addresses that begin with 1234"),
        ("GB1", "A Peppol address is four digits, a colon and the id"),
    ],
)
def test_a_peppol_address_is_a_known_scheme_and_an_id(endpoint: str, wrong: str) -> None:
    found = endpoint_problem(endpoint)
    assert (bool(found), found.startswith(wrong)) == (bool(wrong), True)


@pytest.mark.parametrize(
    ("ways", "is_one"),
    [
        ([SettlesBy.COUNCIL_INVOICE], True),
        ([SettlesBy.FUNDER_INVOICE], True),
        ([SettlesBy.ISF_HOLDER], True),
        ([SettlesBy.BANK_TRANSFER, SettlesBy.CARD], False),
        ([SettlesBy.COUNCIL_INVOICE, SettlesBy.CARD], False),
        ([], False),
    ],
)
def test_a_pot_is_paid_from_on_invoice_where_somebody_else_keeps_the_money(
    ways: list[SettlesBy], *, is_one: bool
) -> None:
    assert is_by_invoice(ways) is is_one


def test_a_share_of_a_whole_line_is_cut_over_its_stretches() -> None:
    stretches = [Stretch("mon", 100_00), Stretch("tue", 50_00)]
    nhs, direct = ShareOf("nhs", "", 37_51), ShareOf("direct", "tue", 50_00)
    assert pieces([nhs, direct], stretches) == (Piece("nhs", "mon", 37_51), Piece("direct", "tue", 50_00))
    assert pieces([nhs], stretches) == (Piece("nhs", "mon", 25_01), Piece("nhs", "tue", 12_50))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9), st.lists(st.integers(1, 10**6), max_size=4))
def test_the_pieces_of_each_share_sum_to_it(prices: list[int], shares: list[int]) -> None:
    stretches = [Stretch(str(number), price) for number, price in enumerate(prices)]
    several = [ShareOf(f"share:{number}", "", pence) for number, pence in enumerate(shares)]
    found = pieces(several, stretches)
    for share in several:
        assert sum(one.pence for one in found if one.reference == share.reference) == share.pence
