"""Breaks side by side and comparisons through the services: who may answer, what the database refuses, what is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.errors import NotNow
from marketplace.db import session, transaction
from marketplace.errors import MarketplaceError, NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.representation import Scope
from marketplace.quotes import services
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.models import Choice, ChoiceSet, Comparison, Quote
from marketplace.quotes.queries.choices import choices_page, waiting_sets
from marketplace.quotes.queries.comparisons import comparison_page
from marketplace.quotes.services.choices import Beside, SetAnswer
from marketplace.quotes.sorts import ChosenHow, Week
from tests import breaks, families
from tests.golden import Golden

HOME = HomeDraft(name="Cheviot View", source="A call", nights=3, council_pence=900_00, person_pence=0, staff="1 for 6")


def two_drafts() -> tuple[Golden, list[str]]:
    """Two drafts of one family, and their references."""
    made = breaks.planned()
    first = made.ref
    breaks.planned(made, at=made.offers["house"])
    return made, [first, made.ref]


def beside(made: Golden, refs: list[str], *, days: int = 5, by: Viewer | None = None) -> str:
    several = [Beside(ref) for ref in refs]
    day = clock.today() + timedelta(days=days)
    return services.put_beside(several, title="Spring", answer_by=day, by=by or made.viewers["officer"])


def first_of(ref: str) -> str:
    session.rollback()
    found = session.scalars(select(ChoiceSet).where(ChoiceSet.ref == ref)).one()
    return found.choices[0].ref


def test_breaks_of_others_and_one_alone_are_not_put_side_by_side(database: Engine) -> None:
    made, refs = two_drafts()
    other = breaks.planned(breaks.family())
    for wrong, field in ((refs[:1], "breaks"), ([refs[0], other.ref], "breaks")):
        with pytest.raises(Refused) as refusal:
            beside(made, wrong)
        assert field in refusal.value.fields
    with pytest.raises(NotFound):
        beside(made, [refs[0], other.ref], by=made.arranger)
    with pytest.raises(Refused) as refusal:
        beside(made, refs, days=-1)
    assert "answer_by" in refusal.value.fields
    assert session.scalars(select(Quote)).all() == []


def test_an_answer_is_given_once_by_whose_break_it_is_or_who_plans_and_by_nobody_who_only_sees(
    database: Engine,
) -> None:
    made, refs = two_drafts()
    ref = beside(made, refs)
    yes = SetAnswer(choice_ref=first_of(ref))
    mother, son = made.arranger, made.viewers["person"]
    with pytest.raises(NotNow):
        services.answer_choices(ref, answer=yes, by=son)
    services.send_choices(ref, by=made.viewers["officer"])
    watcher = families.viewer("Neighbour")
    families.acts_for(watcher, made.people["person"], Scope.SEE)
    with pytest.raises(NotFound):
        services.answer_choices(ref, answer=yes, by=watcher)
    assert [row.ref for row in waiting_sets(viewer=son)] == [ref]
    assert services.answer_choices(ref, answer=yes, by=son) == refs[0]
    with pytest.raises(NotNow):
        services.answer_choices(ref, answer=SetAnswer(words="No"), by=mother)
    assert waiting_sets(viewer=son) == ()
    page = choices_page(ref, viewer=mother)
    assert page.chosen is not None
    assert (page.chosen.break_ref, page.answered_words) == (refs[0], "Callum Hume, on this site")


def test_what_is_not_free_any_more_is_said_of_each_break_before_anybody_chooses(database: Engine) -> None:
    made, refs = two_drafts()
    ref = beside(made, refs)
    house = made.offers["house"]
    assert [row.changes for row in choices_page(ref, viewer=made.arranger).rows] == [(), ()], "each can be had alone"
    other = breaks.planned(breaks.family(), at=house)
    booking.hold(other.ref, by=other.arranger)
    session.rollback()
    said = ("Whin Lodge is not free at that time now.",)
    assert [row.changes for row in choices_page(ref, viewer=made.arranger).rows] == [said, said]


def test_breaks_are_not_sent_to_choose_from_after_the_day_to_answer_by(database: Engine) -> None:
    made, refs = two_drafts()
    ref = beside(made, refs)
    with transaction():
        session.execute(update(ChoiceSet).values(answer_by=clock.today() - timedelta(days=1)))
    with pytest.raises(NotNow):
        services.send_choices(ref, by=made.viewers["officer"])
    assert session.scalars(select(Letter).where(Letter.name == "choices-sent")).all() == []


def test_what_is_taken_back_is_not_answered(database: Engine) -> None:
    made, refs = two_drafts()
    ref = beside(made, refs)
    services.send_choices(ref, by=made.viewers["officer"])
    with pytest.raises(NotAllowed):
        services.take_back(ref, by=made.arranger)
    services.take_back(ref, by=made.viewers["officer"])
    with pytest.raises(NotNow):
        services.answer_choices(ref, answer=SetAnswer(words="No"), by=made.arranger)


def test_the_database_lets_one_of_a_set_be_chosen_and_no_answer_stand_beside_taking_back(database: Engine) -> None:
    made, refs = two_drafts()
    ref = beside(made, refs)
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(Choice).values(is_chosen=True))
    now = {"sent_at": clock.now(), "taken_back_at": clock.now(), "answered_at": clock.now()}
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(ChoiceSet).where(ChoiceSet.ref == ref).values(answered_how=ChosenHow.SIGN_IN, **now))


def test_nothing_is_decided_of_a_break_that_was_cancelled(database: Engine) -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    ref = services.compare(made.ref, draft=HOME, by=officer)
    booking.cancel_break(made.ref, reason="No", by=made.arranger)
    assert not comparison_page(ref, viewer=officer).may_decide
    with pytest.raises(NotNow):
        services.decide_between(ref, decided=Week.BREAK, reason="Costs less", by=officer)


def test_only_an_officer_decides_between_a_break_and_a_care_home_and_only_once(database: Engine) -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    ref = services.compare(made.ref, draft=HOME, by=made.arranger)

    def decide(by: Viewer, reason: str = "Costs less") -> None:
        services.decide_between(ref, decided=Week.BREAK, reason=reason, by=by)

    for by, reason, error in (
        (made.arranger, "Costs less", NotAllowed),
        (officer, " ", Refused),
        (families.officer("Zara", families.FIFE), "Costs less", NotFound),
    ):
        refused: type[MarketplaceError] = error
        with pytest.raises(refused):
            decide(by, reason)
    decide(officer)
    with pytest.raises(NotNow):
        decide(officer)
    with pytest.raises(NotNow):
        services.change_comparison(ref, draft=HOME, by=officer)
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(Comparison).values(reason=""))
