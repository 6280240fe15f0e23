"""Whose yes counts: pots within limits and letters, people by sign-in or powers, officers where a rule asks."""

from datetime import date

import pytest
from sqlalchemy import select

from marketplace import clock, files
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes, SharePart, Supported
from marketplace.booking.errors import AboveLimit, DecideFirst, NoPowers, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Agreement, OfficerLimit, Say
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.papers import paper_for
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.sorts import AgreedHow, SaidHow
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.files import Upload
from marketplace.notifications.models import Letter
from marketplace.people.models import Outcome
from marketplace.people.representation import Capacity, Scope
from tests import breaks, families, funded, golden, pots
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
ORDER = PotYes(purchase_order="PO 1")


def asked(pot: str = "virtual") -> Golden:
    made = breaks.planned(pot=pot)
    golden.ask(made)
    return made


def state(of: Golden) -> BreakState:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger).state


def pot_of(of: Golden, *, viewer: Viewer | None = None) -> PotPart:
    session.rollback()
    return break_for(of.ref, viewer=viewer or of.arranger).pots[0]


def agree(of: Golden, yes: PotYes = ORDER, *, by: Viewer | None = None) -> None:
    (pot_ref,) = of.pots.values()
    services.agree(of.ref, pot_ref, yes=yes, by=by or of.viewers["officer"])


# Officers and their limits (R18a, R47)


def test_an_officer_agrees_within_their_limit_with_a_purchase_order() -> None:
    made = asked()
    agree(made, PotYes(purchase_order=" PO 4411 ", reason="Within the plan"))
    (kept,) = session.scalars(select(Agreement))
    assert (kept.how, kept.pence, kept.purchase_order, kept.limit_pence) == (
        AgreedHow.OFFICER,
        200_00,
        "PO 4411",
        1_000_00,
    )
    assert pot_of(made).agreement.is_agreed


def test_without_a_purchase_order_the_council_cannot_be_invoiced() -> None:
    made = asked()
    with pytest.raises(Refused) as refused:
        agree(made, PotYes())
    assert set(refused.value.fields) == {"purchase_order"}


@pytest.mark.parametrize("limit", [None, 199_99])
def test_above_their_limit_it_goes_to_the_next_officer(limit: int | None) -> None:
    made = asked()
    other = families.officer("Next officer")
    if limit is not None:
        funded.name_limit(other, limit)
    with pytest.raises(AboveLimit) as refused:
        agree(made, by=other)
    assert refused.value.result.rule_id == "R47"
    assert pot_of(made, viewer=other).agreement.is_above_limit
    assert not pot_of(made).agreement.is_agreed


def test_nobody_but_an_officer_of_the_pots_council_agrees_council_money() -> None:
    made = asked()
    for stranger in (
        made.arranger,
        made.viewers["person"],
        families.officer(council=families.FIFE),
        families.adviser(),
    ):
        with pytest.raises(NotFound):
            agree(made, by=stranger)


def test_an_approver_names_a_limit_but_never_their_own() -> None:
    made = asked()
    officer, approver = families.officer("New officer"), families.officer("Approver", role=RoleName.APPROVER)
    own = session.scalars(select(Membership.ref).where(Membership.account_id == approver.account_id)).one()
    with pytest.raises(NotFound):
        services.name_limit(own, pence=1, by=approver)
    team = _into_team_of(approver, officer)
    services.name_limit(team, pence=100_00, by=approver)
    services.name_limit(team, pence=300_00, by=approver)
    with pytest.raises(NotFound):
        services.name_limit(team, pence=400_00, by=officer)
    rows = session.scalars(select(OfficerLimit).where(OfficerLimit.account_id == officer.account_id)).all()
    assert [(row.pence, row.ended_at is None) for row in rows] == [(100_00, False), (300_00, True)]
    agree(made, by=officer)
    assert pot_of(made).agreement.is_agreed


def _into_team_of(approver: Viewer, officer: Viewer) -> str:
    """Put an officer into the approver's team; the reference of the membership."""
    with transaction():
        row = session.scalars(select(Membership).where(Membership.account_id == officer.account_id)).one()
        row.organisation_id = approver.organisation_id
        session.flush()
        return row.ref


# What a yes covers


def test_a_share_that_is_raised_needs_a_new_yes_and_one_that_is_lowered_does_not() -> None:
    made = breaks.planned(shared=False)
    breaks.pay(made, "house", "virtual", pence=150_00)
    made.pots["own"] = funded.pot(
        made.people["person"], "own", 0, plan_ref="", by=made.arranger, officer=made.viewers["officer"]
    )
    pays(made, virtual=150_00, own=50_00)
    golden.ask(made)
    golden.agree(made, "virtual")
    golden.agree(made, "own")
    assert agreed(made) == {"virtual": True, "own": True}
    pays(made, virtual=100_00, own=100_00)
    assert agreed(made) == {"virtual": True, "own": False}
    pays(made, virtual=151_00, own=49_00)
    assert agreed(made) == {"virtual": False, "own": True}


def pays(of: Golden, *, virtual: int, own: int) -> None:
    parts = [
        SharePart(of.pots["virtual"], pence=virtual, option=3, outcome_ref=of.outcome),
        SharePart(of.pots["own"], pence=own),
    ]
    services.set_shares(of.ref, of.lines["house"], parts=parts, by=of.arranger)


def agreed(of: Golden) -> dict[str, bool]:
    session.rollback()
    names = {ref: name for name, ref in of.pots.items()}
    found = break_for(of.ref, viewer=of.arranger)
    return {names[pot.pot_ref]: pot.agreement.is_agreed for pot in found.pots}


def test_a_new_line_paid_by_the_pot_needs_a_new_yes() -> None:
    made = asked()
    agree(made)
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    row = pot_of(made).agreement
    assert not row.is_agreed
    assert row.needs == "agreed to £200.00 before; has to agree to what changed"


def test_a_yes_can_be_taken_back_before_all_have_agreed() -> None:
    made = asked()
    agree(made)
    services.withdraw_agreement(made.ref, made.pots["virtual"], by=made.viewers["officer"])
    assert not pot_of(made).agreement.is_agreed
    agree(made)
    assert len(session.scalars(select(Agreement)).all()) == 2


def test_a_pot_that_says_no_pays_nothing_and_the_space_stays_held() -> None:
    made = asked()
    services.do_not_agree(made.ref, made.pots["virtual"], reason="Two nights are used up", by=made.viewers["officer"])
    found = break_for(made.ref, viewer=made.arranger)
    assert (found.missing_pence, found.pots) == (200_00, ())
    assert len(breaks.taken()) == 1
    assert breaks.balance(made).set_aside_pence == 0
    assert state(made) is BreakState.REQUESTED


# Letters, holders, and what was told


def test_a_funder_who_never_signs_in_agrees_by_a_letter_that_the_care_manager_attaches() -> None:
    made = asked("nhs")
    officer = made.viewers["officer"]
    with pytest.raises(NotFound):
        agree(made, by=made.arranger)
    with pytest.raises(Refused) as refused:
        agree(made, PotYes())
    assert set(refused.value.fields) == {"letter", "letter_words"}
    agree(made, PotYes(letter=golden.LETTER, letter_words="NHS Borders, 2 February"))
    row = pot_of(made).agreement
    assert (row.is_agreed, row.letter_words) == (True, "NHS Borders, 2 February")
    assert paper_for(made.ref, row.letter_ref, viewer=officer).media_type == "application/pdf"
    with pytest.raises(NotFound):
        paper_for(made.ref, row.letter_ref, viewer=made.offers["house"].by)


def test_whoever_holds_one_pot_reads_its_letter_and_no_other_funders() -> None:
    made = golden.two_nights_in_peebles()
    others, own = letter_for(made, pots.pot("nhs", person=made.people["person"])), letter_for(made, made.pot("isf"))
    holder = made.viewers["holder"]
    assert paper_for(made.ref, own, viewer=holder).ref == own
    with pytest.raises(NotFound):
        paper_for(made.ref, others, viewer=holder)
    assert {paper_for(made.ref, one, viewer=made.arranger).ref for one in (own, others)} == {own, others}


def letter_for(made: Golden, pot: Pot) -> str:
    """A letter by which a pot agreed."""
    pot_id, break_id = pot.id, made.break_.id
    with transaction():
        kept = files.keep(golden.LETTER, field="letter", by_account_id=None)
        said = {"pence": 1, "covers": [], "how": AgreedHow.LETTER, "by_name": "A funder", "at": clock.now()}
        session.add(Agreement(break_id=break_id, pot_id=pot_id, letter_id=kept.id, **said))
    return kept.ref


def test_a_letter_that_is_no_paper_is_refused() -> None:
    made = asked("nhs")
    with pytest.raises(Refused) as refused:
        agree(made, PotYes(letter=Upload("letter.pdf", b"MZ\x90"), letter_words="NHS"))
    assert set(refused.value.fields) == {"letter"}


def test_own_money_is_agreed_by_whose_it_is_or_by_who_may_use_it() -> None:
    made = asked("own")
    planner = families.viewer("Neighbour")
    families.acts_for(planner, made.people["person"], Scope.PLAN)
    with pytest.raises(NotFound):
        agree(made, by=planner)
    agree(made, PotYes(), by=made.viewers["person"])
    assert pot_of(made).agreement.how is AgreedHow.HOLDER


def test_an_adviser_writes_down_who_said_yes_to_their_own_money_and_how() -> None:
    made = asked("own")
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], Scope.PLAN, capacity=Capacity.ADVISER)
    with pytest.raises(Refused) as refused:
        agree(made, PotYes(), by=adviser)
    assert set(refused.value.fields) == {"told_by"}
    agree(made, PotYes(told_by="Callum, by telephone"), by=adviser)
    (kept,) = session.scalars(select(Agreement))
    assert (kept.how, kept.by_name) == (AgreedHow.TOLD, "Callum, by telephone")


# Yes and no of the person (R52)


def test_a_no_before_all_have_agreed_takes_the_line_out_and_lets_its_space_and_money_go() -> None:
    made = asked()
    agree(made)
    services.say(made.ref, made.lines["house"], is_yes=False, words="I want to stay home", by=made.viewers["person"])
    assert made.line("house").state is LineState.REFUSED
    assert breaks.taken() == []
    assert breaks.balance(made).set_aside_pence == 0
    with pytest.raises(NotFound):
        services.say(made.ref, made.lines["house"], is_yes=True, by=made.viewers["officer"])


def test_a_no_afterwards_cancels_the_line_and_no_officers_yes_overrides_it() -> None:
    made = asked()
    golden.answer(made)
    services.say(made.ref, made.lines["house"], is_yes=False, by=made.viewers["person"])
    assert made.line("house").state is LineState.CANCELLED
    assert breaks.taken() == []
    with pytest.raises(NotNow):
        services.say(made.ref, made.lines["house"], is_yes=True, by=made.viewers["officer"])


def test_a_helper_may_not_say_yes_or_no_in_the_persons_place() -> None:
    made = asked()
    with pytest.raises(NoPowers) as refused:
        services.say(made.ref, made.lines["house"], is_yes=True, by=made.arranger)
    result = refused.value.result
    assert result is not None
    assert (result.rule_id, result.sentence) == ("R52", "Somebody who helps may not say yes or no for a person.")
    assert [fact.value for fact in result.facts if fact.label == "Powers"] == ["none recorded"]
    (row,) = break_for(made.ref, viewer=made.arranger).lines[0].says
    assert (row.may_say, row.why_not) == (False, result)
    (row,) = break_for(made.ref, viewer=made.viewers["person"]).lines[0].says
    assert (row.may_say, row.why_not) == (True, None)


def attorney(of: Golden, *, powers: str | None = "Power of attorney, 2024", until_on: date | None = None) -> Viewer:
    who = families.viewer("Attorney")
    families.acts_for(who, of.people["person"], capacity=Capacity.ATTORNEY, powers=powers, until_on=until_on)
    return who


def test_an_attorney_says_it_within_recorded_powers() -> None:
    made = asked()
    services.say(made.ref, made.lines["house"], is_yes=True, by=attorney(made))
    (kept,) = session.scalars(select(Say))
    assert (kept.how, kept.powers) == (SaidHow.ATTORNEY, "Power of attorney, 2024")


@pytest.mark.parametrize("lapsed", [{"powers": None}, {"until_on": date(2020, 2, 1)}])
def test_powers_that_are_not_recorded_or_are_over_say_nothing(lapsed: dict[str, date | None]) -> None:
    made = asked()
    with pytest.raises((NotAllowed, NotFound)):
        services.say(made.ref, made.lines["house"], is_yes=True, by=attorney(made, **lapsed))  # type: ignore[arg-type]


def test_the_last_say_counts() -> None:
    made = asked()
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], Scope.PLAN, capacity=Capacity.ADVISER)
    services.say(made.ref, made.lines["house"], is_yes=True, by=adviser)
    (row,) = break_for(made.ref, viewer=made.arranger).lines[0].says
    assert (row.is_yes, row.how) == (True, SaidHow.TOLD)
    services.say(made.ref, made.lines["house"], is_yes=False, by=made.viewers["person"])
    assert made.line("house").state is LineState.REFUSED


def test_to_be_asked_again_is_no_yes_and_no_no_and_reminds_whoever_helps() -> None:
    made = asked()
    house, person = made.lines["house"], made.viewers["person"]
    supported = Supported("Anna", "pictures, a visit")
    services.say(made.ref, house, is_yes=None, supported=supported, by=person)
    (row,) = break_for(made.ref, viewer=made.arranger).lines[0].says
    assert (row.is_missing, row.wants_again) == (True, True)
    assert row.support_words == "helped by Anna, told with pictures, a visit"
    assert made.line("house").state is LineState.ASKED
    (letter,) = session.scalars(select(Letter).where(Letter.name == "break-ask-again"))
    assert letter.to_address == made.arranger.email
    assert "\n- 2 nights, " in letter.body
    assert "[" not in letter.body
    assert "again" in {one.what for one in waiting_for(viewer=made.arranger)}
    golden.answer(made, without={"says"})
    assert state(made) is BreakState.REQUESTED
    services.say(made.ref, house, is_yes=True, by=person)
    assert state(made) is BreakState.CONFIRMED
    assert "again" not in {one.what for one in waiting_for(viewer=made.arranger)}
    with pytest.raises(NotNow):
        services.say(made.ref, house, is_yes=None, by=person)


def test_without_the_persons_yes_nothing_is_confirmed() -> None:
    made = asked()
    golden.answer(made, without={"says"})
    assert state(made) is BreakState.REQUESTED
    golden.say_yes(made)
    assert state(made) is BreakState.CONFIRMED


# Where a rule leaves it to an officer


def off_plan() -> Golden:
    """A break whose outcome is not in the support plan any more."""
    made = breaks.planned()
    golden.ask(made)
    with transaction():
        session.scalars(select(Outcome)).one().ended_at = clock.now()
    return made


def test_what_a_rule_asks_waits_for_a_named_officer_and_is_kept_with_the_reason() -> None:
    made = off_plan()
    golden.answer(made, without={"virtual"})
    with pytest.raises(DecideFirst, match="then agree the money"):
        golden.agree(made, "virtual")
    (ask,) = break_for(made.ref, viewer=made.viewers["officer"]).asks
    decide = {"rule_id": "R7", "line_ref": made.lines["house"], "reason": "It still matters"}
    assert (ask.result.rule_id, ask.line_ref, ask.is_yes, ask.may_decide) == ("R7", decide["line_ref"], None, True)
    with pytest.raises(NotAllowed):
        services.decide(made.ref, **decide, is_yes=True, by=made.arranger)
    for is_yes in (False, True):
        ask = break_for(made.ref, viewer=made.viewers["officer"]).asks[0]
        services.decide(made.ref, **decide, is_yes=is_yes, by=made.viewers["officer"], instead_of=ask.decision_ref)
        assert state(made) is BreakState.REQUESTED
    golden.agree(made, "virtual")
    assert state(made) is BreakState.CONFIRMED


def test_an_officer_decides_nothing_that_no_rule_asks() -> None:
    with pytest.raises(NotFound):
        services.decide((made := asked()).ref, rule_id="R9", is_yes=True, reason="Yes", by=made.viewers["officer"])


def test_what_is_decided_is_decided_while_it_is_asked() -> None:
    with pytest.raises(NotNow):
        agree(breaks.planned())
