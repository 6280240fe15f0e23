"""Earnings by month: they add up, and nothing typed into them runs in a spreadsheet."""

from datetime import UTC, date, datetime

from marketplace.booking.earnings import Earned, Paid, as_csv, by_month, together


def earned(month: int, listing: str, pence: int, *, paid: int = 0, done: bool = False, order: str = "PO 1") -> Earned:
    starts = datetime(2027, month, 5, 16, tzinfo=UTC)
    first = date(2027, month, 1)
    return Earned(f"line{month}", first, listing, "Fri 5", "2 nights", done, pence, Paid(paid), order, starts)


def test_months_come_in_order_and_each_listing_of_a_month_is_summed() -> None:
    parts = [
        earned(4, "Whin Lodge", 200_00),
        earned(3, "Whin Lodge", 100_00, paid=100_00, done=True),
        earned(3, "Barn", 50_00),
        earned(3, "Whin Lodge", 10_00),
    ]
    march, april = by_month(parts)
    assert [(one.listing, one.parts, one.pence) for one in march.listings] == [
        ("Barn", 1, 50_00),
        ("Whin Lodge", 2, 110_00),
    ]
    assert (march.name, march.total.done_pence, march.total.to_come_pence) == ("March 2027", 100_00, 60_00)
    assert (march.total.paid_pence, march.total.owed_pence, april.total.owed_pence) == (100_00, 60_00, 200_00)
    assert together(parts).pence == march.total.pence + april.total.pence


def test_what_was_paid_above_its_price_is_not_owed_to_anybody() -> None:
    assert earned(3, "Barn", 50_00, paid=60_00).owed_pence == 0


def test_the_spreadsheet_has_a_row_for_each_part_and_no_formula() -> None:
    head, row, end = as_csv([earned(3, "=HYPERLINK(1)", 1_234_56, order="+44")]).split("\r\n")
    assert head.startswith("Month,What is offered,When")
    assert row == "2027-03,'=HYPERLINK(1),Fri 5,2 nights,to come,1234.56,0.00,1234.56,0.00,0.00,0.00,,'+44"
    assert end == ""


def test_what_a_family_paid_us_is_not_paid_to_its_provider_until_it_is_sent() -> None:
    at = datetime(2027, 3, 5, 16, tzinfo=UTC)
    first = date(2027, 3, 1)

    def part(paid: Paid, *, is_done: bool) -> Earned:
        return Earned("line", first, "Barn", "Fri 5", "2 nights", is_done, 85_00, paid, "PO 1", at)

    kept = part(Paid(with_us_pence=85_00), is_done=False)
    on_way = part(Paid(with_us_pence=85_00), is_done=True)
    sent = part(Paid(pence=83_00, fee_pence=2_00, sent_on=date(2027, 3, 9)), is_done=True)
    half = part(Paid(with_us_pence=40_00), is_done=False)
    assert kept.where == ((85_00, "paid to us, kept until it is done"),)
    assert on_way.where == ((85_00, "paid to us, on its way to you"),)
    assert sent.where == ((83_00, "sent to you on Tuesday 9 March 2027"), (2_00, "our fee"))
    assert half.where == ((40_00, "paid to us, kept until it is done"), (45_00, "not paid yet"))
    all_of_it = together([kept, on_way, sent, half])
    assert (all_of_it.paid_pence, all_of_it.kept_pence, all_of_it.on_way_pence) == (83_00, 125_00, 85_00)
    assert (all_of_it.fee_pence, all_of_it.owed_pence, all_of_it.with_us_pence) == (2_00, 45_00, 210_00)
