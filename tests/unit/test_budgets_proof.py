"""What a proof of the ledger finds, from sums and entries that are given to it; each flaw alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marketplace.budgets import proof
from marketplace.budgets.proof import Flaw, FlawKind, KeptSums, Moved, Seal, Sealable
from marketplace.budgets.queries import books

POT, PAYEE, OUTSIDE = 1, 2, 3
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def moved(account: int, phase: str, pence: int, *, is_out: bool = False, is_with_payee: bool = False) -> Moved:
    return Moved(account, phase, is_out, is_with_payee, pence)


# £100 came in; of £60 set aside £25 were paid and £5 let go; £10 of what was paid came back.
MOVED = (
    moved(POT, "posted", 100_00),
    moved(POT, "pending", 60_00, is_out=True, is_with_payee=True),
    moved(POT, "post", 25_00, is_out=True, is_with_payee=True),
    moved(POT, "void", 5_00, is_out=True, is_with_payee=True),
    moved(POT, "posted", 10_00, is_with_payee=True),
    moved(PAYEE, "pending", 60_00),
    moved(PAYEE, "post", 25_00),
    moved(PAYEE, "void", 5_00),
    moved(PAYEE, "posted", 10_00, is_out=True),
    moved(OUTSIDE, "posted", 100_00, is_out=True),
)
KEPT = KeptSums(
    POT,
    is_pot=True,
    is_guarded=True,
    available_pence=55_00,
    held_pence=30_00,
    came_in_pence=100_00,
    paid_pence=15_00,
)
OTHERS = tuple(
    replace(KEPT, account_id=one, is_pot=False, is_guarded=False, available_pence=0, held_pence=0)
    for one in (PAYEE, OUTSIDE)
)


def test_books_that_are_right_have_no_flaw() -> None:
    assert proof.account_flaws([KEPT, *OTHERS], MOVED) == []


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"available_pence": 54_99}, Flaw(FlawKind.AVAILABLE, "account 1", 54_99, 55_00)),
        ({"held_pence": 30_01}, Flaw(FlawKind.HELD, "account 1", 30_01, 30_00)),
        ({"came_in_pence": 0}, Flaw(FlawKind.CAME_IN, "account 1", 0, 100_00)),
        ({"paid_pence": 25_00}, Flaw(FlawKind.PAID, "account 1", 25_00, 15_00)),
    ],
)
def test_each_sum_that_differs_by_a_penny_or_more_is_told_with_both_figures(change: dict[str, Any], flaw: Flaw) -> None:
    assert proof.account_flaws([replace(KEPT, **change), *OTHERS], MOVED) == [flaw]


def test_of_a_pot_that_is_not_guarded_what_came_in_and_was_paid_is_kept_and_nothing_else() -> None:
    stated = replace(KEPT, is_guarded=False, available_pence=0, held_pence=0)
    assert proof.account_flaws([stated, *OTHERS], MOVED) == []


def test_a_sum_below_nought_is_told_though_its_entries_say_the_same() -> None:
    rows = (moved(POT, "posted", 1, is_out=True, is_with_payee=True), moved(PAYEE, "posted", 1))
    kept = replace(KEPT, available_pence=-1, held_pence=0, came_in_pence=0, paid_pence=1)
    assert proof.account_flaws([kept, *OTHERS], rows) == [Flaw(FlawKind.BELOW_NOUGHT, "account 1", -1, 0)]
    assert proof.account_flaws([replace(kept, is_guarded=False), *OTHERS], rows) == []


def test_entries_of_an_account_that_is_gone_leave_something_over() -> None:
    assert proof.account_flaws([KEPT, OTHERS[0]], MOVED) == [Flaw(FlawKind.NOT_NOUGHT, "all accounts", 0, 100_00)]


def test_a_hold_that_is_missing_or_differs_is_told() -> None:
    assert proof.hold_flaws([(7, 5_00, 5_00), (8, None, 0), (9, 5_00, 4_99)]) == [
        Flaw(FlawKind.OPEN, "entry 8", 0, 0),
        Flaw(FlawKind.OPEN, "entry 9", 5_00, 4_99),
    ]


def entry(number: int) -> Sealable:
    at = AT + timedelta(minutes=number)
    return Sealable(number, "pot 7", "payee bank", 100, "posted", None, None, f"key:{number}", "share:1", None, at, 3)


ENTRIES = [entry(number) for number in (1, 2, 4, 5, 9)]


def seals() -> list[Seal]:
    """Two seals: over 1, 2 and 4; over 5 and 9."""
    first, count = proof.sealed("", ENTRIES[:3])
    second, rest = proof.sealed(first, ENTRIES[3:])
    return [Seal(1, 0, 4, count, first), Seal(2, 4, 9, rest, second)]


def broken(entries: list[Sealable], by: list[Seal] | None = None, heads: dict[str, str] | None = None) -> list[str]:
    """What is told of a chain: the entries, their seals, and heads that were by who says so."""
    return [flaw.about for flaw in proof.chain_flaws(by or seals(), entries, heads or {})]


def test_entries_as_they_were_sealed_fit_and_those_that_came_since_are_for_the_next_seal() -> None:
    assert broken(ENTRIES) == broken([*ENTRIES, entry(10)]) == []
    assert seals()[0].entries == 3


@pytest.mark.parametrize(
    "change",
    [
        {"pence": 101},
        {"source": "pot 8"},
        {"target": "payee other"},
        {"phase": "pending"},
        {"pending_id": 1},
        {"corrects_id": 1},
        {"key": "key:x"},
        {"reference": "share:2"},
        {"expires_at": AT},
        {"at": AT},
        {"by_account_id": 4},
        {"by_account_id": None},
    ],
)
def test_whatever_is_changed_of_a_sealed_entry_shows_in_its_seal(change: dict[str, Any]) -> None:
    changed = replace(ENTRIES[1], **change)
    assert broken([ENTRIES[0], changed, *ENTRIES[2:]]) == ["seal 1: entries 1 to 4"]
    assert broken([*ENTRIES[:4], replace(ENTRIES[4], **change)]) == ["seal 2: entries 5 to 9"]


def test_an_entry_taken_out_or_put_in_between_shows() -> None:
    assert broken(ENTRIES[1:]) == ["seal 1: entries 1 to 4"]
    assert broken(ENTRIES[:-1]) == ["seal 2: entries 5 to 9"]
    assert broken([*ENTRIES[:2], entry(3), *ENTRIES[2:]]) == ["seal 1: entries 1 to 4"]
    assert broken([*ENTRIES[:4], entry(6), *ENTRIES[4:]]) == ["seal 2: entries 5 to 9"]


def test_a_seal_taken_out_shows_in_the_next_one() -> None:
    assert broken(ENTRIES, by=seals()[1:]) == ["seal 2: entries 5 to 9"]


def test_seals_made_anew_do_not_fit_a_head_that_was_written_down() -> None:
    first, last = (one.digest for one in seals())
    assert broken(ENTRIES, heads={"": "nothing yet", first: "then", last: "now"}) == []
    assert broken(ENTRIES, heads={last[:16]: "as the page shows it"}) == []
    changed = [replace(ENTRIES[0], pence=1), *ENTRIES[1:]]
    one, _ = proof.sealed("", changed[:3])
    two, _ = proof.sealed(one, changed[3:])
    anew = [Seal(1, 0, 4, 3, one), Seal(2, 4, 9, 2, two)]
    assert broken(changed, by=anew) == []
    assert broken(changed, by=anew, heads={first: "then", last[:16]: "now"}) == ["then", "now"]


def test_books_are_late_a_while_after_their_day() -> None:
    assert not books.is_late(AT, AT + books.LATE)
    assert books.is_late(AT, AT + books.LATE + timedelta(seconds=1))
