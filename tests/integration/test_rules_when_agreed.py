"""The rules are asked again where a pot says yes, its limits among them; what stops a break is said to who can act."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.again import every
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import DecideFirst, NotNow, RulesSayNo
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement
from marketplace.booking.queries.breaks import break_for, my_breaks
from marketplace.booking.queries.caseload import Asked, caseload
from marketplace.booking.queries.series import series_for
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session, transaction
from marketplace.listings.models import Rate
from marketplace.notifications.models import Letter
from marketplace.people.representation import Capacity
from marketplace.rules.models import KeptResult
from marketplace.rules.settings import MayBuy
from tests import breaks, families, golden, offered
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

CAP = TermsDraft(total_cap_pence=199_99)
OVER = "may pay £199.99 in all. This is £0.01 more."


def cap(made: Golden, name: str, draft: TermsDraft = CAP) -> None:
    """What the funder of a pot asks, written down after the break was held."""
    by = made.viewers["family"] if name in {"direct", "nhs"} else families.officer()
    terms.keep_terms(made.pots[name], draft=draft, seen=None, by=by)


def ask_first(made: Golden, name: str = "virtual") -> str:
    """Let an officer decide whether a pot buys places to stay; the pot's reference."""
    by = made.viewers["officer" if name == "virtual" else "family"]
    terms.keep_purchases(made.pots[name], said={ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, seen=None, by=by)
    return made.pots[name]


def decide(made: Golden, *, is_yes: bool) -> None:
    what = {"rule_id": "R8", "line_ref": made.lines["house"], "pot_ref": made.pots["virtual"]}
    reason, officer = "In the plan" if is_yes else "Ask the NHS first", made.viewers["officer"]
    (ask,) = [one for one in break_for(made.ref, viewer=officer).asks if one.result.rule_id == "R8"]
    services.decide(made.ref, **what, is_yes=is_yes, reason=reason, by=officer, instead_of=ask.decision_ref)


def agreed() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Agreement)) or 0


def waits(viewer: Viewer) -> list[str]:
    session.rollback()
    return [one.what for one in waiting_for(viewer=viewer)]


def stopped_at_last() -> Golden:
    """A break with every yes, whose pot may pay a penny less since all but the provider had said theirs."""
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made, without={"house"})
    cap(made, "virtual")
    golden.accept(made, "house")
    return made


# A rule's no


@pytest.mark.parametrize("pot", ["virtual", "direct", "nhs"])
def test_a_pot_over_its_cap_since_the_hold_says_no_yes_and_nothing_moves(pot: str) -> None:
    made = breaks.planned(pot=pot)
    golden.ask(made)
    before = breaks.balance(made, pot)
    cap(made, pot)
    with pytest.raises(RulesSayNo) as refused:
        golden.agree(made, pot)
    (result,) = refused.value.results
    assert (result.rule_id, result.sentence.endswith(OVER), result.pot_ref) == ("POT", True, made.pots[pot])
    assert result.facts
    assert "Let another pot pay £0.01" in result.instead
    assert (agreed(), breaks.balance(made, pot)) == (0, before)
    cap(made, pot, TermsDraft(total_cap_pence=200_00))
    golden.agree(made, pot)
    assert agreed() == 1


def test_a_yes_that_an_adviser_was_told_is_not_written_down_against_a_rule() -> None:
    made = breaks.planned(pot="direct")
    golden.ask(made)
    cap(made, "direct")
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], capacity=Capacity.ADVISER)
    with pytest.raises(RulesSayNo):
        services.agree(made.ref, made.pots["direct"], yes=PotYes(told_by="Callum, by telephone"), by=adviser)
    assert agreed() == 0


def test_whoever_holds_the_money_is_refused_by_its_own_limits_and_reads_of_nothing_else() -> None:
    made = golden.two_nights_in_peebles()
    golden.ask(made)
    cap(made, "isf", TermsDraft(total_cap_pence=20_00))
    with pytest.raises(RulesSayNo, match="£20"):
        golden.agree(made, "isf")
    cap(made, "isf", TermsDraft())
    offered.register(is_active=False)
    with pytest.raises(NotNow, match="Another part of this break") as refused:
        golden.agree(made, "isf")
    assert "registration" not in str(refused.value)
    assert agreed() == 0


def test_the_cap_of_one_pot_keeps_no_other_pot_from_its_yes() -> None:
    made = golden.a_long_weekend()
    golden.ask(made)
    cap(made, "direct", TermsDraft(total_cap_pence=20_00))
    with pytest.raises(RulesSayNo):
        golden.agree(made, "direct")
    golden.agree(made, "virtual")
    assert agreed() == 1


def test_of_several_breaks_each_that_a_rule_stops_is_said_with_its_sentence() -> None:
    made = breaks.planned()
    firsts = [*every(golden.friday(), weeks=3, times=2)]
    refs = services.repeat_break(made.ref, firsts=firsts, every_weeks=3, by=made.arranger)
    assert not any(one.why_not for one in services.hold_several(refs, by=made.arranger))
    assert not any(one.why_not for one in services.request_several(refs, by=made.arranger))
    cap(made, "virtual", TermsDraft(total_cap_pence=399_99))
    officer = made.viewers["officer"]
    (pot,) = series_for(made.ref, viewer=officer).pots
    assert (pot.open_breaks, [one.ref for one in pot.stopped_breaks]) == ((), list(refs))
    assert all("This is £0.01 more." in one.results[0].sentence for one in pot.stopped_breaks)
    done = services.agree_several(refs, pot.ref, yes=PotYes(purchase_order="PO 1"), by=officer)
    assert all("This is £0.01 more." in one.why_not for one in done)
    assert agreed() == 0


# What is left to an officer


def test_the_money_waits_for_what_a_rule_leaves_to_the_same_officer_and_the_two_are_one_thing_to_do() -> None:
    made = breaks.planned()
    ask_first(made)
    golden.ask(made)
    officer = made.viewers["officer"]
    assert [what for what in waits(officer) if what in {"decide", "agree"}] == ["decide"]
    with pytest.raises(DecideFirst, match="officer"):
        golden.agree(made, "virtual")
    assert agreed() == 0
    decide(made, is_yes=True)
    assert [what for what in waits(officer) if what in {"decide", "agree"}] == ["agree"]
    golden.agree(made, "virtual")
    assert agreed() == 1


def test_an_officers_no_to_what_a_rule_asks_waits_for_whoever_arranges_the_break() -> None:
    made = breaks.planned()
    ask_first(made)
    golden.ask(made)
    decide(made, is_yes=False)
    assert [what for what in waits(made.viewers["officer"]) if what in {"decide", "agree", "rule"}] == ["agree"]
    (row,) = [one for one in waiting_for(viewer=made.arranger) if one.what == "rule"]
    assert "said no: Ask the NHS first" in row.words
    assert break_for(made.ref, viewer=made.arranger).is_stopped
    with pytest.raises(DecideFirst):
        golden.agree(made, "virtual")
    decide(made, is_yes=True)
    golden.answer(made)
    assert break_for(made.ref, viewer=made.arranger).state is BreakState.CONFIRMED


def test_a_yes_of_whoever_decides_nothing_is_taken_and_the_break_waits_for_the_officer() -> None:
    made = breaks.planned(pot="direct")
    ask_first(made, "direct")
    golden.ask(made)
    golden.answer(made)
    assert agreed() == 1
    found = break_for(made.ref, viewer=made.arranger)
    assert (found.state, [wait.whom for wait in found.waits]) == (BreakState.REQUESTED, ["an officer of the council"])
    assert "decide" in waits(made.viewers["officer"])


def test_what_the_rules_said_is_kept_with_the_yes() -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.agree(made, "virtual")
    about = f"agreement:{made.ref}:{made.pots['virtual']}"
    kept = set(session.scalars(select(KeptResult.rule_id).where(KeptResult.about == about)))
    assert kept >= {"R1", "R7", "R8", "R47", "R18a"}


# What stops a confirmation is said


def test_a_break_with_every_yes_that_a_rule_stops_is_said_in_every_list_of_who_can_do_something() -> None:
    made = stopped_at_last()
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    for viewer in (made.arranger, officer):
        (row,) = waiting_for(viewer=viewer)
        assert (row.what, OVER in row.words, "Let another pot pay" in row.words) == ("rule", True, True)
        (line,) = my_breaks(viewer=viewer).rows
        assert (line.waits_for_me, [words.endswith(OVER) for words in line.stops]) == (1, [True])
    (case,) = caseload(Asked(), viewer=officer).rows
    assert OVER in case.breaks[0].waits[0].wait.words
    found = break_for(made.ref, viewer=made.arranger)
    assert (found.state, found.is_stopped) == (BreakState.REQUESTED, True)


def test_whoever_can_do_something_about_a_rules_no_is_written_to_once() -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    golden.answer(made, without={"house", "virtual"})
    cap(made, "virtual")
    golden.accept(made, "house")
    services.confirm_all_agreed()
    assert told() == sorted([made.arranger.email, officer.email])
    cap(made, "virtual", TermsDraft(total_cap_pence=200_00))
    golden.agree(made, "virtual")
    assert break_for(made.ref, viewer=made.arranger).state is BreakState.CONFIRMED
    assert len(told()) == 2


def test_a_no_that_arises_before_every_provider_has_said_yes_is_told_when_it_arises_and_once() -> None:
    made = breaks.planned()
    golden.ask(made)
    assert services.tell_all_stopped() == 0
    cap(made, "virtual")
    assert told() == []
    assert services.tell_all_stopped() == 1
    assert told() == [made.arranger.email]
    assert "You need not wait for the providers." in session.scalars(select(Letter.body).order_by(Letter.id)).all()[-1]
    assert services.tell_all_stopped() == 0
    golden.accept(made, "house")
    assert told() == [made.arranger.email]


def test_the_yes_of_one_provider_among_several_finds_a_no_as_well() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    cap(made, "virtual", TermsDraft(total_cap_pence=298_39))
    golden.accept(made, "house")
    session.rollback()
    assert session.scalars(select(Letter.to_address).where(Letter.name == "break-stopped")).all() == [
        made.arranger.email
    ]


def test_a_price_that_its_provider_has_raised_since_is_no_no_to_tell_of() -> None:
    made = breaks.planned()
    golden.ask(made)
    with transaction():
        session.execute(update(Rate).values(weekend_pence=Rate.weekend_pence + 1))
    assert not break_for(made.ref, viewer=made.arranger).stopping
    assert (services.tell_all_stopped(), told()) == (0, [])
    golden.answer(made)
    assert break_for(made.ref, viewer=made.arranger).state is BreakState.CONFIRMED


def test_nobody_is_told_of_a_no_to_a_break_that_is_only_a_draft_or_over_its_time() -> None:
    made = breaks.planned()
    cap(made, "virtual")
    assert services.tell_all_stopped() == 0
    other = breaks.planned(at=breaks.house(title="Broom Cottage"))
    golden.ask(other)
    cap(other, "virtual")
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert (services.tell_all_stopped(), told()) == (0, [])


def told() -> list[str]:
    session.rollback()
    letters = session.scalars(select(Letter).where(Letter.name == "break-stopped")).all()
    assert all(OVER in letter.body for letter in letters)
    return sorted(letter.to_address for letter in letters)


def test_a_cap_that_is_raised_lets_the_site_confirm_by_itself() -> None:
    made = stopped_at_last()
    cap(made, "virtual", TermsDraft(total_cap_pence=200_00))
    services.confirm_all_agreed()
    found = break_for(made.ref, viewer=made.arranger)
    assert (found.state, found.is_stopped) == (BreakState.CONFIRMED, False)
    assert waits(made.arranger) == []
