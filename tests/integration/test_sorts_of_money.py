"""What each sort of pot buys, and a share of support: suggested, saved, agreed and confirmed by the same rules."""

from fractions import Fraction

import pytest
from sqlalchemy import create_engine, select, text

from marketplace import db, migrate
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.queries.who_might_pay import suggested
from marketplace.budgets.models import PotSort
from marketplace.budgets.services import stating, terms
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.clock import today
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.rules.results import Answer
from marketplace.rules.settings import MayBuy
from tests import breaks, families, funded, golden, pots
from tests.golden import Golden
from tests.integration.test_migrations import back_to

on_one = pytest.mark.parametrize("engine_name", ["sqlite"])  # decided in code

ALLOW, ASK, NEVER = MayBuy
STAY, HOME, LIVES = ListingKind.ACCOMMODATION, ListingKind.CARE_HOME, ListingKind.SHARED_LIVES
BANK, SOLE, AT_HOME = ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME
ACTIVITY, TAXI, EQUIPMENT, OTHER = (
    ListingKind.ACTIVITY,
    ListingKind.TRANSPORT,
    ListingKind.EQUIPMENT,
    ListingKind.OTHER,
)
TABLE = {
    "nhs": {BANK: ALLOW, SOLE: ALLOW, AT_HOME: ALLOW, LIVES: ASK, HOME: ASK}
    | dict.fromkeys((STAY, ACTIVITY, TAXI, EQUIPMENT, OTHER), NEVER),
    "education": dict.fromkeys((BANK, SOLE, AT_HOME, ACTIVITY, TAXI, EQUIPMENT, OTHER), ASK)
    | dict.fromkeys((STAY, HOME, LIVES), NEVER),
    "housing_support": dict.fromkeys((BANK, SOLE, AT_HOME), ASK)
    | dict.fromkeys((STAY, HOME, LIVES, ACTIVITY, TAXI, EQUIPMENT, OTHER), NEVER),
    "access_to_work": dict.fromkeys(ListingKind, NEVER),
    "grant": dict.fromkeys(ListingKind, ASK),
    "start_up": dict.fromkeys((BANK, SOLE, AT_HOME, EQUIPMENT), ALLOW)
    | dict.fromkeys((STAY, HOME, LIVES, ACTIVITY, TAXI, OTHER), ASK),
}


def planned_with(code: str, pence: int = 500_00) -> Golden:
    """Two nights in a house and four hours of a PA bank that nobody pays, and a pot of this sort beside own money."""
    made = breaks.planned(breaks.family("own"), pot="own", shared=False)
    breaks.add_support(made)
    person, officer = made.people["person"], made.viewers["officer"]
    made.pots["it"] = funded.pot(person, code, pence, plan_ref="", by=made.arranger, officer=officer)
    return made


def given(made: Golden, **more: object) -> dict[tuple[str, str], int]:
    """What a suggestion gives, by pot and part."""
    found = suggested(made.ref, viewer=made.arranger, **more)  # type: ignore[arg-type]
    names = {ref: name for name, ref in (made.pots | made.lines).items()}
    return {(names[one.pot_ref], names[one.line_ref]): one.pence for one in found.given}


def set_share(made: Golden, line: str, *, pence: int | None = None, per_cent: int | None = None) -> None:
    part = SharePart(made.pots["it"], pence=pence, per_cent=Fraction(per_cent) if per_cent else None)
    services.set_shares(made.ref, made.lines[line], parts=[part], by=made.arranger)


def answers(made: Golden, line: str, rule_id: str) -> list[Answer]:
    return [one.answer for one in rulings(made.break_).by_line[made.lines[line]] if one.rule_id == rule_id]


@pytest.mark.usefixtures("database")
def test_every_sort_says_what_it_buys_or_leaves_it_to_the_council_the_letter_or_the_person() -> None:
    sorts = {sort.code: sort for sort in session.scalars(select(PotSort))}
    for code, table in TABLE.items():
        said = {kind: sorts[code].may_buy(kind) for kind in ListingKind}
        assert {kind: one.answer for kind, one in said.items() if one} == table, code
        assert sorts[code].buys_words
        assert sorts[code].buys_source
    left = {code for code, sort in sorts.items() if not sort.buys}
    councils = {"direct_payment", "direct_payment_held", "carer", "isf", "council_arranged"}
    assert left == councils | {"ilf", "own", "contribution"}


@pytest.mark.usefixtures("database")
@on_one
@pytest.mark.parametrize(
    ("code", "house", "support"),
    [
        ("access_to_work", NEVER, NEVER),
        ("housing_support", NEVER, ASK),
        ("education", NEVER, ASK),
        ("nhs", NEVER, ALLOW),
        ("start_up", ASK, ALLOW),
        ("grant", ASK, ASK),
    ],
)
def test_what_a_sort_never_buys_is_neither_suggested_nor_saved_and_what_is_asked_waits(
    code: str, house: MayBuy, support: MayBuy
) -> None:
    made = planned_with(code)
    found = given(made)
    for line, said in (("house", house), ("support", support)):
        assert (("it", line) in found) == (said is not NEVER)
        if said is NEVER:
            with pytest.raises(Refused) as refused:
                set_share(made, line, per_cent=100)
            assert "(What a pot may buy.)" in refused.value.fields["pot-0"]
        else:
            set_share(made, line, per_cent=100)
            assert answers(made, line, "R8") == [Answer.ASK if said is ASK else Answer.ALLOWED]


@pytest.mark.usefixtures("database")
@on_one
def test_a_letter_that_names_a_stay_counts_before_what_is_usual_for_the_money() -> None:
    made = planned_with("access_to_work")
    (choice,) = [
        one
        for one in pot_choices(made.ref, made.lines["house"], viewer=made.arranger)
        if one.pot_ref == made.pots["it"]
    ]
    assert "A break is not work." in choice.why_not
    funded.names(made.pots["it"], ListingKind.ACCOMMODATION, by=made.arranger)
    set_share(made, "house", per_cent=100)
    assert answers(made, "house", "R8") == [Answer.ASK]
    funded.names(made.pots["it"], ListingKind.ACCOMMODATION, by=made.viewers["officer"])
    assert answers(made, "house", "R8") == [Answer.ALLOWED]


@pytest.mark.usefixtures("database")
@on_one
def test_what_was_saved_before_its_letter_was_put_right_stops_the_break_where_it_would_be_held() -> None:
    made = planned_with("nhs")
    funded.names(made.pots["it"], ListingKind.ACCOMMODATION, by=made.viewers["officer"])
    set_share(made, "house", per_cent=100)
    own = SharePart(made.pots["own"], per_cent=Fraction(100))
    services.set_shares(made.ref, made.lines["support"], parts=[own], by=made.arranger)
    terms.keep_purchases(
        made.pots["it"], said={ListingKind.TRANSPORT: Buys(ALLOW)}, seen=None, by=made.viewers["officer"]
    )
    with pytest.raises(RulesSayNo, match="What a pot may buy"):
        services.hold(made.ref, by=made.arranger)


# a share of support


@pytest.mark.usefixtures("database")
@on_one
def test_the_nhs_is_suggested_for_exactly_its_share_of_support_and_for_nothing_else() -> None:
    made = golden.a_long_weekend()
    found = given(made, is_anew=True)
    nhs = {line: pence for (pot, line), pence in found.items() if pot == "nhs"}
    assert nhs == {"support": 221_40, "sleepovers": 123_75}
    assert given(made, is_anew=True, first=made.pots["direct"])["nhs", "support"] == 221_40


@pytest.mark.usefixtures("database")
@on_one
@pytest.mark.parametrize(("pence", "answer"), [(24_60, Answer.ALLOWED), (24_61, Answer.ASK), (98_40, Answer.ASK)])
def test_more_than_the_share_waits_for_an_officer_and_is_said_on_who_pays(pence: int, answer: Answer) -> None:
    made = planned_with("nhs")
    funded.keep_share(made.pots["it"], 2500, by=made.arranger)
    assert made.line("support").pence == 98_40
    set_share(made, "support", pence=pence)
    assert answers(made, "support", "SHARE") == [answer]
    page = break_for(made.ref, viewer=made.arranger)
    (row,) = [line for line in page.lines if line.ref == made.lines["support"]]
    assert ("SHARE" in {one.rule_id for one in row.results if one.waits}) == (answer is Answer.ASK)
    (pot,) = page.pots
    assert pot.words.endswith("Its share is 25% of support.")


@pytest.mark.usefixtures("database")
@on_one
def test_an_officers_yes_to_more_than_the_share_is_kept_for_that_pot() -> None:
    made = planned_with("nhs")
    funded.keep_share(made.pots["it"], 2500, by=made.arranger)
    set_share(made, "support", per_cent=40)
    own = SharePart(made.pots["own"], per_cent=Fraction(100))
    services.set_shares(made.ref, made.lines["house"], parts=[own], by=made.arranger)
    (asked,) = [one for _, one in rulings(made.break_).asking if one.rule_id == "SHARE"]
    assert asked.pot_ref == made.pots["it"]


@pytest.mark.usefixtures("database")
@on_one
@pytest.mark.parametrize("code", ["direct_payment", "council_arranged"])
def test_council_money_has_no_share_and_a_share_is_above_nothing_and_no_more_than_all(code: str) -> None:
    officer = families.officer()
    nhs, council = pots.pot("nhs", by=officer), pots.pot(code, by=officer)
    for wrong in (0, 10_001):
        with pytest.raises(Refused) as refused:
            terms.keep_terms(nhs.ref, draft=TermsDraft(share_basis_points=wrong), seen=None, by=officer)
        assert set(refused.value.fields) == {"share"}
    for kept in (1, 10_000):
        terms.keep_terms(nhs.ref, draft=TermsDraft(share_basis_points=kept), seen=None, by=officer)
        assert terms.terms_of(pots.find(nhs.ref)).share_basis_points == kept
    terms.keep_terms(council.ref, draft=TermsDraft(share_basis_points=2500), seen=None, by=officer)
    assert terms.terms_of(pots.find(council.ref)).share_basis_points is None


@pytest.mark.parametrize(
    ("evidence", "share"),
    [
        ("Letter from NHS Borders. It pays 25% of his support.", 2500),
        ("It pays 12.5 % of support", 1250),
        ("The NHS pays 25% of support and 10% of nights", None),
        ("25% off in the shop", None),
        ("It pays its part of support", None),
        ("It pays 250% of support", None),
    ],
)
def test_a_share_that_stood_in_words_is_carried_over(own_database_url: str, evidence: str, share: int | None) -> None:
    engine = db.connect(own_database_url)
    officer = families.officer()
    ref = pots.pot("nhs", by=officer).ref
    told = Stated(on=today(), amount_pence=1_200_00, outgoings_pence=0, evidence=evidence)
    stating.state_amount(ref, stated=told, by=officer)
    db.session.remove()
    engine.dispose()
    back_to("0045", own_database_url)
    migrate.upgrade(own_database_url)
    engine = create_engine(own_database_url)
    with engine.connect() as connection:
        kept = connection.scalar(text("SELECT max(share_basis_points) FROM pot_terms"))
        buys = connection.scalar(text("SELECT buys_words FROM pot_sort WHERE code = 'access_to_work'"))
    engine.dispose()
    assert kept == share
    assert "for nothing else" in buys
