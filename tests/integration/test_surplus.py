"""Money that will be left over is told once and in time, talked about, and only then asked back (JOURNEYS 25)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.pot_rulings import may_pot_buy
from marketplace.booking.queries.surplus import surplus_of
from marketplace.booking.queries.surplus_offers import offers_for
from marketplace.booking.services import allow_time
from marketplace.booking.services.surplus import Talk, ask_back, tell_surplus, write_talk
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.models import Pot
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import ledger, terms
from marketplace.budgets.services.erasing import erase
from marketplace.budgets.services.pots import close_pot
from marketplace.budgets.statement import Movement
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.clock import LONDON
from marketplace.db import lock, session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.representation import Capacity
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import MayBuy
from tests import breaks, families, pots

pytestmark = pytest.mark.usefixtures("database")
TOLD = datetime.combine(pots.LAST_DAY - timedelta(days=90), time(9), tzinfo=LONDON)  # 31 December: three months before
AFTER = datetime.combine(pots.LAST_DAY + timedelta(days=1), time(9), tzinfo=LONDON)
TALK = Talk(TOLD.date(), "Anna and Callum", "They did not know that it ends in March", ["Whin Lodge"])


class Family:
    """Callum with his mother, an officer, and £1,000.00 of the council until 31 March; made on 1 December."""

    def __init__(self) -> None:
        self.officer = families.officer()
        self.mother = families.viewer("Anna Hume")
        self.person = families.person(council=families.BORDERS, email="callum@example.org")
        families.acts_for(self.mother, self.person)
        families.acts_for(self.officer, self.person, capacity=Capacity.CARE_MANAGER)
        self.pot_ref = pots.pot(person=self.person, by=self.officer, pence=1_000_00).ref

    @property
    def pot(self) -> Pot:
        """The pot as it is now."""
        return pots.find(self.pot_ref)


def made() -> Family:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=LONDON), tick=False):
        return Family()


def letters() -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Letter.to_address).where(Letter.name == "money-left")))


def test_three_months_before_the_end_whoever_uses_it_and_their_care_manager_are_told_once() -> None:
    of = made()
    with time_machine.travel(TOLD - timedelta(days=1), tick=False):
        assert tell_surplus() == 0
    with time_machine.travel(TOLD, tick=False):
        assert tell_surplus() == 1
        assert tell_surplus() == 0
        assert letters() == sorted([of.mother.email, of.officer.email, "callum@example.org"])
        row = session.scalars(select(Surplus)).one()
        # nothing was paid; 4 weeks' worth of 1,000.00 a year stays: 76.71
        assert (row.surplus_pence, row.ends_on) == (923_29, pots.LAST_DAY)


def test_nothing_is_told_of_a_pot_that_will_be_used_up_is_closed_or_has_no_end() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        pots.hold(of.pot, 950_00)
        pots.pot("own", person=of.person, by=of.officer)
        assert tell_surplus() == 0


def test_nothing_is_asked_back_before_it_was_told_and_talked_about() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        with pytest.raises(RulesSayNo):
            ask_back(of.pot.ref, pence=100_00, reason="Not used", by=of.officer)
        tell_surplus()
        with pytest.raises(RulesSayNo):
            ask_back(of.pot.ref, pence=100_00, reason="Not used", by=of.officer)
        write_talk(of.pot.ref, talk=TALK, by=of.officer)
        with pytest.raises(RulesSayNo):
            ask_back(of.pot.ref, pence=923_30, reason="Not used", by=of.officer)
        with pytest.raises(Refused):
            ask_back(of.pot.ref, pence=100_00, reason=" ", by=of.officer)
        assert pots.balance(of.pot).free_pence == 1_000_00
        ask_back(of.pot.ref, pence=400_00, reason="They agreed", by=of.officer)
        assert pots.balance(of.pot).free_pence == 600_00
        row = session.scalars(select(Surplus)).one()
        assert (row.back_pence, row.reason, row.offered, row.talked_with) == (
            400_00,
            "They agreed",
            ["Whin Lodge"],
            "Anna and Callum",
        )
        told = statement(of.pot, first_on=date(2026, 12, 1), last_on=date(2026, 12, 31))
        assert [(line.movement, line.pence, line.note) for line in told.lines] == [
            (Movement.ADDED, 1_000_00, "Yearly budget"),
            (Movement.ASKED_BACK, -400_00, "They agreed"),
        ]
        assert (told.in_pence, told.out_pence, told.closing_pence) == (1_000_00, 400_00, 600_00)
    assert ledger_is_off_by_pence() == 0


def test_no_more_goes_back_in_however_many_steps_than_was_told_and_talked_about() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()  # 923.29: 4 weeks' worth of the whole stays, 76.71
        write_talk(of.pot_ref, talk=TALK, by=of.officer)
        for pence in (500_00, 400_00, 23_29):
            ask_back(of.pot_ref, pence=pence, reason="They agreed", by=of.officer)
        page = surplus_of(of.pot_ref, viewer=of.officer)
        assert (page.forecast.kept_back_pence, page.forecast.left_pence, page.left_to_ask_pence) == (76_71, 76_71, 0)
        with pytest.raises(RulesSayNo):
            ask_back(of.pot_ref, pence=1, reason="More", by=of.officer)
    assert ledger_is_off_by_pence() == 0


def test_what_is_left_besides_later_is_not_asked_back_before_it_is_told_and_talked_about_anew() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        pots.hold(of.pot, 500_00)
        tell_surplus()
        write_talk(of.pot_ref, talk=TALK, by=of.officer)
        ask_back(of.pot_ref, pence=423_29, reason="They agreed", by=of.officer)
        ledger.void(references=["share:1"], by=SITE)  # the break is off: 500.00 more will be left
        assert surplus_of(of.pot_ref, viewer=of.officer).forecast.back_pence == 500_00
        with pytest.raises(RulesSayNo):
            ask_back(of.pot_ref, pence=1, reason="More", by=of.officer)
        assert tell_surplus() == 0  # before the end it is told once
    with time_machine.travel(AFTER, tick=False):
        assert (tell_surplus(), tell_surplus()) == (1, 0)
        with pytest.raises(RulesSayNo):
            ask_back(of.pot_ref, pence=1, reason="More", by=of.officer)
        write_talk(of.pot_ref, talk=replace(TALK, on=AFTER.date()), by=of.officer)
        ask_back(of.pot_ref, pence=576_71, reason="The year is over", by=of.officer)
        first, again = surplus_of(of.pot_ref, viewer=of.officer).tellings
        assert (first.surplus_pence, first.back_pence) == (423_29, 423_29)
        assert (again.surplus_pence, again.back_pence, again.nth) == (576_71, 576_71, 1)
        assert pots.balance(of.pot).left_pence == 0


def test_a_pot_that_ended_before_anybody_was_told_is_told_talked_about_and_emptied() -> None:
    of = made()
    with time_machine.travel(AFTER, tick=False):
        assert tell_surplus() == 1
        body = session.scalars(select(Letter.body).where(Letter.name == "money-left")).first() or ""
        assert "£1,000.00 of Council arranged was left on Wednesday 31 March 2027" in body
        assert "You can still use it" not in body
        write_talk(of.pot_ref, talk=replace(TALK, on=AFTER.date()), by=of.officer)
        ask_back(of.pot_ref, pence=1_000_00, reason="The year is over", by=of.officer)
        assert (pots.balance(of.pot).left_pence, tell_surplus()) == (0, 0)


def test_the_money_of_a_closed_pot_is_told_talked_about_and_can_go_back() -> None:
    of = made()
    with time_machine.travel(TOLD - timedelta(days=20), tick=False):
        close_pot(of.pot_ref, by=of.officer)
        assert tell_surplus() == 1
    with time_machine.travel(TOLD, tick=False):
        assert tell_surplus() == 0
        write_talk(of.pot_ref, talk=TALK, by=of.officer)
        ask_back(of.pot_ref, pence=1_000_00, reason="They have another pot", by=of.officer)
        assert pots.balance(of.pot).left_pence == 0


def test_the_money_of_somebody_who_was_erased_goes_back_without_a_talk_as_nobody_is_left_to_talk_with() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        with transaction():
            owner = of.pot.person
            erase(owner)
            owner.erased_at = clock.now()
        assert tell_surplus() == 0
        with pytest.raises(NotFound):
            ask_back(of.pot_ref, pence=1_00, reason="No", by=families.officer(council=families.FIFE))
        with pytest.raises(RulesSayNo):
            ask_back(of.pot_ref, pence=1_000_01, reason="Too much", by=of.officer)
        ask_back(of.pot_ref, pence=1_000_00, reason="Nobody is left to use it", by=of.officer)
        assert pots.balance(of.pot).left_pence == 0
    assert ledger_is_off_by_pence() == 0


def test_the_database_lets_no_more_go_back_than_was_told() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        write_talk(of.pot_ref, talk=TALK, by=of.officer)
    more = update(Surplus).values(back_pence=923_30, reason="More")
    with pytest.raises(DBAPIError, match="no more goes back than was told"), transaction():
        session.execute(more)
    with transaction():
        session.execute(more.values(back_pence=923_29))


def test_what_is_left_is_worked_out_once_nobody_else_can_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        write_talk(of.pot.ref, talk=TALK, by=of.officer)

        def after_somebody_else(*competed: tuple[type[Pot], list[int]]) -> None:
            lock(*competed)
            pots.hold(of.pot, 900_00)

        monkeypatch.setattr("marketplace.booking.services.surplus.lock", after_somebody_else)
        with pytest.raises(RulesSayNo):  # 100.00 is free, of which 76.71 is kept back
            ask_back(of.pot.ref, pence=80_00, reason="Not used", by=of.officer)


def test_what_is_set_aside_for_breaks_never_goes_back() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        write_talk(of.pot.ref, talk=TALK, by=of.officer)
        pots.hold(of.pot, 900_00)
        with pytest.raises((RulesSayNo, NotEnoughMoney)):
            ask_back(of.pot.ref, pence=200_00, reason="Not used", by=of.officer)
        assert pots.balance(of.pot).set_aside_pence == 900_00


@pytest.mark.parametrize("who", ["mother", "finance", "other", "stranger"])
def test_only_an_officer_of_the_council_whose_money_it_is_writes_it_down_and_asks_it_back(who: str) -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        by: Viewer = {
            "mother": of.mother,
            "finance": families.officer(role=RoleName.COUNCIL_FINANCE),
            "other": families.officer(council=families.FIFE),
            "stranger": families.viewer("Stranger"),
        }[who]
        with pytest.raises((NotAllowed, NotFound)):
            write_talk(of.pot.ref, talk=TALK, by=by)
        with pytest.raises((NotAllowed, NotFound)):
            ask_back(of.pot.ref, pence=1_00, reason="No", by=by)
        assert pots.balance(of.pot).free_pence == 1_000_00


def test_a_talk_needs_its_day_its_people_and_its_words() -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        bad = Talk(TOLD.date() + timedelta(days=1), " ", "x" * 301)
        with pytest.raises(Refused) as refused:
            write_talk(of.pot.ref, talk=bad, by=of.officer)
        assert set(refused.value.fields) == {"talked_on", "talked_with", "words"}
        with pytest.raises(Refused) as too_early:
            write_talk(of.pot.ref, talk=replace(TALK, on=TOLD.date() - timedelta(days=1)), by=of.officer)
        assert set(too_early.value.fields) == {"talked_on"}


def test_breaks_that_suit_are_offered_within_what_will_be_left_and_before_the_last_day() -> None:
    of = made()
    house = breaks.house(title="Whin Lodge")
    with time_machine.travel(TOLD, tick=False):
        expected = surplus_of(of.pot.ref, viewer=of.mother).forecast
        (offer,) = offers_for(of.pot, expected, ()).breaks
        assert (offer.ref, offer.stays) == (house.ref, ((2, 200_00), (3, 300_00), (7, 700_00)))
        needs = (parse_need("hoist=single_track", strength=Strength.MUST),)
        assert offers_for(of.pot, expected, needs).breaks == ()
        pots.hold(of.pot, 800_00)
        left = surplus_of(of.pot.ref, viewer=of.mother).forecast
        (offer,) = offers_for(of.pot, left, ()).breaks
        assert offer.stays == ((1, 100_00),)
        pots.hold(of.pot, 100_00, "share:2")
        assert offers_for(of.pot, surplus_of(of.pot.ref, viewer=of.mother).forecast, ()).breaks == ()
    with time_machine.travel(datetime.combine(pots.LAST_DAY, time(9), tzinfo=LONDON), tick=False):
        assert offers_for(of.pot, expected, ()).breaks == ()


@pytest.mark.parametrize(
    ("draft", "buys", "stays"),
    [
        (TermsDraft(total_cap_pence=300_00), {}, (2, 3)),
        (TermsDraft(total_cap_pence=299_99), {}, (2,)),
        (TermsDraft(week_cap_pence=100_00), {}, (1,)),
        (TermsDraft(), {ListingKind.ACCOMMODATION: Buys(None, 200_00)}, (2,)),
        (TermsDraft(), {ListingKind.ACCOMMODATION: Buys(None, 99_99)}, ()),
        (TermsDraft(), {ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, (2, 3, 7)),
        (TermsDraft(), {ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)}, ()),
    ],
)
def test_nothing_is_offered_that_the_pot_may_not_buy_or_its_caps_do_not_reach(
    draft: TermsDraft, buys: dict[ListingKind, Buys], stays: tuple[int, ...]
) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    terms.keep_terms(of.pot_ref, draft=draft, seen=None, by=of.officer)
    terms.keep_purchases(of.pot_ref, said=buys, seen=None, by=of.officer)
    with time_machine.travel(TOLD, tick=False):
        found = offers_for(of.pot, surplus_of(of.pot_ref, viewer=of.mother).forecast, ())
    assert [nights for one in found.breaks for nights, _ in one.stays] == list(stays)
    answer = buys.get(ListingKind.ACCOMMODATION, Buys()).answer
    assert ("never pays for a place to stay" in found.why_not) == (answer is MayBuy.NEVER)
    assert ("only if an officer says yes" in found.asks) == (answer is MayBuy.ASK)


@pytest.mark.parametrize(("allowed", "stays"), [(1, (1,)), (2, (2,)), (6, (2, 3)), (7, (2, 3, 7))])
def test_no_longer_stay_is_offered_than_there_are_nights_left(allowed: int, stays: tuple[int, ...]) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    allow_time(of.person, under=f"pot:{of.pot_ref}", unit=TimeUnit.NIGHTS, allowed=allowed, by=of.officer)
    with time_machine.travel(TOLD, tick=False):
        found = offers_for(of.pot, surplus_of(of.pot_ref, viewer=of.mother).forecast, ())
    assert [nights for one in found.breaks for nights, _ in one.stays] == list(stays)
    assert found.nights_left == allowed


@pytest.mark.parametrize(
    ("code", "buys", "answer"),
    [
        ("ilf", {}, MayBuy.ASK),
        ("ilf", {ListingKind.ACCOMMODATION: Buys(MayBuy.ALLOW)}, MayBuy.ALLOW),
        ("ilf", {ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)}, MayBuy.NEVER),
        ("access_to_work", {}, MayBuy.NEVER),
        ("council_arranged", {}, MayBuy.ALLOW),
    ],
)
def test_a_pot_is_asked_what_it_may_buy_by_its_letter_its_sort_and_its_council(
    code: str, buys: dict[ListingKind, Buys], answer: MayBuy
) -> None:
    officer = families.officer()
    ref = pots.pot(code, by=officer).ref
    terms.keep_purchases(ref, said=buys, seen=None, by=officer)
    found = may_pot_buy(pots.find(ref), ListingKind.ACCOMMODATION, settings_in_force(), TALK.on)
    assert found is answer
