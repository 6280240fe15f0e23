"""The public register: two real months, a service that was active and is gone, files that are refused whole."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Cause, Listing, ListingState, Registration, search_row
from marketplace.listings.register_rows import BadRegisterRow
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.listings.services.register import RegisterRead, TooManyVanish, import_register
from marketplace.periods import nights
from tests import supply
from tests.databases import on_one

pytestmark = pytest.mark.usefixtures("database")

HEADING = "CSNumber,SP_number,CareService,Subtype,ServiceName,ServiceStatus,KQ_Setting,Last_inspection_Date"

_PACKED = gzip.compress((HEADING + "\n" + "x,y,z\n" * 500).encode())
DAMAGED = _PACKED[:30] + bytes(255 - byte for byte in _PACKED[30:60]) + _PACKED[60:]
ENDLESS = f'{HEADING}\n"{"x" * 200_000}'.encode()


def _row(number: int, *, status: str = "Active", name: str = "A service", grade: str = "NA", day: str = "NA") -> str:
    return f"CS99990000{number:02d},SP1,Support Service,Care at Home,{name},{status},{grade},{day}"


def _take(*rows: str, force: bool = False) -> RegisterRead:
    file = "\n".join([HEADING, *rows]).encode()
    return import_register(file=file, file_name="month.csv", force=force, by=SITE)


def test_two_real_months_one_after_the_other(shared_data: Path) -> None:
    done = []
    for month in (1, 2):
        file = shared_data / f"registry/care-services-month-{month}.csv.gz"
        done.append(import_register(file=file.read_bytes(), file_name=file.name, by=SITE))
    first, second = done
    assert (first.read, first.added, first.gone, first.refused) == (4153, 4153, 0, [])
    assert (second.read, second.added, second.gone, second.refused) == (4132, 0, 21, [])


def test_a_bank_whose_number_is_gone_is_hidden_and_its_bookings_are_counted() -> None:
    _take(*(_row(number) for number in range(20)))
    bank = supply.listing()
    with transaction():
        bank.registration_number = "CS9999000003"
    wanted = [Wanted(bank.spaces[0].id, nights(date(2099, 3, 5), date(2099, 3, 8)), "segment:1")]
    diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)
    done = _take(*(_row(number) for number in range(20) if number != 3))
    assert (done.gone, done.listings_hidden, done.bookings_affected) == (1, 1, 1)
    hidden = session.scalars(select(Listing)).one()
    assert hidden.state is ListingState.HIDDEN
    assert "CS9999000003" in (hidden.hidden_because or "")
    assert session.execute(select(search_row)).all() == []


def test_a_number_that_is_only_inactive_counts_as_not_registered() -> None:
    _take(*(_row(number) for number in range(20)))
    bank = supply.listing()
    with transaction():
        bank.registration_number = "CS9999000003"
    statuses = ["Inactive" if number == 3 else "Active" for number in range(20)]
    done = _take(*(_row(number, status=status) for number, status in enumerate(statuses)))
    assert (done.changed, done.gone, done.listings_hidden) == (1, 0, 1)


def test_a_number_that_comes_back_counts_as_changed_and_is_active_again() -> None:
    rows = [_row(number) for number in range(20)]
    for month in (rows, rows[1:], rows):
        done = _take(*month)
    assert (done.added, done.changed, done.gone) == (0, 1, 0)
    assert all(one.is_active for one in session.scalars(select(Registration)))


def test_a_file_without_a_tenth_of_the_active_services_is_refused_whole() -> None:
    rows = [_row(number) for number in range(20)]
    _take(*rows)
    _take(*rows[2:])  # a tenth exactly
    with pytest.raises(TooManyVanish):
        _take(*rows[5:], _row(50))
    assert session.scalar(select(Registration).where(Registration.number == "CS9999000050")) is None
    assert _take(*rows[5:], force=True).gone == 5


@on_one
@pytest.mark.parametrize(
    ("row", "why"),
    [
        (_row(1).replace("CS99990000", "XX99990000"), "not a service number"),
        (_row(1, status="Dormant"), "ServiceStatus"),
        (_row(1, name=""), "ServiceName is empty"),
        (_row(1, grade="7"), "not a grade"),
        (_row(1, day="31/02/2024"), "not a day"),
        (_row(0), "twice"),
        ("CS9999000001,only,three", "as many columns"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_taken(row: str, why: str) -> None:
    done = _take(_row(0), row, _row(2))
    assert (done.read, done.added) == (3, 2)
    (bad,) = done.refused
    assert isinstance(bad, BadRegisterRow)
    assert bad.row == 3
    assert why in bad.why


def test_a_service_whose_row_cannot_be_read_is_not_gone_and_stays_as_it_was() -> None:
    rows = [_row(number) for number in range(20)]
    _take(*rows)
    done = _take(_row(0, grade="7"), "CS9999000001,only,three", *rows[2:])
    assert (done.read, done.gone, done.listings_hidden) == (20, 0, 0)
    assert [list(bad) for bad in done.as_json()["refused"]] == [["row", "why"]] * 2  # type: ignore[attr-defined]
    assert all(one.is_active for one in session.scalars(select(Registration)))


@on_one
@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"CSNumber,Name\n1,2\n",
        b"\x00\x01\x02",
        gzip.compress(HEADING.encode())[:-9],
        b"%PDF-1.7",
        DAMAGED,
        ENDLESS,
    ],
    ids=["empty", "no columns", "not text", "cut off", "something else", "damaged", "a cell without end"],
)
def test_what_is_no_register_is_refused(file: bytes) -> None:
    with pytest.raises(Refused):
        import_register(file=file, file_name="x", by=SITE)


def test_words_in_windows_letters_are_read() -> None:
    rows = "\n".join([HEADING, _row(1, name="Caf\u00e9 \u2013 day support")])
    import_register(file=rows.encode("cp1252"), file_name="x", by=SITE)
    assert session.scalars(select(Registration.name)).one() == "Caf\u00e9 \u2013 day support"
