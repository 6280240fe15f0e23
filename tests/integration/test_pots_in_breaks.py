"""What the funder of a pot asks, where a break is funded, held and agreed: caps, what is kept back, days, dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.models.promises import Promise
from marketplace.booking.queries.paid_for import days_held
from marketplace.booking.queries.pot_limits import limit_results
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.rulings import rulings, rulings_with_pots
from marketplace.budgets.forecast import Every
from marketplace.budgets.services import dated_money, terms
from marketplace.budgets.services import pots as pot_services
from marketplace.budgets.services.dated_money import Outgoing
from marketplace.budgets.services.pots import draft_of
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import RateUnit
from marketplace.people.models import Person
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.models import Setting
from marketplace.rules.results import Answer, Result
from marketplace.rules.settings import MayBuy
from marketplace.wording import day
from tests import breaks, families, funded, golden, offered, pots
from tests.golden import Golden

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # decided in code
]


def ask_of(made: Golden, draft: TermsDraft, pot: str = "virtual") -> None:
    """Write down what the funder of its pot asks."""
    by = made.viewers["officer"]
    terms.keep_terms(made.pots[pot], draft=draft, seen=None, by=by)


def said(made: Golden) -> list[Result]:
    return list(limit_results(made.break_))


@pytest.mark.parametrize(
    ("draft", "stops"),
    [
        (TermsDraft(week_cap_pence=200_00), False),
        (TermsDraft(week_cap_pence=199_99), True),
        (TermsDraft(week_cap_pence=199_99, is_firm=False), False),
        (TermsDraft(total_cap_pence=200_00), False),
        (TermsDraft(total_cap_pence=199_99), True),
        (TermsDraft(kept_back_pence=800_00), False),
        (TermsDraft(kept_back_pence=800_01), True),
        (TermsDraft(kept_back_pence=800_01, is_firm=False), False),
    ],
)
def test_a_cap_or_what_is_kept_back_stops_a_hold_from_the_first_penny(draft: TermsDraft, *, stops: bool) -> None:
    made = breaks.planned()
    ask_of(made, draft)
    if stops:
        with pytest.raises(RulesSayNo, match="Limits of a pot"):
            services.hold(made.ref, by=made.arranger)
        assert breaks.taken() == []
    else:
        services.hold(made.ref, by=made.arranger)


def test_what_other_breaks_hold_counts_against_a_cap_and_what_is_let_go_does_not() -> None:
    made = breaks.planned()
    ask_of(made, TermsDraft(total_cap_pence=399_99))
    first = made.ref
    services.hold(first, by=made.arranger)
    other = breaks.planned(made, at=breaks.house(title="Broom Cottage"))
    (over,) = said(other)
    assert (over.answer, "£0.01 more" in over.sentence) == (Answer.NO, True)
    services.let_go(first, by=made.arranger)
    assert said(other) == []


def test_an_emergency_may_use_what_is_kept_back() -> None:
    made = breaks.planned()
    ask_of(made, TermsDraft(kept_back_pence=900_00))
    one = made.break_
    one.is_emergency = True
    assert [result.answer for result in limit_results(one)] == [Answer.NOTE]


def test_a_sort_of_thing_has_a_cap_of_its_own() -> None:
    made = breaks.planned()
    buys = {ListingKind.ACCOMMODATION: Buys(MayBuy.ALLOW, 150_00)}
    terms.keep_purchases(made.pots["virtual"], said=buys, seen=None, by=made.viewers["officer"])
    (over,) = said(made)
    assert (over.answer, "for Place to stay. This is £50.00 more" in over.sentence) == (Answer.NO, True)


def test_what_a_pot_never_buys_it_is_not_asked_for_and_what_an_officer_decides_waits() -> None:
    made = breaks.planned(shared=False)
    by = made.viewers["officer"]
    terms.keep_purchases(made.pots["virtual"], said={ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)}, seen=None, by=by)
    (choice,) = pot_choices(made.ref, made.lines["house"], viewer=made.arranger)
    assert "never buys this sort of thing" in choice.why_not
    with pytest.raises(Refused):
        breaks.pay(made, "house", "virtual")
    terms.keep_purchases(made.pots["virtual"], said={ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, seen=None, by=by)
    breaks.pay(made, "house", "virtual")
    golden.ask(made)
    ((where, asked),) = rulings(made.break_).asking
    assert (where, asked.rule_id, asked.pot_ref) == (made.lines["house"], "R8", made.pots["virtual"])
    services.decide(
        made.ref, rule_id="R8", line_ref=where, pot_ref=asked.pot_ref, is_yes=True, reason="In the plan", by=by
    )


def test_an_instalment_that_is_not_in_is_told_with_its_date_where_it_comes_in_time_and_where_it_does_not() -> None:
    made = breaks.planned(breaks.family(pence=150_00))
    starts_on = golden.friday()
    by = made.viewers["officer"]
    row = dated_money.add_instalment(made.pots["virtual"], due_on=starts_on, pence=60_00, by=by)
    (told,) = said(made)
    assert (told.answer, "£60.00 more comes on" in told.sentence) == (Answer.NOTE, True)
    dated_money.drop_instalment(made.pots["virtual"], row, by=by)
    dated_money.add_instalment(made.pots["virtual"], due_on=starts_on + timedelta(days=1), pence=60_00, by=by)
    (late,) = said(made)
    assert (late.answer, "short by £50.00 when the break comes" in late.sentence) == (Answer.WARN, True)


def test_what_a_pot_asks_and_what_comes_is_said_where_who_pays_is_said() -> None:
    made = breaks.planned(pot="direct", shared=False)
    by, on = made.arranger, golden.friday()
    asks = TermsDraft(week_cap_pence=90_00, total_cap_pence=800_00, is_firm=False, kept_back_pence=50_00)
    terms.keep_terms(made.pots["direct"], draft=replace(asks, is_provisional=True), seen=None, by=by)
    dated_money.add_instalment(made.pots["direct"], due_on=on, pence=60_00, by=by)
    pay = Outgoing("Pay", 20_00, Every.WEEK, on - timedelta(days=7))
    dated_money.add_outgoing(made.pots["direct"], outgoing=pay, by=by)
    (choice,) = pot_choices(made.ref, made.lines["house"], viewer=by)
    assert choice.asks == (
        "This budget is not settled yet.",
        "£50.00 of it is kept back for an emergency.",
        "It pays £90.00 in one week at the most.",
        "It pays £800.00 for breaks in all.",
        f"£60.00 more comes on {day(on)}.",
        "£40.00 goes out for regular costs before the break.",
    )


def test_next_years_budget_warns_that_it_is_open() -> None:
    made = breaks.planned()
    ask_of(made, TermsDraft(is_provisional=True))
    assert [(one.answer, one.rule_id) for one in said(made)] == [(Answer.WARN, "POT")]
    services.hold(made.ref, by=made.arranger)


def ends_on(made: Golden, pot: str, last_on: date, *, starts_on: date | None = None) -> None:
    """Let a pot's year end, and begin, on these days."""
    kept = made.pot(pot)
    draft = draft_of(kept)
    changed = type(draft)(
        **{name: getattr(draft, name) for name in draft.__dataclass_fields__}
        | {"ends_on": last_on}
        | ({"starts_on": starts_on} if starts_on else {})
    )
    pot_services.change_pot(kept.ref, draft=changed, seen=None, by=made.viewers["officer"], held_days=days_held)


def test_a_stay_across_the_last_day_of_a_budget_is_paid_by_both_years_each_its_own_nights() -> None:
    made = breaks.planned(shared=False)
    first = golden.friday()
    next_year = pots.pot(name="Next year", person=made.people["person"], by=made.viewers["officer"], pence=500_00)
    made.pots["next"] = next_year.ref
    ends_on(made, "virtual", first)
    ends_on(made, "next", first + timedelta(days=300), starts_on=first + timedelta(days=1))
    choices = {one.name: one for one in pot_choices(made.ref, made.lines["house"], viewer=made.arranger)}
    assert [(one.why_not, one.most_pence) for one in choices.values()] == [("", 100_00), ("", 100_00)]
    assert "£100.00 of this at the most" in choices["Next year"].only_words
    shares = [
        SharePart(made.pots["virtual"], pence=100_01, option=3, outcome_ref=made.outcome),
        SharePart(made.pots["next"], pence=99_99, option=3, outcome_ref=made.outcome),
    ]
    with pytest.raises(Refused) as refused:
        services.set_shares(made.ref, made.lines["house"], parts=shares, by=made.arranger)
    assert set(refused.value.fields) == {"amount-0"}
    assert made.line("house").shares == []
    even = [SharePart(one.pot_ref, pence=100_00, option=3, outcome_ref=made.outcome) for one in shares]
    services.set_shares(made.ref, made.lines["house"], parts=even, by=made.arranger)
    assert said(made) == []
    ends_on(made, "next", first + timedelta(days=300), starts_on=first + timedelta(days=2))
    assert [(one.rule_id, one.answer) for one in rulings_with_pots(made.break_).stopping] == [("POT", Answer.NO)]


def test_the_days_of_a_pot_are_not_moved_off_a_break_for_which_its_money_is_set_aside() -> None:
    made = breaks.planned()
    first = golden.friday()
    ends_on(made, "virtual", first + timedelta(days=20))
    services.hold(made.ref, by=made.arranger)
    with pytest.raises(Refused) as refused:
        ends_on(made, "virtual", first)
    assert "Money is set aside for a break until" in refused.value.fields["ends_on"]
    with pytest.raises(Refused) as later:
        ends_on(made, "virtual", first + timedelta(days=20), starts_on=first + timedelta(days=1))
    assert set(later.value.fields) == {"starts_on"}
    assert made.pot("virtual").ends_on == first + timedelta(days=20)
    services.let_go(made.ref, by=made.arranger)
    ends_on(made, "virtual", first)


def test_the_rules_of_a_pot_by_itself_are_asked_once_of_the_break(database: Engine) -> None:
    made = breaks.planned(pot="direct")
    found = rulings(session.scalars(select(Break).where(Break.ref == made.ref)).one())
    assert [one.answer for one in found.of_break if one.rule_id in {"R2", "R3"}] == [Answer.NOTE, Answer.WARN]
    tested = TermsDraft(is_firm=False, means_tested_on=clock.today(), paid_to=PaidTo.PERSON)
    ask_of(made, tested, "direct")
    again = rulings(made.break_)
    assert [one.answer for one in again.of_break if one.rule_id in {"R2", "R3"}] == [Answer.ALLOWED] * 2


def in_a_care_home() -> Golden:
    """Two nights in a care home, paid from a direct payment."""
    made = breaks.family("direct")
    home = offered.offered(
        "Tweed View", ListingKind.CARE_HOME, {RateUnit.NIGHT: 100_00}, provider="Owners of Tweed View", sleeps=4
    )
    return breaks.planned(made, at=home, pot="direct")


def said_of(made: Golden, *rule_ids: str) -> dict[str, Answer]:
    results = rulings(made.break_).by_line[made.lines["house"]]
    return {one.rule_id: one.answer for one in results if one.rule_id in rule_ids}


def test_nights_in_a_care_home_of_the_last_year_are_counted_where_a_direct_payment_pays() -> None:
    made = in_a_care_home()
    assert said_of(made, "R28", "R31") == {"R28": Answer.ALLOWED, "R31": Answer.NOTE}
    earlier = made.break_
    earlier.state, earlier.starts_at = BreakState.CONFIRMED, earlier.starts_at - timedelta(days=60)
    session.add(
        Setting(
            name="care_home_option_nights",
            council_id=families.council_id(),
            value=3,
            from_on=date(2020, 1, 1),
            source="a test",
            made_at=clock.now(),
        )
    )
    session.commit()
    again = breaks.planned(made, at=made.offers["house"], pot="direct")
    assert said_of(again, "R28", "R30") == {"R28": Answer.ASK}
    callum = session.scalars(select(Person).where(Person.ref == made.people["person"])).one()
    callum.born_on = funded.born(10)
    session.commit()
    assert said_of(again, "R30") == {"R30": Answer.ALLOWED}
    breaks.planned(again, at=breaks.house(title="Broom Cottage"), pot="direct")
    assert said_of(again, "R28", "R30", "R31") == {}


def test_a_stated_pot_that_is_said_to_be_short_warns_of_it_with_a_way_on_and_holds_all_the_same() -> None:
    made = breaks.planned(breaks.family("direct", pence=5_00), pot="direct")
    (said,) = [
        one for one in rulings_with_pots(made.break_).of_break if one.rule_id == "POT" and one.answer is Answer.WARN
    ]
    assert "is short by £195.00 when the break comes" in said.sentence
    assert said.instead == "Let another pot pay £195.00, or say what is in it now."
    services.hold(made.ref, by=made.arranger)
    enough = breaks.planned(breaks.family("direct", pence=200_00), pot="direct")
    assert not [one for one in rulings_with_pots(enough.break_).of_break if one.rule_id == "POT"]


def test_weekly_wages_are_short_on_their_first_day_after_the_break_and_never_for_more_than_it_costs() -> None:
    made = breaks.planned(breaks.family("direct", pence=500_00), pot="direct")
    on = golden.friday()
    wages = Outgoing("Wages of Jo", 150_00, Every.WEEK, on + timedelta(days=7))
    dated_money.add_outgoing(made.pots["direct"], outgoing=wages, by=made.arranger)
    (short,) = said(made)
    assert f"is short by £150.00 on {day(on + timedelta(days=21))}, after regular costs" in short.sentence
    assert "let another pot pay £200.00" in short.instead
    assert ("Free by the time of the break", "£500.00") in [(one.label, one.value) for one in short.facts]


def test_wages_that_take_all_before_the_break_are_told_from_the_day_on_which_they_do() -> None:
    made = breaks.planned(breaks.family("direct", pence=500_00), pot="direct")
    first = clock.today() + timedelta(days=1)
    wages = Outgoing("Wages of Jo", 501_00, Every.WEEK, first, first)
    dated_money.add_outgoing(made.pots["direct"], outgoing=wages, by=made.arranger)
    (short,) = said(made)
    assert "is short by £201.00 when the break comes. Without it, " in short.sentence
    assert f"from {day(first)}." in short.sentence


def test_a_break_that_is_paid_is_short_of_nothing() -> None:
    made = breaks.planned(breaks.family("direct", pence=5_00), pot="direct")
    golden.ask(made)
    golden.answer(made)
    assert [one.answer for one in said(made)] == [Answer.WARN], "confirmed, and not paid yet"
    with transaction():
        promise = session.scalars(select(Promise)).one()
        promise.paid_pence, promise.paid_at = promise.pence, clock.now()
    assert said(made) == []
