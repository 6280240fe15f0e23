"""The word on what keeps somebody safe: whoever gives it is asked, and who waits for it is told, once and no more."""

import pytest
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.queries.requests import awaits_consent, request_of
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.booking.swaps import SwapState
from marketplace.db import session, transaction
from marketplace.people.models import Person, SafetyTopic
from marketplace.people.representation import Capacity
from marketplace.people.services import profile
from tests import breaks, families, golden, staged, swapped
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

WANTED, SAID = "break-safety-wanted", "break-safety-said"


def accepted_for_now() -> Golden:
    """Support for somebody who keeps a safety note, said yes to for now; his attorney decides for him too."""
    made = breaks.supported()
    made.viewers["attorney"] = families.viewer("Isla Hume")
    families.acts_for(
        made.viewers["attorney"],
        made.people["person"],
        capacity=Capacity.ATTORNEY,
        powers="Power of attorney of 2020",
    )
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    return made


def with_note(made: Golden) -> None:
    """He writes down what keeps him safe."""
    notes = {SafetyTopic.SEIZURES: "Call 999 after five minutes"}
    profile.keep_safety_notes(made.people["person"], notes=notes, by=made.viewers["person"])


def test_a_yes_for_now_asks_the_person_and_whoever_decides_for_them_for_the_word() -> None:
    made = accepted_for_now()
    his, hers = staged.bodies(WANTED)
    assert staged.letters(WANTED) == [made.viewers["person"].email, made.viewers["attorney"].email]
    assert "keeps you safe" in his
    assert "You may decide for Callum Hume" in hers
    assert all(f"/breaks/{made.ref}/safety" in body for body in (his, hers))
    assert "five minutes" not in his + hers
    (arranger,) = staged.bodies("break-answer")
    assert "may they read what keeps Callum Hume safe?" in arranger


def test_whoever_gives_the_word_is_asked_once_while_a_provider_waits_for_it() -> None:
    made = breaks.planned()
    for name in ("more", "support"):
        breaks.add_support(made)
        breaks.pay(made, "support", "virtual")
        made.lines[name] = made.lines["support"]
    with_note(made)
    golden.ask(made)
    for name in ("more", "support"):
        services.accept_provisionally(made.lines[name], by=made.offers["bank"].by)
    assert staged.letters(WANTED) == [made.viewers["person"].email]


def test_nobody_is_asked_or_told_where_nothing_is_written_down() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    assert staged.letters(WANTED) == staged.letters(SAID) == []
    assert "wait for one answer" not in "".join(staged.bodies("break-answer"))


def test_nobody_is_asked_for_a_word_that_is_there() -> None:
    made = breaks.supported()
    services.consent_to_safety(made.ref, is_yes=False, by=made.viewers["person"])
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    assert staged.letters(WANTED) == staged.letters(SAID) == []


def test_who_said_yes_for_now_is_told_each_new_word_once() -> None:
    made = accepted_for_now()
    person, bank = made.viewers["person"], made.offers["bank"].by
    for is_yes in (True, True, False):
        services.consent_to_safety(made.ref, is_yes=is_yes, by=person)
    assert staged.letters(SAID) == [bank.email, bank.email]
    yes, no = staged.bodies(SAID)
    assert "You may now read what keeps the person safe" in yes
    assert "Call us first" in no
    for body in (yes, no):
        assert f"/requests/{made.lines['support']}" in body
        assert "Callum" not in body
        assert "five minutes" not in body


def test_who_has_not_said_yes_for_now_or_no_longer_does_is_told_nothing() -> None:
    made = breaks.supported()
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    services.withdraw(made.lines["support"], reason="Nobody is trained for this", by=made.offers["bank"].by)
    services.consent_to_safety(made.ref, is_yes=False, by=made.viewers["person"])
    assert staged.letters(SAID) == []


def test_support_that_may_take_the_place_of_another_part_waits_with_the_same_letters() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made, without={"consent"})
    made.offers["forth"] = swapped.bank("Forth PA Bank", 24_60)
    with_note(made)
    ref = swapped.plan_support(made)
    services.ask_swap(made.ref, ref, by=made.viewers["person"])
    services.answer_swap(made.ref, ref, is_yes=True, reason="As before", by=made.viewers["officer"])
    assert swapped.swap(ref).state is SwapState.ASKED
    services.accept_provisionally(swapped.swap(ref).fresh.ref, by=made.offers["forth"].by)
    assert staged.letters(WANTED) == [made.viewers["person"].email]
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    assert staged.letters(SAID) == [made.offers["forth"].by.email]


def test_one_persons_yes_lets_nobody_read_of_another_who_goes_with_them() -> None:
    made = breaks.supported()
    mother = families.person("Anna Hume", account=made.viewers["family"], council=families.BORDERS)
    hers = {SafetyTopic.MEDICINES: "Never penicillin"}
    profile.keep_safety_notes(mother, notes=hers, by=made.viewers["family"])
    with transaction():
        one, line = made.break_, made.line("support")
        one.whose, one.carer_id = Whose.TOGETHER, session.scalars(select(Person.id).where(Person.ref == mother)).one()
        line.for_whom = ForWhom.BOTH
    services.accept_provisionally(made.lines["support"], by=made.offers["bank"].by)
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    session.rollback()
    told = request_of(made.lines["support"], viewer=made.offers["bank"].by)
    assert [fact.words for fact in told.safety] == ["Call 999 after five minutes"]
    with transaction():
        made.line("support").for_whom = ForWhom.CARER
    session.rollback()
    alone = request_of(made.lines["support"], viewer=made.offers["bank"].by)
    assert (alone.safety, awaits_consent(made.line("support"))) == ((), False)
