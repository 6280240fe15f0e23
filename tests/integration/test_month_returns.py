"""Returns of a direct payment: lines by hand, sent once when its month is over, then frozen; the amount follows."""

from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.budgets.models import HandLine, Pot, SentReturn, StatedAmount
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.accounts import accounts
from marketplace.budgets.queries.beside_bank import beside_bank, beside_bank_of
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.services import ledger, returns, stating
from marketplace.budgets.services import pots as closing
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.services.returns import Added
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.statement import Month
from marketplace.clock import LONDON
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from tests import families, pots

pytestmark = pytest.mark.usefixtures("database")
DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
WAGES = Added(date(2026, 12, 28), HandSort.WAGES, 200_00, "Jo, December")
PAID_IN = Added(date(2026, 12, 1), HandSort.COUNCIL, 500_00)


class Family:
    """Callum with his mother and a direct payment of £1,000.00, of which a break took £60.00; in December."""

    def __init__(self) -> None:
        self.officer = families.officer()
        self.mother = families.viewer("Anna Hume")
        self.person = families.person(council=families.BORDERS)
        families.acts_for(self.mother, self.person)
        self.ref = pots.pot("direct_payment", person=self.person, by=self.mother, pence=1_000_00).ref
        pots.hold(self.pot, 60_00, "share:1")
        ledger.post(portions=[Portion("share:1")], key="post:1", by=SITE)

    @property
    def pot(self) -> Pot:
        return pots.find(self.ref)


def on(month: int, day: int, year: int = 2026) -> time_machine.travel:
    return time_machine.travel(datetime(year, month, day, 9, tzinfo=LONDON), tick=False)


def made() -> Family:
    with on(12, 1):
        return Family()


def send(of: Family, month: Month = DECEMBER, *, bank: int, opening: int | None = None, words: str = "") -> None:
    returns.send_return(of.ref, month, bank_pence=bank, opening_pence=opening, words=words, by=of.mother)


def test_a_return_adds_up_is_sent_once_and_its_lines_stay() -> None:
    of = made()
    with on(1, 4, 2027):
        for line in (WAGES, PAID_IN):
            returns.add_line(of.ref, DECEMBER, line=line, by=of.mother)
        sums = return_of(of.ref, DECEMBER, viewer=of.mother).sums
        assert (sums.in_pence, sums.out_pence) == (500_00, 260_00)
        send(of, bank=1_240_00, opening=1_000_00)
        sent = return_of(of.ref, DECEMBER, viewer=of.officer)
        assert sent.sent is not None
        assert (sent.sums.closing_pence, sent.sums.difference_pence, sent.may_write) == (1_240_00, 0, False)
        with pytest.raises(Conflict):
            send(of, bank=1_240_00, opening=1_000_00)
        with pytest.raises(Conflict):
            returns.add_line(of.ref, DECEMBER, line=WAGES, by=of.mother)
        with pytest.raises(Conflict):
            returns.take_line_out(of.ref, DECEMBER, sent.sums.by_hand[0].ref, by=of.mother)


def test_what_the_bank_says_is_what_is_in_the_pot_and_where_the_next_month_begins() -> None:
    of = made()
    with on(1, 4, 2027):
        send(of, bank=700_00, opening=1_000_00, words="Wages of Jo are missing")
        assert pots.balance(of.pot).free_pence == 700_00
        stated = session.scalars(select(StatedAmount).order_by(StatedAmount.id.desc()).limit(1)).one()
        assert (stated.stated_on, stated.evidence) == (date(2026, 12, 31), "Return of December 2026")
        page = return_of(of.ref, JANUARY, viewer=of.mother)
        assert (page.sums.opening_pence, page.asks_opening) == (700_00, False)


def test_what_the_bank_had_stands_beside_what_the_pot_counted_and_the_difference_is_explained() -> None:
    of = made()
    with on(1, 4, 2027):
        returns.add_line(of.ref, DECEMBER, line=WAGES, by=of.mother)
        send(of, bank=700_00, opening=1_000_00, words="Cash was taken out")
        (one,) = beside_bank_of([of.pot], DECEMBER).values()
        # 1,000.00 was told for 1 December, and a break took 60.00; wages of 200.00 went out besides
        assert (one.bank_pence, one.here_pence, one.difference_pence) == (700_00, 940_00, -240_00)
        assert (one.told_on, one.besides_pence, one.unexplained_pence) == (date(2026, 12, 1), -200_00, -40_00)
        assert one.counts_on == date(2027, 1, 4)
        assert beside_bank([of.pot], JANUARY)[of.pot.id] == one
        assert beside_bank([of.pot], Month(2026, 11)) == beside_bank_of([of.pot], JANUARY) == {}
        finance = families.officer(role=RoleName.COUNCIL_FINANCE)
        assert accounts(DECEMBER, viewer=finance).beside == (one,)
        assert accounts(JANUARY, viewer=finance).beside == ()


def test_a_newer_amount_that_somebody_told_stays() -> None:
    of = made()
    with on(1, 4, 2027):
        newer = Stated(date(2027, 1, 2), 650_00, evidence="Bank statement")
        stating.state_amount(of.ref, stated=newer, by=of.mother)
        send(of, bank=700_00, opening=760_00)
        assert pots.balance(of.pot).free_pence == 650_00


def test_the_last_return_of_a_pot_that_is_closed_is_sent_too_and_its_amount_stays() -> None:
    of = made()
    with on(1, 4, 2027):
        closing.close_pot(of.ref, by=of.mother)
        send(of, bank=950_00, opening=1_000_00, words="Interest")
        assert return_of(of.ref, DECEMBER, viewer=of.officer).sent is not None
        assert pots.balance(of.pot).free_pence == 940_00


def test_a_difference_is_explained_or_nothing_is_sent() -> None:
    of = made()
    with on(1, 4, 2027):
        with pytest.raises(Refused) as refused:
            send(of, bank=939_99, opening=1_000_00)
        assert "differ by £0.01" in refused.value.fields["words"]
        assert session.scalars(select(SentReturn)).all() == []
        send(of, bank=939_99, opening=1_000_00, words="A bank charge")
        assert return_of(of.ref, DECEMBER, viewer=of.mother).sums.difference_pence == -1


@pytest.mark.parametrize(("day", "is_over"), [((12, 31, 2026), False), ((1, 1, 2027), True)])
def test_it_is_sent_from_the_day_after_its_month(day: tuple[int, int, int], *, is_over: bool) -> None:
    of = made()
    with on(*day):
        if is_over:
            send(of, bank=940_00, opening=1_000_00)
        else:
            with pytest.raises(Refused, match=r"^$") as refused:
                send(of, bank=940_00, opening=1_000_00)
            assert set(refused.value.fields) == {"bank"}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Added(date(2026, 11, 30), HandSort.WAGES, 1), "on"),
        (Added(date(2027, 1, 1), HandSort.WAGES, 1), "on"),
        (Added(date(2026, 12, 1), HandSort.WAGES, 0), "amount"),
        (Added(date(2026, 12, 1), HandSort.WAGES, -5), "amount"),
        (Added(date(2026, 12, 1), HandSort.WAGES, 10**12), "amount"),
        (Added(date(2026, 12, 1), HandSort.WAGES, 1, "x" * 121), "words"),
    ],
)
def test_a_bad_line_is_refused_at_its_field(line: Added, field: str) -> None:
    of = made()
    with on(1, 4, 2027):
        with pytest.raises(Refused) as refused:
            returns.add_line(of.ref, DECEMBER, line=line, by=of.mother)
        assert set(refused.value.fields) == {field}
        assert session.scalars(select(HandLine)).all() == []


def test_who_keeps_the_money_writes_it_finance_reads_it_and_strangers_find_nothing() -> None:
    of = made()
    finance = families.officer(role=RoleName.COUNCIL_FINANCE)
    strangers: list[Viewer] = [families.viewer("Stranger"), families.officer(council=families.FIFE)]
    with on(1, 4, 2027):
        assert return_of(of.ref, DECEMBER, viewer=finance).may_write is False
        with pytest.raises(NotAllowed):
            returns.add_line(of.ref, DECEMBER, line=WAGES, by=finance)
        for stranger in strangers:
            with pytest.raises(NotFound):
                return_of(of.ref, DECEMBER, viewer=stranger)
            with pytest.raises(NotFound):
                returns.add_line(of.ref, DECEMBER, line=WAGES, by=stranger)


def test_only_a_direct_payment_of_a_council_has_returns_and_only_of_its_own_months() -> None:
    of = made()
    with on(1, 4, 2027):
        for code in ("ilf", "council_arranged", "own"):
            other = pots.pot(code, person=of.person, by=of.officer).ref
            with pytest.raises(NotFound):
                return_of(other, JANUARY, viewer=of.officer)
        for month in (None, Month(2026, 11), Month(2027, 2)):
            with pytest.raises(NotFound):
                return_of(of.ref, month, viewer=of.mother)


def test_a_line_of_another_month_or_pot_cannot_be_taken_out() -> None:
    of = made()
    with on(1, 4, 2027):
        returns.add_line(of.ref, DECEMBER, line=WAGES, by=of.mother)
        (line,) = return_of(of.ref, DECEMBER, viewer=of.mother).sums.by_hand
        with pytest.raises(NotFound):
            returns.take_line_out(of.ref, JANUARY, line.ref, by=of.mother)
        returns.take_line_out(of.ref, DECEMBER, line.ref, by=of.mother)
        assert return_of(of.ref, DECEMBER, viewer=of.mother).sums.by_hand == ()


@pytest.mark.parametrize("change", [{"closing_pence": 1}, {"bank_pence": 1}])
def test_the_database_keeps_no_return_that_does_not_add_up_or_is_not_explained(change: dict[str, int]) -> None:
    of = made()
    with on(1, 4, 2027):
        send(of, bank=940_00, opening=1_000_00)
        with pytest.raises(IntegrityError), transaction():
            session.execute(update(SentReturn).values(**change))
