"""Stated money is asked back after the talk, on a paper with its day; and only what came is posted."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.asked_money import still_asked
from marketplace.booking.queries.surplus import surplus_of
from marketplace.booking.queries.unmatched import unmatched
from marketplace.booking.services import asked_money as services
from marketplace.booking.services.asked_money import BackBy
from marketplace.booking.services.surplus import Talk, ask_back, tell_surplus, write_talk
from marketplace.booking.unmatched import Why
from marketplace.budgets.models import Pot
from marketplace.budgets.models.asked import AskedMoney, AskedState
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import stating
from marketplace.budgets.services.erasing import erase
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.statement import Month, Movement
from marketplace.clock import LONDON
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.representation import Capacity
from tests import families, pots
from tests.databases import on_one

pytestmark = pytest.mark.usefixtures("database")
TOLD = datetime.combine(pots.LAST_DAY - timedelta(days=90), time(9), tzinfo=LONDON)
PAY_BY = TOLD.date() + timedelta(days=28)
BACK_BY = BackBy("Sort code 83-06-08, account 12345678, reference DP 77", PAY_BY)
TALK = Talk(TOLD.date(), "Anna and Callum", "They did not need it")


class Family:
    """Callum with his mother, an officer, finance, and £1,000.00 in a direct payment; told and talked about."""

    def __init__(self) -> None:
        self.officer = families.officer()
        self.finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
        self.mother = families.viewer("Anna Hume")
        self.person = families.person(council=families.BORDERS, email="callum@example.org")
        families.acts_for(self.mother, self.person)
        families.acts_for(self.officer, self.person, capacity=Capacity.CARE_MANAGER)
        self.pot_ref = pots.pot("direct_payment", person=self.person, by=self.mother, pence=1_000_00).ref

    @property
    def pot(self) -> Pot:
        session.rollback()
        return pots.find(self.pot_ref)

    @property
    def asked(self) -> AskedMoney:
        session.rollback()
        return session.scalars(select(AskedMoney).order_by(AskedMoney.id.desc())).first()  # type: ignore[return-value]

    @property
    def left(self) -> int:
        return pots.balance(self.pot).free_pence

    def ask(self, pence: int = 400_00) -> AskedMoney:
        ask_back(self.pot_ref, pence=pence, reason="They agreed", back_by=BACK_BY, by=self.officer)
        return self.asked

    def came(self, pence: int, *, by: Viewer | None = None) -> None:
        services.mark_back(self.pot_ref, self.asked.ref, pence=pence, by=by or self.finance)


@pytest.fixture
def of() -> Family:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=LONDON), tick=False):
        made = Family()
    with time_machine.travel(TOLD, tick=False):
        assert tell_surplus() == 1
        write_talk(made.pot_ref, talk=TALK, by=made.officer)
    return made


def letters(name: str) -> list[Letter]:
    session.rollback()
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def lines(of: Family) -> list[tuple[Movement, int]]:
    told = statement(of.pot, first_on=date(2026, 12, 1), last_on=date(2027, 3, 31))
    assert told.opening_pence + told.told_pence + told.in_pence - told.out_pence == told.closing_pence
    return [(line.movement, line.pence) for line in told.lines]


def test_what_is_asked_back_moves_nothing_and_a_letter_says_how_and_by_when(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        one = of.ask()
        assert (one.state, one.left_pence, of.left) == (AskedState.WAITS, 400_00, 1_000_00)
        assert [movement for movement, _ in lines(of)] == [Movement.STATED]
        sent = letters("money-asked-back")
        assert {letter.to_address for letter in sent} == {"callum@example.org", of.mother.email}
        assert all("83-06-08" in letter.body and "They agreed" in letter.body for letter in sent)
        told = session.scalars(select(Surplus)).one()
        assert (told.back_pence, told.back_at) == (0, None)
        for viewer, waits in ((of.mother, 1), (of.finance, 1), (of.officer, 0)):
            assert len(still_asked(viewer=viewer)) == waits
        (row,) = unmatched(viewer=of.finance)
        assert (row.why, row.pence, row.whose) == (Why.ASKED_BACK, 400_00, "Callum Hume")
        assert still_asked(viewer=families.officer("Fife", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)) == ()


def test_finance_marks_it_in_parts_and_statement_and_return_show_them(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        of.ask()
        of.came(150_00)
        assert (of.asked.state, of.asked.left_pence, of.left) == (AskedState.PART, 250_00, 850_00)
        for pence in (0, -1, 250_01, 10**9):
            with pytest.raises(Refused) as refused:
                of.came(pence)
            assert set(refused.value.fields) == {"amount"}
        of.came(250_00)
        assert (of.asked.state, of.left, still_asked(viewer=of.finance)) == (AskedState.BACK, 600_00, ())
        with pytest.raises(Conflict):
            of.came(1)
        back = Movement.ASKED_BACK
        assert lines(of) == [(Movement.STATED, 1_000_00), (back, -150_00), (back, -250_00)]
        sums = return_of(of.pot_ref, Month.of(TOLD.date()), viewer=of.mother).sums
        assert (sums.out_pence, [line.movement for line in sums.through_site]) == (400_00, [back, back])
        row = session.scalars(select(Surplus)).one()
        assert (row.back_pence, row.reason) == (400_00, "They agreed")
        assert [letter.subject.split()[0] for letter in letters("money-came-back")] == ["£150.00"] * 2 + ["£250.00"] * 2
    assert ledger_is_off_by_pence() == 0


def test_an_amount_stated_for_a_day_before_does_not_bring_back_what_went(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        of.ask()
        of.came(400_00)
    with time_machine.travel(TOLD + timedelta(days=2), tick=False):
        for on, left in ((TOLD.date() - timedelta(days=1), 600_00), (TOLD.date(), 1_000_00)):
            stating.state_amount(of.pot_ref, stated=Stated(on, 1_000_00, evidence="Bank statement"), by=of.mother)
            assert of.left == left


def test_no_more_is_asked_than_is_left_over_with_what_is_asked_already(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        surplus = surplus_of(of.pot_ref, viewer=of.officer).forecast.surplus_pence
        of.ask(surplus - 100_00)
        with pytest.raises(RulesSayNo):
            of.ask(100_01)
        services.let_go(of.pot_ref, of.asked.ref, reason="They were right", by=of.officer)
        of.ask(surplus)
        assert len(session.scalars(select(AskedMoney)).all()) == 2


@on_one
@pytest.mark.parametrize(
    ("back_by", "reason", "fields"),
    [
        (BackBy("", None), "Why", {"how", "pay_by"}),
        (BackBy("x" * 301, PAY_BY), "Why", {"how"}),
        (BackBy("How", TOLD.date()), "Why", {"pay_by"}),
        (BackBy("How", TOLD.date() + timedelta(days=367)), "Why", {"pay_by"}),
        (BackBy("How", PAY_BY), " ", {"reason"}),
        (BackBy("How", TOLD.date() + timedelta(days=1)), "Why", set()),
        (BackBy("How", TOLD.date() + timedelta(days=366)), "Why", set()),
    ],
)
def test_how_and_by_when_are_refused_at_their_fields(
    of: Family, back_by: BackBy, reason: str, fields: set[str]
) -> None:
    with time_machine.travel(TOLD, tick=False):

        def ask() -> None:
            ask_back(of.pot_ref, pence=1_00, reason=reason, back_by=back_by, by=of.officer)

        if not fields:
            ask()
            return
        with pytest.raises(Refused) as refused:
            ask()
        assert set(refused.value.fields) == fields
        assert session.scalars(select(AskedMoney)).all() == []


def test_only_finance_of_the_council_marks_and_only_an_officer_lets_go(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        ref = of.ask().ref
        for by in (of.mother, of.officer, families.viewer("Stranger")):
            with pytest.raises((NotAllowed, NotFound)):
                of.came(1_00, by=by)
        for by in (of.mother, of.finance, families.viewer("Other")):
            with pytest.raises((NotAllowed, NotFound)):
                services.let_go(of.pot_ref, ref, reason="No", by=by)
        other = pots.pot("direct_payment", by=of.officer, pence=1_00)
        with pytest.raises(NotFound):
            services.mark_back(other.ref, ref, pence=1_00, by=of.finance)
        assert (of.left, of.asked.back_pence) == (1_000_00, 0)


def test_what_came_stays_when_the_rest_is_let_go(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        of.ask()
        of.came(100_00)
        with pytest.raises(Refused):
            services.let_go(of.pot_ref, of.asked.ref, reason="  ", by=of.officer)
        services.let_go(of.pot_ref, of.asked.ref, reason="They need it", by=of.officer)
        assert (of.asked.state, of.asked.left_pence, of.left) == (AskedState.LET_GO, 0, 900_00)
        assert "They need it" in letters("money-not-asked")[0].body
        again: list[Callable[[], None]] = [
            lambda: of.came(1_00),
            lambda: services.let_go(of.pot_ref, of.asked.ref, reason="Again", by=of.officer),
        ]
        for act in again:
            with pytest.raises(Conflict):
                act()


def test_what_was_never_told_of_somebody_who_was_erased_is_not_offered_as_there_is_nobody_to_ask() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=LONDON), tick=False):
        of = Family()
    with time_machine.travel(TOLD, tick=False):
        with transaction():
            owner = of.pot.person
            erase(owner)
            owner.erased_at = clock.now()
        page = surplus_of(of.pot_ref, viewer=of.officer)
        assert (page.told, page.may_talk, page.may_ask_back) == (None, False, False)
        with pytest.raises(NotAllowed):
            ask_back(of.pot_ref, pence=1_00, reason="Nobody is left", back_by=BACK_BY, by=of.officer)


def test_the_day_after_its_day_they_are_told_once(of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        of.ask()
    with time_machine.travel(datetime.combine(PAY_BY, time(23, 30), tzinfo=LONDON), tick=False):
        assert services.remind() == 0
    with time_machine.travel(datetime.combine(PAY_BY + timedelta(days=1), time(0, 30), tzinfo=LONDON), tick=False):
        assert (services.remind(), services.remind()) == (1, 0)
        told = {letter.to_address for letter in letters("money-back-late")}
        assert told == {"callum@example.org", of.mother.email, of.officer.email}


@pytest.mark.parametrize(
    "change",
    ["back_pence = pence + 1", "back_pence = -1", "pence = 0", "how = ''", "let_go_words = 'x'", "reason = ''"],
)
def test_the_database_keeps_no_more_back_than_was_asked(of: Family, change: str) -> None:
    with time_machine.travel(TOLD, tick=False):
        of.ask()
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(f"UPDATE asked_money SET {change}"))  # noqa: S608 - from the table above
