"""Earnings by month: they add up, and nothing typed into them runs in a spreadsheet."""

from datetime import UTC, date, datetime

from marketplace.booking.earnings import Earned, as_csv, by_month, together


def earned(month: int, listing: str, pence: int, *, paid: int = 0, done: bool = False, order: str = "PO 1") -> Earned:
    starts = datetime(2027, month, 5, 16, tzinfo=UTC)
    return Earned(f"line{month}", date(2027, month, 1), listing, "Fri 5", "2 nights", done, pence, paid, order, starts)


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
    assert row == "2027-03,'=HYPERLINK(1),Fri 5,2 nights,to come,1234.56,0.00,1234.56,'+44"
    assert end == ""
