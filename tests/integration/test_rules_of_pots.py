"""Rules that depend on whose money pays: together, the ILF and the register, who employs from an ISF, pot by pot."""

from datetime import timedelta
from fractions import Fraction

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Charge, LineTerms, OwnPart, SharePart
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import RateUnit
from marketplace.people.models import Duty
from marketplace.people.representation import Capacity, Scope
from marketplace.rules.results import Answer, Result
from marketplace.rules.settings import MayBuy
from tests import breaks, families, funded, golden
from tests.golden import Golden

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # decided in code
]


def said(made: Golden, line: str, rule_id: str) -> list[Result]:
    return [one for one in rulings(made.break_).by_line[made.lines[line]] if one.rule_id == rule_id]


def answers(made: Golden, line: str, rule_id: str) -> list[Answer]:
    return [one.answer for one in said(made, line, rule_id)]


def pay(made: Golden, line: str, *pots: str, option: int, outcome: str = "") -> None:
    """Let these pots pay a part, the same each."""
    each = Fraction(100, len(pots))
    parts = [
        SharePart(made.pots[pot], per_cent=each, option=option, outcome_ref=outcome or made.outcome) for pot in pots
    ]
    services.set_shares(made.ref, made.lines[line], parts=parts, by=made.arranger)


def help_of(who: str, kind: ListingKind = ListingKind.SOLE_PA, **more: object) -> OwnPart:
    """Ten hours of help that somebody arranged themselves."""
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    return OwnPart(title=who, who=who, charges=(charge,), kind=kind, confirms_pvg=True, **more)  # type: ignore[arg-type]


def add(made: Golden, part: OwnPart) -> None:
    made.lines["help"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)


# a break together: R6


def together_with(for_whom: ForWhom) -> tuple[Golden, str]:
    """Moira, who cares, and Walter, each with a support plan and a pot, away together; and the outcome that is his."""
    made = golden.a_night_off()
    officer, walter, first = made.viewers["officer"], made.people["person"], golden.friday()
    families.acts_for(made.arranger, walter, Scope.PLAN, capacity=Capacity.ADVISER)
    plan, his = funded.plan(walter, Duty.PERSONS_SUPPORT, "Away from home", by=officer)
    made.pots["his"] = funded.pot(walter, "council_arranged", 1_000_00, plan_ref=plan, by=officer, officer=officer)
    made.ref = services.start_break(
        draft=BreakDraft(
            "Away together",
            Whose.TOGETHER,
            golden.at(first, 15),
            golden.at(first + timedelta(days=2), 10),
            person_ref=walter,
            carer_ref=made.people["carer"],
        ),
        by=made.arranger,
    )
    made.lines["house"] = services.add_listed_stay(
        made.ref,
        listing_ref=breaks.house().ref,
        arrive_on=first,
        leave_on=first + timedelta(days=2),
        terms=LineTerms(for_whom),
        by=made.arranger,
    )
    return made, his


@pytest.mark.parametrize(
    ("for_whom", "answer"),
    [(ForWhom.BOTH, Answer.ASK), (ForWhom.PERSON, Answer.ASK), (ForWhom.CARER, Answer.ALLOWED)],
)
def test_the_persons_part_of_a_break_together_waits_where_the_carers_money_pays_it(
    for_whom: ForWhom, answer: Answer
) -> None:
    made, _ = together_with(for_whom)
    pay(made, "house", "virtual", option=3)
    assert answers(made, "house", "R6") == [answer]


def test_what_the_persons_own_money_pays_of_a_break_together_waits_for_nobody() -> None:
    made, his = together_with(ForWhom.BOTH)
    pay(made, "house", "his", option=3, outcome=his)
    assert answers(made, "house", "R6") == [Answer.ALLOWED]


def test_a_break_of_the_carer_alone_is_not_taken_together() -> None:
    assert answers(golden.a_night_off(), "hotel", "R6") == []


# ILF money and the register: R12


def test_ilf_money_pays_care_from_whoever_is_on_the_register_or_works_alone_and_from_nobody_else() -> None:
    made = breaks.planned(breaks.family("ilf"), pot="ilf", shared=False)
    breaks.add_support(made)
    breaks.pay(made, "support", "ilf")
    assert answers(made, "support", "R12") == [Answer.ALLOWED]
    add(made, help_of("Jean Orr"))
    breaks.pay(made, "help", "ilf")
    assert answers(made, "help", "R12") == [Answer.ALLOWED]
    add(made, help_of("Some Agency", ListingKind.CARE_AT_HOME, is_individual=False))
    (choice,) = pot_choices(made.ref, made.lines["help"], viewer=made.arranger)
    assert "ILF money never pays that. (ILF money and registered care.)" in choice.why_not
    with pytest.raises(Refused):
        breaks.pay(made, "help", "ilf")


# who employs from an ISF: R25


@pytest.mark.parametrize(
    ("employer", "answer"), [("I do", Answer.ASK), ("the holder", Answer.ALLOWED), ("", Answer.ALLOWED)]
)
def test_nobody_employs_a_pa_from_an_isf_without_an_officer(employer: str, answer: Answer) -> None:
    made = golden.two_nights_in_peebles()
    holder = made.pot("isf").holder
    assert holder is not None
    add(made, help_of("Jean Orr", employer=holder.name if employer == "the holder" else employer))
    pay(made, "help", "isf", option=2)
    (one,) = said(made, "help", "R25")
    assert (one.answer, one.pot_ref) == (answer, made.pots["isf"] if answer is Answer.ASK else "")
    pay(made, "hotel", "isf", option=2)
    assert answers(made, "hotel", "R25") == []  # nobody is employed for it


# pot by pot


def test_a_yes_to_one_pot_is_no_yes_to_another_that_the_same_rule_asks_about() -> None:
    made = breaks.planned(shared=False)
    officer, plan = made.viewers["officer"], made.pot("virtual").support_plan
    assert plan is not None
    made.pots["more"] = funded.pot(
        made.people["person"], "council_arranged", 1_000_00, plan_ref=plan.ref, by=officer, officer=officer
    )
    asked = {ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}
    for pot in ("virtual", "more"):
        terms.keep_purchases(made.pots[pot], said=asked, seen=None, by=officer)
    pay(made, "house", "virtual", "more", option=3)
    golden.ask(made)

    def decided() -> dict[str, bool | None]:
        return {one.result.pot_ref: one.is_yes for one in break_for(made.ref, viewer=officer).asks}

    def decide(pot_ref: str, *, is_yes: bool = True) -> None:
        what = {"rule_id": "R8", "line_ref": made.lines["house"], "pot_ref": pot_ref}
        services.decide(made.ref, **what, is_yes=is_yes, reason="In the plan", by=officer)

    decide(made.pots["virtual"])
    assert decided() == {made.pots["virtual"]: True, made.pots["more"]: None}
    decide(made.pots["more"], is_yes=False)
    assert decided() == {made.pots["virtual"]: True, made.pots["more"]: False}
    for nothing in ("", "another"):
        with pytest.raises(NotFound):
            decide(nothing)
