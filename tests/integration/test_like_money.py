"""Like cases of money: what the officers of a council decided before, what was asked, and never whose it was."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.likeness import MoneyAsked
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.cases import case_of_break
from marketplace.booking.queries.precedents import LikeCases, like_money
from marketplace.booking.sorts import Whose
from marketplace.db import session
from tests import breaks, families, golden, staged
from tests.beginnings import beginning
from tests.golden import Golden
from tests.statements import statements

YES = PotYes(purchase_order="PO 77", reason="It keeps Callum's week going")


@beginning
def asked_for(*, more: bool = False) -> Golden:
    """A break whose officer is asked for £200.00, or with hours of support for £298.40."""
    made = breaks.planned(breaks.family())
    if more:
        breaks.add_support(made)
        breaks.pay(made, "support", "virtual")
    golden.ask(made)
    return made


def asked(made: Golden) -> MoneyAsked:
    session.rollback()
    found = case_of_break(break_for(made.ref, viewer=made.viewers["officer"]), made.pots["virtual"]).asked
    assert found is not None
    return found


def like(made: Golden) -> LikeCases:
    return like_money(asked(made), but=made.ref, viewer=made.viewers["officer"])


def refuse(made: Golden, reason: str) -> None:
    services.do_not_agree(made.ref, made.pots["virtual"], reason=reason, by=made.viewers["officer"])


def agree(made: Golden, yes: PotYes = YES) -> None:
    services.agree(made.ref, made.pots["virtual"], yes=yes, by=made.viewers["officer"])


def test_a_yes_and_a_no_to_the_like_are_read_with_reason_amount_and_limit_and_no_name(database: Engine) -> None:
    agree(asked_for(more=True))
    refuse(asked_for(), "Callum Hume was away in May")
    now = asked_for()
    found = like(now)
    assert (found.asked, found.agreed) == (2, 1)
    assert [(one.is_yes, one.reason, one.words) for one in found.latest] == [
        (False, "… … was away in May", "Place to stay: £200.00"),
        (True, "It keeps …'s week going", "PA bank and Place to stay: £298.40, within a limit of £1,000.00"),
    ]


def test_a_yes_taken_back_counts_no_longer_and_a_no_that_became_a_yes_counts_as_that(database: Engine) -> None:
    back, turned, now = asked_for(), asked_for(), asked_for()
    agree(back)
    services.withdraw_agreement(back.ref, back.pots["virtual"], by=back.viewers["officer"])
    refuse(turned, "Which outcome?")
    assert [one.is_yes for one in like(now).latest] == [False]
    breaks.pay(turned, "house", "virtual")
    services.hold(turned.ref, by=turned.arranger)
    agree(turned)
    assert [one.is_yes for one in like(now).latest] == [True]


def test_a_no_to_the_rest_is_a_like_case_though_the_yes_to_the_first_part_stands(database: Engine) -> None:
    made = staged.rest_asked("virtual")
    refuse(made, "Not the hours")
    hours = MoneyAsked(Whose.PERSON, frozenset({ListingKind.PA_BANK}), 4 * 24_60)
    found = like_money(hours, but="", viewer=made.viewers["officer"])
    assert [(one.is_yes, one.words) for one in found.latest] == [(False, "PA bank: £98.40")]


def test_nothing_of_another_council_another_break_of_ones_own_or_a_year_ago_is_like(database: Engine) -> None:
    made = asked_for()
    agree(made)
    question = asked(made)
    officer, stranger = made.viewers["officer"], families.officer("Zara Malik", families.FIFE)
    assert like_money(question, but=made.ref, viewer=officer).asked == 0
    assert like_money(question, but="", viewer=officer).asked == 1
    assert like_money(question, but="", viewer=stranger).asked == 0
    for who in (made.arranger, families.viewer("Holder", RoleName.ISF_HOLDER)):
        assert like_money(question, but="", viewer=who) == LikeCases(0, 0, ())
    for days, count in ((364, 1), (366, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert like_money(question, but="", viewer=officer).asked == count


@pytest.mark.parametrize("times", [1, 3])
def test_many_like_cases_take_as_many_statements_as_few(database: Engine, times: int) -> None:

    for _ in range(times):
        refuse(asked_for(), "No")
        agree(asked_for())
    now = asked_for()
    question, officer = asked(now), now.viewers["officer"]
    session.remove()
    with statements(database) as sent:
        assert like_money(question, but=now.ref, viewer=officer).asked == 2 * times
    assert len(sent) <= 4
