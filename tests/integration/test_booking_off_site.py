"""Parts that are not from this site: brokered with their acceptance, and people's own arrangements."""

from dataclasses import replace
from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import Acceptance, BrokeredPart, Charge, LineTerms, OwnPart
from marketplace.booking.errors import NoLongerFree, NotNow, RulesSayNo
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.on_costs import OnCost
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.lacking import not_free_words
from marketplace.booking.services.proposing import propose_again
from marketplace.booking.sorts import AcceptedHow
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.models import RateUnit
from marketplace.wording import day
from tests import breaks, golden, offered
from tests.databases import on_one
from tests.golden import Golden, stretch

pytestmark = pytest.mark.usefixtures("database")


def state(of: Golden) -> BreakState:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger).state


def brokered(of: Golden, *, care: bool = False) -> str:
    part = BrokeredPart(
        title="Day centre",
        kind=ListingKind.OTHER,
        provider_name="The Hub",
        charges=(Charge(RateUnit.HOUR, 120, 15_00, stretch(golden.friday(), 18, 20)),),
        includes_personal_care=care,
    )
    return services.add_brokered_line(of.ref, part=part, terms=LineTerms(), by=of.arranger)


def test_a_brokered_part_waits_for_its_acceptance_which_is_written_down_with_its_paper() -> None:
    made = breaks.planned()
    made.lines["hub"] = brokered(made)
    breaks.pay(made, "hub", "virtual")
    golden.ask(made)
    golden.answer(made)
    assert state(made) is BreakState.REQUESTED
    accepted = Acceptance(AcceptedHow.LETTER, "Mrs Ross", clock.now(), golden.LETTER)
    services.record_acceptance(made.ref, made.lines["hub"], acceptance=accepted, by=made.arranger)
    assert state(made) is BreakState.CONFIRMED
    row = next(line for line in break_for(made.ref, viewer=made.arranger).lines if line.title == "Day centre")
    assert (row.pence, bool(row.paper_ref)) == (30_00, True)
    assert row.acceptance_words == f"Mrs Ross of The Hub said yes by letter on {day(clock.today())}"


def own(of: Golden, *charges: Charge, said: Acceptance | None = None, who: str = "Donna Reid") -> str:
    part = OwnPart(title=f"Hours with {who}", who=who, charges=charges, confirms_pvg=True, acceptance=said)
    return services.add_own_arrangement(of.ref, part=part, terms=LineTerms(), by=of.arranger)


def test_an_own_pa_has_said_yes_only_when_somebody_says_so_and_nothing_is_confirmed_before() -> None:
    made = breaks.planned()
    made.lines["donna"] = own(made, Charge(RateUnit.HOUR, 60, 0, stretch(golden.friday(), 18, 19)))
    row = next(line for line in break_for(made.ref, viewer=made.arranger).lines if line.provider == "Donna Reid")
    assert (row.acceptance_words, row.is_held, row.may_record_acceptance) == ("", False, True)
    golden.ask(made)
    golden.answer(made)
    assert state(made) is BreakState.REQUESTED
    (wait,) = break_for(made.ref, viewer=made.arranger).waits
    assert wait.words == "ask Donna Reid, and write down their yes to Hours with Donna Reid"
    assert wait.is_mine
    said = Acceptance(AcceptedHow.TELEPHONE, "Donna Reid", clock.now())
    services.record_acceptance(made.ref, made.lines["donna"], acceptance=said, by=made.arranger)
    assert state(made) is BreakState.CONFIRMED
    with pytest.raises(NotNow):
        services.record_acceptance(made.ref, made.lines["donna"], acceptance=said, by=made.arranger)


def test_a_break_planned_again_has_not_asked_its_own_pa_about_the_new_days() -> None:
    made = breaks.planned()
    said = Acceptance(AcceptedHow.TELEPHONE, "Donna Reid", clock.now())
    made.lines["donna"] = own(made, Charge(RateUnit.HOUR, 60, 0, stretch(golden.friday(), 18, 19)), said=said)
    assert made.line("donna").state is LineState.ACCEPTED
    (ref,) = services.repeat_break(
        made.ref, firsts=[golden.friday() + timedelta(days=21)], every_weeks=3, by=made.arranger
    )
    row = next(line for line in break_for(ref, viewer=made.arranger).lines if line.provider == "Donna Reid")
    assert (row.acceptance_words, row.may_record_acceptance) == ("", True)


@on_one
def test_one_own_pa_is_not_paid_twice_for_one_hour() -> None:
    made = breaks.planned(pot="own")
    evening = Charge(RateUnit.HOUR, 165, 12_60, stretch(golden.friday(), 20, 23))
    night = Charge(RateUnit.SLEEPOVER, 1, 80_00, stretch(golden.friday(), 22, 32))
    with pytest.raises(Refused) as refused:
        own(made, evening, night)
    assert refused.value.fields["charges"].startswith("Donna Reid is there twice at the same time: ")
    own(made, replace(evening, period=stretch(golden.friday(), 20, 22)), night)


def test_an_acceptance_from_tomorrow_is_refused() -> None:
    made = breaks.planned()
    line_ref = brokered(made)
    later = Acceptance(AcceptedHow.TELEPHONE, "", clock.now() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        services.record_acceptance(made.ref, line_ref, acceptance=later, by=made.arranger)
    assert set(refused.value.fields) == {"accepted_by", "accepted_at"}


def test_brokered_personal_care_needs_a_registration() -> None:
    made = breaks.planned()
    made.lines["hub"] = brokered(made, care=True)
    breaks.pay(made, "hub", "virtual")
    with pytest.raises(RulesSayNo) as refused:
        services.hold(made.ref, by=made.arranger)
    assert {result.rule_id for result in refused.value.results} == {"R9"}


@pytest.mark.parametrize(
    ("confirms", "pence", "stops"), [(False, 12_60, True), (True, 12_60, False), (False, 0, False)]
)
def test_of_an_own_pa_who_is_paid_the_person_confirms_the_pvg(*, confirms: bool, pence: int, stops: bool) -> None:
    made = breaks.planned(pot="own")
    part = OwnPart(
        title="Saturday with Jim",
        who="Jim",
        charges=(Charge(RateUnit.HOUR, 60, pence, stretch(golden.friday(), 18, 19)),),
        confirms_pvg=confirms,
    )
    made.lines["jim"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    if pence:
        breaks.pay(made, "jim", "own")
    if stops:
        with pytest.raises(RulesSayNo, match="Your own PA is in the PVG scheme"):
            services.hold(made.ref, by=made.arranger)
    else:
        services.hold(made.ref, by=made.arranger)
        assert made.line("jim").state is LineState.PROPOSED


def test_an_own_pas_wage_and_what_goes_on_top_are_the_price_and_are_worked_out_anew_with_other_days() -> None:
    made = breaks.planned(pot="direct")
    charge = Charge(RateUnit.HOUR, 600, 12_60, stretch(golden.friday(), 10, 20))
    part = OwnPart(
        title="Jim",
        who="Jim",
        charges=(charge,),
        confirms_pvg=True,
        employer="I do",
        on_top=frozenset({OnCost.HOLIDAY, OnCost.PENSION}),
    )
    made.lines["jim"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    assert made.line("jim").pence == 126_00 + 15_21 + 4_24
    (row,) = [row for row in break_for(made.ref, viewer=made.arranger).lines if row.title == "Jim"]
    assert row.hour_words == "£14.55 an hour in all, of which the wage is £12.60"
    breaks.pay(made, "jim", "direct")
    services.hold(made.ref, by=made.arranger)
    _, (later,) = propose_again(made.ref, firsts=[golden.friday() + timedelta(days=21)], by=made.arranger)
    assert [one.pence for one in later.parts if one.line.title == "Jim"] == [145_45]


@on_one
@pytest.mark.parametrize(
    ("pot", "pence", "unit", "stops"),
    [
        ("direct", 12_60, RateUnit.HOUR, False),
        ("direct", 12_59, RateUnit.HOUR, True),
        ("direct", 60_00, RateUnit.SLEEPOVER, True),
        ("direct", 60_00, RateUnit.WAKING_NIGHT, True),
        ("direct", 126_00, RateUnit.WAKING_NIGHT, False),
        ("own", 5_00, RateUnit.HOUR, False),
    ],
)
def test_an_own_pa_is_paid_the_least_for_every_hour_of_a_direct_payment(
    pot: str, pence: int, unit: RateUnit, *, stops: bool
) -> None:
    made = breaks.planned(pot=pot)
    hours = 1 if unit is RateUnit.HOUR else 10
    charge = Charge(unit, 60 if hours == 1 else 1, pence, stretch(golden.friday(), 20, 20 + hours))
    part = OwnPart(title="Jim", who="Jim", charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["jim"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    breaks.pay(made, "jim", pot)
    if stops:
        with pytest.raises(RulesSayNo, match="The least hourly pay"):
            services.hold(made.ref, by=made.arranger)
    else:
        services.hold(made.ref, by=made.arranger)


@on_one
@pytest.mark.parametrize(("who", "hour", "stops"), [(" JIM ", 18, True), ("Jim", 19, False), ("Ann", 18, False)])
def test_nobody_who_is_arranged_by_name_is_in_two_places_at_once(*, who: str, hour: int, stops: bool) -> None:
    made = breaks.planned(pot="own")
    for name, called, start in (("first", "Jim", 17), ("second", who, hour)):
        charge = Charge(RateUnit.HOUR, 120, 0, stretch(golden.friday(), start, start + 2))
        part = OwnPart(title=f"The {name} walk", who=called, charges=(charge,))
        made.lines[name] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    warnings = break_for(made.ref, viewer=made.arranger).warnings
    if not stops:
        assert warnings == ()
        services.hold(made.ref, by=made.arranger)
        return
    (said,) = warnings
    assert said.startswith("Jim is in The first walk and in The second walk at the same time: ")
    assert "18:00 to 19:00" in said
    with pytest.raises(Refused, match="Nobody can be in two places at once"):
        services.hold(made.ref, by=made.arranger)
    assert state(made) is BreakState.DRAFT
    services.remove_line(made.ref, made.lines["second"], by=made.arranger)
    services.hold(made.ref, by=made.arranger)


def test_a_pa_of_a_bank_who_is_named_in_two_parts_at_one_time_is_not_held_twice() -> None:
    made = breaks.planned()
    made.offers["bank"] = offered.pa_bank()
    for name in ("first", "second"):
        breaks.add_support(made, space=made.offers["bank"].spaces[0])
        made.lines[name] = made.lines["support"]
        breaks.pay(made, name, "virtual")
    assert any("Tweed PA Bank" in words for words in not_free_words(made.ref, viewer=made.arranger))
    with pytest.raises(NoLongerFree) as refused:
        services.hold(made.ref, by=made.arranger)
    assert [one.is_own for one in refused.value.clashes] == [True]
