"""Who would pay for suggested breaks: shown beside each, the same once it is taken, and taken along when asked."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.queries.suggestion_rows import SuggestionRow
from marketplace.booking.queries.suggestions import SuggestionsPage, suggestions_of
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.booking.queries.would_pay import WouldPay
from marketplace.booking.suggest.wish import Covered, Nights
from marketplace.budgets.services import terms
from marketplace.budgets.terms import TermsDraft
from marketplace.db import session
from marketplace.listings.models import Listing
from marketplace.listings.pricing import Rate, RateTable, RateUnit
from tests import breaks, families, funded, offered
from tests.golden import Golden
from tests.prices import put_on
from tests.statements import statements
from tests.suggesting import ALL_THE_TIME, look, weekend

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # decided in code
]

HOUSE_ALONE = replace(ALL_THE_TIME, covered=Covered.NONE, nights=Nights.NOBODY)


def family(pence: int) -> Golden:
    """A weekend near Duns, two houses, and as much in the council's pot; beside it a pot of the person's own."""
    made = weekend(breaks.family(pence=pence))
    made.offers["house"] = breaks.house()
    breaks.house(title="Broom Cottage")
    made.pots["own"] = funded.pot(
        made.people["person"], "own", 0, plan_ref="", by=made.arranger, officer=made.viewers["officer"]
    )
    return made


def paying(row: SuggestionRow) -> WouldPay:
    assert row.paying is not None
    return row.paying


def sums(row: SuggestionRow) -> dict[str, tuple[int, int | None]]:
    """What each pot would pay, and have left, by its letter."""
    return {one.letter: (one.pence, one.left_pence) for one in paying(row).payers}


def saved(made: Golden) -> dict[str, int]:
    """What pots pay of the break now, by their letters."""
    found: dict[str, int] = {}
    for line in made.break_.lines_in:
        for share in line.shares:
            found[share.pot.sort.letter] = found.get(share.pot.sort.letter, 0) + share.pence
    return found


def again(made: Golden, found: SuggestionsPage) -> SuggestionsPage:
    """The same page, opened now."""
    session.rollback()
    return suggestions_of(made.ref, found.ref, viewer=made.arranger)


def test_what_each_pot_would_pay_and_have_left_is_shown_and_taken_along_to_be_held() -> None:
    made = family(150_01)
    row = look(made, HOUSE_ALONE).rows[0]
    council, own = (made.pot(name).sort.letter for name in ("virtual", "own"))
    assert sums(row) == {council: (150_01, 0), own: (49_99, None)}
    assert paying(row).missing_pence == 0
    services.take_suggestion(made.ref, row.ref, paying=paying(row).stamp, by=made.arranger)
    assert saved(made) == {council: 150_01, own: 49_99}
    (share,) = [one for line in made.break_.lines_in for one in line.shares if one.pot.sort.letter == council]
    assert (share.option, share.outcome and share.outcome.ref) == (3, made.outcome)
    services.hold(made.ref, by=made.arranger)


def test_the_parts_alone_come_without_anybody_paying() -> None:
    made = family(150_01)
    services.take_suggestion(made.ref, look(made, HOUSE_ALONE).rows[0].ref, by=made.arranger)
    assert saved(made) == {}
    assert made.break_.pence == 200_00


def test_what_nobody_pays_yet_of_the_parts_before_is_paid_with_it_and_what_is_left_counts_them() -> None:
    made = family(350_00)
    breaks.add_house(made, "house")
    row = look(made, HOUSE_ALONE).rows[0]
    council, own = (made.pot(name).sort.letter for name in ("virtual", "own"))
    assert sums(row) == {council: (350_00, 0), own: (50_00, None)}
    breaks.pay(made, "house", "virtual", pence=120_00)
    row = again(made, look(made, HOUSE_ALONE)).rows[0]
    assert sums(row) == {council: (230_00, 0), own: (50_00, None)}
    services.take_suggestion(made.ref, row.ref, paying=paying(row).stamp, by=made.arranger)
    assert saved(made) == {council: 350_00, own: 50_00}
    assert not any(line.missing_pence for line in made.break_.lines_in)


def test_what_is_proposed_for_a_suggestion_is_what_is_proposed_once_its_parts_are_in_the_break() -> None:
    made = family(900_00)
    offered.pa_bank(pas=4)
    row = look(made).rows[0]
    services.take_suggestion(made.ref, row.ref, by=made.arranger)
    now = suggested(made.ref, viewer=made.arranger)
    assert {pot.letter: pot.pence for pot in now.pots} == {letter: pence for letter, (pence, _) in sums(row).items()}
    assert now.missing_pence == paying(row).missing_pence == 0


def test_what_a_cap_leaves_is_there_for_each_suggestion_and_not_used_up_by_the_one_before() -> None:
    made = family(900_00)
    officer = made.viewers["officer"]
    terms.keep_terms(made.pots["virtual"], draft=TermsDraft(week_cap_pence=120_00), seen=None, by=officer)
    found = look(made, HOUSE_ALONE)
    council, own = (made.pot(name).sort.letter for name in ("virtual", "own"))
    assert len(found.rows) == 2
    assert [{letter: pence for letter, (pence, _) in sums(row).items()} for row in found.rows] == [
        {council: 120_00, own: 80_00}
    ] * 2


def test_where_a_pot_has_less_by_now_nothing_is_taken_and_it_is_said() -> None:
    made = family(150_01)
    found = look(made, HOUSE_ALONE)
    row = found.rows[0]
    other = breaks.planned(of=replace(made), at=breaks.house(title="Elsewhere"), shared=False)
    half = [SharePart(made.pots["virtual"], pence=100_00, option=3, outcome_ref=made.outcome)]
    half.append(SharePart(made.pots["own"], pence=100_00))
    services.set_shares(other.ref, other.lines["house"], parts=half, by=made.arranger)
    services.hold(other.ref, by=made.arranger)
    with pytest.raises(services.NoLongerSo, match="has changed"):
        services.take_suggestion(made.ref, row.ref, paying=paying(row).stamp, by=made.arranger)
    session.rollback()
    assert not made.break_.lines
    assert sums(again(made, found).rows[0])[made.pot("virtual").sort.letter] == (50_01, 0)


def test_a_suggestion_at_another_price_by_now_says_so_and_proposes_nothing() -> None:
    made = family(150_01)
    found = look(made, HOUSE_ALONE)
    for house in session.scalars(select(Listing)).all():
        put_on(house, RateTable((Rate(RateUnit.NIGHT, 110_00, 110_00, 110_00),)))
    assert [(row.paying, row.has_changed) for row in again(made, found).rows] == [(None, True)] * len(found.rows)


def test_it_is_read_in_as_many_statements_for_many_suggestions_as_for_one(database: Engine) -> None:
    made = family(900_00)
    counts = {}
    for name in ("one", "many"):
        found = look(made, HOUSE_ALONE if name == "one" else ALL_THE_TIME)
        again(made, found)
        session.rollback()
        with statements(database) as sent:
            suggestions_of(made.ref, found.ref, viewer=made.arranger)
        counts[len(found.rows)] = len(sent)
        breaks.house(title="Third House")
        offered.pa_bank(pas=4, by=families.viewer(f"Bank {name}", RoleName.PROVIDER))
    assert len(counts) == 2, counts
    assert len(set(counts.values())) == 1, counts
