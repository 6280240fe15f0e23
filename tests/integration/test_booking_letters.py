"""Letters at each step of a break: to whom it concerns and to nobody else, none for what was rolled back, each once."""

from collections import defaultdict
from contextlib import suppress

import pytest
from sqlalchemy import select, update

from marketplace import clock
from marketplace.booking import services
from marketplace.config import Config
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.notifications.models import Letter
from marketplace.people.models import Outcome
from marketplace.people.representation import Capacity
from tests import breaks, families, golden, mail
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

Sent = dict[str, list[str]]


class Post:
    """Who was written to since it was last asked, by the name of the letter."""

    def __init__(self) -> None:
        self.last = 0
        self.new()

    def new(self) -> Sent:
        """Addresses in order; a letter for the post by the name of its reader."""
        session.rollback()
        found: Sent = defaultdict(list)
        for letter in session.scalars(select(Letter).where(Letter.id > self.last).order_by(Letter.id)):
            found[letter.name].append(letter.to_address or letter.to_name)
            self.last = letter.id
        return {name: sorted(readers) for name, readers in found.items()}


def supported() -> Golden:
    """A house, and support for the first evening; all from one pot."""
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    return made


def test_each_step_is_told_to_whom_it_concerns_and_to_nobody_else() -> None:
    made, post = supported(), Post()
    mother, son = made.arranger.email, made.viewers["person"].email
    house, bank = made.offers["house"].by, made.offers["bank"].by
    family, providers = sorted([mother, son]), sorted([house.email, bank.email])

    services.hold(made.ref, by=made.arranger)
    assert post.new() == {}
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert post.new() == {
        "break-asked": providers,
        "break-say-wanted": [son],
        "break-agreement-wanted": [mother],
    }
    services.accept(made.lines["house"], by=house)
    assert post.new() == {"break-answer": [mother]}
    golden.answer(made, without={"house"})
    assert post.new() == {
        "break-answer": [mother, mother],
        "break-confirmed": family,
        "break-confirmed-provider": providers,
    }
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    assert post.new() == {"break-part-over": [bank.email], "break-part-out": family}
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert post.new() == {"break-part-over": [house.email], "break-cancelled": family}


def test_each_no_is_told_with_its_reason() -> None:
    made = supported()
    golden.ask(made)
    post = Post()
    mother, son = made.arranger.email, made.viewers["person"].email
    services.do_not_agree(made.ref, made.pots["virtual"], reason="Not in the plan", by=made.viewers["officer"])
    assert post.new() == {"break-not-agreed": [mother]}
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    assert post.new() == {"break-answer": [mother]}
    services.say(made.ref, made.lines["house"], is_yes=False, words="Too far away", by=made.viewers["person"])
    assert post.new() == {
        "break-part-over": [made.offers["house"].by.email],
        "break-part-out": sorted([mother, son]),
    }
    bodies = session.scalars(select(Letter.body).order_by(Letter.id.desc()).limit(5)).all()
    for reason in ("Not in the plan", "Nobody is free", "Too far away"):
        assert any(reason in body for body in bodies), reason


def test_what_a_rule_leaves_to_an_officer_is_asked_decided_and_told() -> None:
    made = breaks.planned()
    with transaction():
        session.execute(update(Outcome).values(ended_at=clock.now()))
    services.hold(made.ref, by=made.arranger)
    post = Post()
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert post.new()["break-decision-wanted"] == [made.arranger.email]  # nobody is their care manager
    officer, about = made.viewers["officer"], {"rule_id": "R7", "line_ref": made.lines["house"]}
    services.decide(made.ref, **about, is_yes=True, reason="It is still what he wants", by=officer)
    assert post.new() == {"break-decided": [made.arranger.email]}
    golden.agree(made, "virtual")
    services.withdraw_agreement(made.ref, made.pots["virtual"], by=officer)
    assert post.new() == {"break-yes-taken-back": [made.arranger.email]}


def test_letting_go_of_what_was_asked_tells_its_providers() -> None:
    made = supported()
    services.hold(made.ref, by=made.arranger)
    post = Post()
    services.let_go(made.ref, by=made.arranger)
    assert post.new() == {}
    golden.ask(made)
    post.new()
    services.let_go(made.ref, by=made.arranger)
    assert post.new() == {"break-part-over": sorted(made.offers[name].by.email for name in ("house", "bank"))}


def test_whoever_decides_in_a_persons_place_is_asked_as_well() -> None:
    made = breaks.planned()
    attorney, former = families.viewer("Isla Hume"), families.viewer("Ewan Hume")
    for who, until_on in ((attorney, None), (former, clock.today().replace(year=2021))):
        families.acts_for(
            who,
            made.people["person"],
            capacity=Capacity.ATTORNEY,
            powers="Power of attorney of 2020",
            until_on=until_on,
        )
    post = Post()
    golden.ask(made)
    assert post.new()["break-say-wanted"] == sorted([made.viewers["person"].email, attorney.email])
    (hers,) = session.scalars(select(Letter.body).where(Letter.to_address == attorney.email))
    assert "You may decide for Callum Hume" in hers


def test_a_half_that_fails_is_told_once_to_each_and_by_post_to_who_has_no_email() -> None:
    c = golden.a_night_off()
    golden.ask(c)
    post = Post()
    services.decline(c.lines["care"], reason="Nobody is free", by=c.offers["bank"].by)
    assert post.new() == {
        "break-answer": [c.arranger.email],
        "break-half-fails": sorted(["Moira Elliot", c.arranger.email]),
    }


def test_what_was_rolled_back_is_told_to_nobody(config: Config) -> None:
    made = supported()
    services.hold(made.ref, by=made.arranger)
    before, post = len(mail.letters(config)), Post()
    with suppress(ZeroDivisionError), transaction():
        services.request(made.ref, asks_longer=False, by=made.arranger)
        _ = 1 / 0
    assert post.new() == {}
    assert len(mail.letters(config)) == before


def test_every_letter_of_a_break_lies_in_the_folder_once_however_often_it_is_sent(config: Config) -> None:
    made = supported()
    golden.ask(made)
    golden.answer(made)
    once = {str(letter["Message-ID"]): bytes(letter) for letter in mail.letters(config)}
    with transaction():
        session.execute(update(Letter).values(sent_at=None))
        session.execute(update(Job).values(done_at=None, leased_until=None, due_at=clock.now()))
    again = mail.letters(config)
    assert {str(letter["Message-ID"]): bytes(letter) for letter in again} == once
    assert len(again) == len(once) == len(session.scalars(select(Letter.id)).all())
