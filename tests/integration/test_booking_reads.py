"""Who sees what of a break, what waits for whom, and what can be started at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Item, LineTerms, SharePart, Shift
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import break_for, draft_of, my_breaks
from marketplace.booking.queries.funders import break_for_funder
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import Listing, OpeningHours, RateUnit
from marketplace.people.models import Duty
from marketplace.people.representation import Scope
from tests import breaks, families, funded, golden, offered, paid_by_transfer
from tests.databases import on_one
from tests.golden import Golden
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


def asked() -> Golden:
    made = breaks.planned()
    golden.ask(made)
    return made


def whats(viewer: Viewer) -> list[str]:
    session.rollback()
    return [one.what for one in waiting_for(viewer=viewer)]


def strangers() -> list[Viewer]:
    return [
        VISITOR,
        families.viewer("Stranger"),
        families.officer(council=families.FIFE),
        families.adviser(),
        families.viewer("Office", RoleName.PROVIDER),
        families.viewer("Holder", RoleName.ISF_HOLDER),
        families.viewer("Brokerage", RoleName.BROKERAGE),
    ]


def test_a_break_does_not_exist_for_strangers() -> None:
    made = asked()
    for stranger in strangers():
        for read in (break_for, draft_of, break_for_funder):
            with pytest.raises(NotFound):
                read(made.ref, viewer=stranger)
        assert my_breaks(viewer=stranger).rows == ()
        assert waiting_for(viewer=stranger) == ()
        with pytest.raises(NotFound):
            services.hold(made.ref, by=stranger)
        with pytest.raises(NotFound):
            services.say(made.ref, made.lines["house"], is_yes=True, by=stranger)
        with pytest.raises(NotFound):
            pot_choices(made.ref, made.lines["house"], viewer=stranger)


def test_the_provider_of_a_line_finds_no_break_either() -> None:
    made = asked()
    with pytest.raises(NotFound):
        break_for(made.ref, viewer=made.offers["house"].by)


def test_whoever_may_only_see_reads_no_money_and_changes_nothing() -> None:
    made = asked()
    seer = families.viewer("Seer")
    families.acts_for(seer, made.people["person"], Scope.SEE)
    page = break_for(made.ref, viewer=seer)
    assert (page.pots, page.missing_pence, page.lines[0].shares) == ((), 0, ())
    assert not any((page.rights.may_change, page.rights.may_add, page.rights.may_cancel, page.rights.sees_money))
    with pytest.raises(NotAllowed):
        services.remove_line(made.ref, made.lines["house"], by=seer)


def test_who_helps_the_other_half_alone_sees_its_lines_alone_and_no_money() -> None:
    c = golden.a_night_off()
    daughter = families.viewer("Daughter")
    families.acts_for(daughter, c.people["person"])
    page = break_for(c.ref, viewer=daughter)
    assert [line.for_whom for line in page.lines] == [ForWhom.PERSON]
    assert (page.pots, page.results, page.charge_pence) == ((), (), None)
    assert not page.rights.may_change


def test_a_look_at_somebody_elses_break_is_on_record_and_at_ones_own_is_not() -> None:
    made = asked()
    services.look_at_break(made.ref, by=made.viewers["officer"])
    services.look_at_break(made.ref, by=made.viewers["person"])
    assert session.scalars(select(Look.by_account_id)).all() == [made.viewers["officer"].account_id]


def test_my_breaks_are_those_of_my_people_what_is_to_come_first() -> None:
    made = asked()
    first = made.ref
    breaks.planned(made, at=breaks.house(title="Rowan Cottage"), shared=False)
    services.cancel_break(first, reason="Not now", by=made.arranger)
    rows = my_breaks(viewer=made.arranger).rows
    assert [(row.ref, row.state) for row in rows] == [(made.ref, BreakState.DRAFT), (first, BreakState.CANCELLED)]
    services.cancel_break(made.ref, reason="Not now", by=made.arranger)
    _, last = session.scalars(select(Break).order_by(Break.id))
    last.starts_at, last.ends_at = last.starts_at + timedelta(days=7), last.ends_at + timedelta(days=7)
    assert [row.ref for row in my_breaks(viewer=made.arranger).rows] == [made.ref, first]
    assert {row.whose_words for row in my_breaks(viewer=made.viewers["officer"]).rows} == {"Callum Hume's break"}


def test_what_waits_waits_for_whoever_can_answer_it() -> None:
    made = asked()
    assert sorted(whats(made.viewers["officer"])) == ["agree", "say"]  # which is due first is the day's business
    assert whats(made.viewers["person"]) == ["say"]
    assert whats(made.arranger) == []
    golden.agree(made, "virtual")
    assert whats(made.viewers["officer"]) == ["say"]
    golden.say_yes(made)
    assert whats(made.viewers["officer"]) == []


def test_an_officers_clock_counts_working_days_and_runs_out_without_saying_yes() -> None:
    with time_machine.travel(TUESDAY, tick=False) as hands:
        made = breaks.planned(at=breaks.house(option_days=14))
        golden.ask(made)
        officer = made.viewers["officer"]
        (one,) = [each for each in waiting_for(viewer=officer) if each.what == "agree"]
        assert (one.days_left, one.days_in_all, one.pence, one.is_over) == (5, 5, 200_00, False)
        hands.move_to(TUESDAY + timedelta(days=6))
        (one,) = [each for each in waiting_for(viewer=officer) if each.what == "agree"]
        assert one.days_left == 1
        hands.move_to(TUESDAY + timedelta(days=8))
        (one,) = [each for each in waiting_for(viewer=officer) if each.what == "agree"]
        assert one.is_over
        assert not break_for(made.ref, viewer=officer).pots[0].agreement.is_agreed


def test_of_two_that_are_due_as_late_the_first_asked_is_first_and_what_is_over_waits_no_more() -> None:
    with time_machine.travel(TUESDAY, tick=False) as hands:
        older = asked()
        hands.shift(timedelta(hours=1))
        newer = breaks.planned(breaks.family(), at=breaks.house(title="Rowan Cottage"))
        golden.ask(newer)
        assert [one.break_ref for one in waiting_for(viewer=older.viewers["officer"]) if one.what == "agree"] == [
            older.ref,
            newer.ref,
        ]
        hands.shift(timedelta(days=7))
        assert waiting_for(viewer=older.viewers["officer"]) == ()


def test_the_holder_of_an_isf_reads_categories_amounts_and_outcomes_never_a_diary() -> None:
    b = golden.two_nights_in_peebles()
    golden.ask(b)
    holder = b.viewers["holder"]
    page = break_for_funder(b.ref, viewer=holder)
    assert [(part.category, part.pence, part.outcome) for part in page.parts] == [
        ("Place to stay", 184_00, "See the hills"),
        ("PA bank", 301_20, "See the hills"),
        ("Transport", 18_50, "See the hills"),
        ("Fee for holding the money", 25_19, ""),
    ]
    assert page.pots[0].agreement.may_agree
    assert [(one.what, one.pence) for one in waiting_for(viewer=holder)] == [("agree", 528_89)]
    with pytest.raises(NotFound):
        break_for(b.ref, viewer=holder)


def test_balances_stand_before_and_after_held_or_not() -> None:
    made = breaks.planned()
    for _ in range(2):
        (pot,) = break_for(made.ref, viewer=made.arranger).pots
        assert (pot.before_pence, pot.after_pence, pot.pence) == (1_000_00, 800_00, 200_00)
        services.hold(made.ref, by=made.arranger)


def test_the_pots_that_may_pay_say_their_option_and_why_not() -> None:
    made = breaks.planned()
    ended = funded.pot(
        made.people["person"], "ilf", 10_00, plan_ref="", by=made.arranger, officer=made.viewers["officer"]
    )
    choices = {one.pot_ref: one for one in pot_choices(made.ref, made.lines["house"], viewer=made.arranger)}
    virtual = choices[made.pots["virtual"]]
    assert (virtual.option, virtual.options, virtual.free_pence, virtual.why_not) == (3, (3,), 1_000_00, "")
    assert virtual.outcomes == ((made.outcome, "Away with friends"),)
    assert (choices[ended].option, choices[ended].outcomes) == (None, ())


def test_money_of_somebody_whose_break_it_is_not_pays_nothing() -> None:
    made = breaks.planned()
    other = families.person("Other", council=families.BORDERS)
    families.acts_for(made.arranger, other)
    theirs = funded.pot(other, "own", 0, plan_ref="", by=made.arranger, officer=made.viewers["officer"])
    part = SharePart(theirs, per_cent=Fraction(100))
    with pytest.raises(Refused) as refused:
        services.set_shares(made.ref, made.lines["house"], parts=[part], by=made.arranger)
    assert "belongs to somebody whose break this is not" in refused.value.fields["pot-0"]


@on_one
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"option": 1}, "option-0"),
        ({"outcome_ref": "nothing"}, "outcome-0"),
        ({"pot_ref": "nothing"}, "pot-0"),
        ({"per_cent": Fraction(101)}, "amount-0"),
    ],
)
def test_a_share_that_cannot_be_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    made = breaks.planned()
    part = SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3, outcome_ref=made.outcome)
    bad = replace(part, **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        services.set_shares(made.ref, made.lines["house"], parts=[bad], by=made.arranger)
    assert set(refused.value.fields) == {field}


def draft(**more: object) -> BreakDraft:
    start = golden.at(golden.friday(), 15)
    facts: dict[str, object] = {"title": "Away", "whose": Whose.PERSON, "starts_at": start}
    return BreakDraft(**(facts | {"ends_at": start + timedelta(days=2)} | more))  # type: ignore[arg-type]


def test_a_break_is_started_by_who_may_plan_and_for_whom_they_see() -> None:
    made = breaks.family()
    person = made.people["person"]
    seer = families.viewer("Seer")
    families.acts_for(seer, person, Scope.SEE)
    assert services.start_break(draft=draft(person_ref=person), by=made.viewers["officer"])
    with pytest.raises(NotAllowed):
        services.start_break(draft=draft(person_ref=person), by=seer)
    with pytest.raises(NotFound):
        services.start_break(draft=draft(person_ref=person), by=families.viewer("Stranger"))


def test_a_carers_break_is_under_an_adult_carer_support_plan_unless_it_says_otherwise() -> None:
    c = golden.a_night_off()
    assert c.break_.duty is Duty.ADULT_CARER
    assert {line.duty for line in c.break_.lines} == {Duty.ADULT_CARER}


@on_one
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"person_ref": ""}, "person"),
        ({"ends_at": golden.at(golden.friday(), 15)}, "ends_at"),
        ({"whose": Whose.TOGETHER}, "carer"),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2020, 1, 2, tzinfo=UTC)}, "starts_at"),
    ],
)
def test_a_break_that_cannot_be_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    made = breaks.family()
    with pytest.raises(Refused) as refused:
        services.start_break(draft=draft(**({"person_ref": made.people["person"]} | change)), by=made.arranger)
    assert set(refused.value.fields) == {field}


def test_hours_are_not_added_when_the_provider_is_closed_but_a_sleepover_is() -> None:
    made = breaks.planned(shared=False)
    made.offers["bank"] = offered.pa_bank()
    with transaction():
        bank = session.scalars(select(Listing).where(Listing.ref == made.offers["bank"].ref)).one()
        bank.opening_hours = [OpeningHours(weekday=golden.friday().weekday(), opens_minute=17 * 60, closes_minute=1320)]
    with pytest.raises(Refused) as refused:
        breaks.add_support(made)
    assert "It is open Friday 17:00-22:00" in refused.value.fields["shifts"]
    night = Shift(golden.stretch(golden.friday(), 22, 32))
    terms, bank_ref = LineTerms(), made.offers["bank"].ref
    services.add_listed_sleepovers(made.ref, listing_ref=bank_ref, sleepovers=[night], terms=terms, by=made.arranger)


def test_a_session_needs_its_time_and_a_mattress_does_not() -> None:
    made = breaks.planned(shared=False)
    for kind in (ListingKind.ACTIVITY, ListingKind.EQUIPMENT):
        thing = offered.offered(f"A {kind}", kind, {RateUnit.ITEM: 14_50}, provider=f"Owners of {kind}")
        add = partial(services.add_listed_items, made.ref, listing_ref=thing.ref, terms=LineTerms(), by=made.arranger)
        if kind is ListingKind.EQUIPMENT:
            assert add(items=[Item()])
            continue
        with pytest.raises(Refused) as refused:
            add(items=[Item()])
        assert "give the day and the hours" in refused.value.fields["shifts"]
        assert add(items=[Item(period=golden.stretch(golden.friday(), 16, 17))])


def test_a_draft_is_changed_while_nothing_is_held() -> None:
    made = breaks.planned()
    changed = replace(draft_of(made.ref, viewer=made.arranger), title="Two nights by the sea", needs_cover=True)
    services.change_break(made.ref, draft=changed, by=made.arranger)
    page = break_for(made.ref, viewer=made.arranger)
    assert (page.title, page.cover is not None) == ("Two nights by the sea", True)
    services.hold(made.ref, by=made.arranger)
    with pytest.raises(NotNow):
        services.change_break(made.ref, draft=changed, by=made.arranger)


def test_an_emergency_goes_first_when_a_named_officer_says_so() -> None:
    made = breaks.planned(shared=False)
    changed = replace(draft_of(made.ref, viewer=made.arranger), is_emergency=True)
    services.change_break(made.ref, draft=changed, by=made.arranger)
    part = SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3)
    services.set_shares(made.ref, made.lines["house"], parts=[part], by=made.arranger)
    with pytest.raises(Refused, match="no named officer"):
        services.hold(made.ref, by=made.arranger)
    with pytest.raises(NotAllowed):
        services.agree_emergency(made.ref, reason="Tonight", by=made.arranger)
    services.agree_emergency(made.ref, reason="Tonight", by=made.viewers["officer"])
    with pytest.raises(NotNow, match="said already that it may go first"):
        services.agree_emergency(made.ref, reason="Tonight", by=made.viewers["officer"])
    services.hold(made.ref, by=made.arranger)
    assert break_for(made.ref, viewer=made.arranger).state is BreakState.HELD


def test_the_page_says_what_is_waited_for_and_of_whom() -> None:
    made = asked()
    waits = {(one.whom, one.words, one.is_mine) for one in break_for(made.ref, viewer=made.arranger).waits}
    assert waits == {
        ("Owners of Whin Lodge", "accept Whin Lodge or not", False),
        ("Callum Hume", "yes or no to Whin Lodge", False),
        ("an officer of Scottish Borders", "yes or no to what Council arranged pays", False),
    }
    assert clock.now() < (made.break_.hold_until or clock.now())


def test_whoever_writes_down_what_they_are_told_is_not_asked_for_a_yes_of_their_own() -> None:
    made = asked()
    told = {one.told_words for one in break_for(made.ref, viewer=made.viewers["officer"]).waits if one.is_mine}
    assert told == {"", "ask Callum Hume, and write down their yes or no to Whin Lodge"}
    assert not any(one.told_words for one in break_for(made.ref, viewer=made.viewers["person"]).waits)
    (one,) = [one for one in waiting_for(viewer=made.viewers["officer"]) if one.what == "say"]
    assert one.words == "Whin Lodge: ask Callum Hume, and write down their yes or no"


def test_one_more_break_that_waits_asks_the_database_nothing_more(database: Engine) -> None:
    first = asked()
    officer, counts = first.viewers["officer"], []
    with statements(database) as said:
        for more in (0, 1, 2):
            if more:
                asked()
            session.remove()
            said.clear()
            assert len({one.break_ref for one in waiting_for(viewer=officer)}) == 1 + more
            assert len(my_breaks(viewer=officer).rows) == 1 + more
            counts.append(len(said))
    assert counts[2] == counts[1]
    assert not [sql for sql in said if "FROM break_segment" in sql and "break_segment.line_id IN" not in sql]


def test_what_a_family_owes_for_a_break_is_read_for_whoever_pays_and_for_no_officer(database: Engine) -> None:
    made = paid_by_transfer.confirmed()
    assert whats(made.arranger) == ["owed"]
    officer = made.viewers["officer"]
    with statements(database) as said:
        assert whats(officer) == []
    assert not [sql for sql in said if "FROM break_segment" in sql]
