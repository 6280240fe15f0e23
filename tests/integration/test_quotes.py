"""Quotes through the services: kept as they were, seen by whoever sees the money, changed by nothing later."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DBAPIError

from marketplace import clock
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.errors import NotNow
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import Rate
from marketplace.notifications.models import Letter
from marketplace.people.representation import Scope
from marketplace.people.services import profile
from marketplace.quotes.models import Quote
from marketplace.quotes.queries.quotes import QuotePage, quote_page
from marketplace.quotes.services.quotes import make_quote, send_quote
from tests import breaks, families, golden
from tests.golden import Golden


def quoted(made: Golden, *, good_until: date | None = None, words: str = "", by: Viewer | None = None) -> str:
    day = good_until or clock.today() + timedelta(days=10)
    return make_quote(made.ref, good_until=day, words=words, by=by or made.arranger)


def seen(made: Golden, ref: str) -> QuotePage:
    session.rollback()
    return quote_page(ref, viewer=made.arranger)


def test_a_quote_of_the_long_weekend_says_every_part_and_what_each_pot_would_pay(database: Engine) -> None:
    made = golden.a_long_weekend()
    found = seen(made, quoted(made, words="As we talked about"))
    paper = found.paper
    assert (paper.pence, paper.missing_pence, len(paper.lines)) == (2_050_60, 0, 6)
    assert all(line.pence == sum(one.pence for one in line.segments) for line in paper.lines)
    assert all(line.pence == sum(one.pence for one in line.shares) for line in paper.lines)
    assert {pot.name: pot.pence for pot in paper.pots} == {
        made.pot(name).name: pence
        for name, pence in {
            "nhs": 221_40, "direct": 664_20, "virtual": 765_00, "ilf": 230_00, "own": 170_00,
        }.items()
    }  # fmt: skip
    (council,) = (pot for pot in paper.pots if pot.ref == made.pots["virtual"])
    assert (council.before_pence, council.after_pence) == (1_500_00, 735_00)
    assert any("subject to assessment" in words for words in paper.still_open)
    # how wide is the way in, and is there room for his chair?
    assert set(dict(paper.ask_first)) == {"Orchard House", "Riding at Stanemoor", "Blackadder Cabs"}
    assert found.changes == ()


def test_a_quote_stays_as_it_was_when_prices_change_and_says_what_is_other_today(database: Engine) -> None:
    made = breaks.planned()
    ref = quoted(made)
    with transaction():
        session.execute(update(Rate).values(weekday_pence=150_00, weekend_pence=150_00, bank_holiday_pence=150_00))
    found = seen(made, ref)
    assert found.paper.pence == breaks.PRICE
    assert found.changes == ("Whin Lodge would cost £300.00 today, not £200.00.",)
    breaks.add_house(made, "second")
    assert "Whin Lodge is in it now, and was not then." in seen(made, ref).changes


def test_a_quote_says_what_a_part_that_is_asked_for_costs_now_where_that_is_another_price(database: Engine) -> None:
    made = breaks.planned()
    ref = quoted(made)
    golden.ask(made)
    assert seen(made, ref).changes == ()
    with transaction():
        made.line("house").segments[0].pence += 15_00
    assert seen(made, ref).changes == ("Whin Lodge costs £215.00 now, not £200.00.",)


def test_a_quote_says_what_is_not_free_now_until_the_break_itself_holds_it(database: Engine) -> None:
    made = breaks.planned()
    ref, first = quoted(made), made.ref
    other = breaks.planned(breaks.family(), at=made.offers["house"])
    booking.hold(other.ref, by=other.arranger)
    assert seen(made, ref).changes == ("Whin Lodge is not free at that time now.",)
    booking.let_go(other.ref, by=other.arranger)
    assert seen(made, ref).changes == ()
    booking.hold(first, by=made.arranger)
    assert seen(made, ref).changes == ()


def test_the_database_lets_nobody_change_what_a_quote_says_but_lets_it_be_erased(database: Engine) -> None:
    made = breaks.planned()
    ref = quoted(made)
    for other in ({"pence": 1}, {"kept": "{}"}, {"number": "Q0"}):
        with pytest.raises(DBAPIError, match="a quote stays as it was"), transaction():
            session.execute(update(Quote).where(Quote.ref == ref).values(**other))
    with transaction():
        session.execute(update(Quote).where(Quote.ref == ref).values(kept=""))


def test_what_is_not_known_of_a_house_and_he_needs_is_asked_first(database: Engine) -> None:
    made = breaks.planned(breaks.family())
    need = parse_need("level_access_shower=yes", strength=Strength.MUST)
    profile.keep_needs(made.people["person"], asked={need.kind.id}, needs=(need,), by=made.arranger)
    found = seen(made, quoted(made))
    ((title, asked),) = found.paper.ask_first
    assert title == "Whin Lodge"
    assert asked[0].startswith("Not known: ")


def test_whoever_sees_no_money_sees_no_quote(database: Engine) -> None:
    made = breaks.planned()
    ref = quoted(made)
    watcher, stranger = families.viewer("Neighbour"), families.viewer("Stranger")
    families.acts_for(watcher, made.people["person"], Scope.SEE)
    for reader in (watcher, stranger, families.viewer("Jean", RoleName.PROVIDER)):
        with pytest.raises(NotFound):
            quote_page(ref, viewer=reader)
        with pytest.raises((NotFound, NotAllowed)):
            quoted(made, by=reader)


def test_a_quote_has_a_last_day_within_the_break_and_none_is_made_of_what_is_over(database: Engine) -> None:
    made = breaks.planned()
    for day in (clock.today() - timedelta(days=1), golden.friday() + timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            quoted(made, good_until=day)
        assert "good_until" in refusal.value.fields
    golden.ask(made)
    golden.answer(made)
    with pytest.raises(NotNow):
        quoted(made)


def test_a_quote_that_is_sent_goes_to_those_whose_break_it_is_and_who_plans_with_them(database: Engine) -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    ref = quoted(made, by=officer)
    send_quote(ref, by=officer)
    letters = session.scalars(select(Letter).where(Letter.name == "quote-sent")).all()
    assert {letter.to_name for letter in letters} == {"Callum Hume", "Anna Hume"}
    assert all(f"/quotes/{ref}" in letter.body and "£200.00" in letter.subject for letter in letters)
    assert all("Council" in letter.body for letter in letters), letters[0].body
    assert seen(made, ref).sent_at
