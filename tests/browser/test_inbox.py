"""A provider's inbox in the browser: today, a question, another time, the family's answers, a session called off."""

import pytest

from tests.browser.conftest import Comes
from tests.browser.test_breaks import ask, build
from tests.browser.walk import Walk, friday


@pytest.fixture
def weeks(with_script: bool) -> int:  # noqa: FBT001
    """How many weeks ahead: the same journey with script and without takes two weekends."""
    return 32 + 2 * with_script


def house_asks_and_offers(owner: Walk, weeks: int) -> None:
    """What is needed on one page; then a question, and the nights of a week later."""
    owner.open("/today")
    owner.sees("To answer", "What lapses soon")
    owner.follow_one("Answer Orchard House")
    owner.sees("What is needed", "Your diary around it", "this request", "Also in this break", "Activity")
    owner.follow("Ask a question")
    owner.fill("What do you want to ask?", "Do you bring your own hoist?")
    owner.press("Send the question")
    owner.follow("Offer another time")
    owner.fill("First night", (friday(in_weeks=weeks + 1)).isoformat())
    owner.fill("Do you want to say why?", "The lift is mended on Saturday")
    owner.press("Offer this time")
    owner.sees("You offered another time", "Do you bring your own hoist?")
    owner.open("/requests")
    owner.sees("You offered another time and wait for the answer")


def family_answers(mother: Walk, where: str) -> None:
    """The question, then the other time with one press."""
    mother.open("/waiting")
    mother.open(where)
    mother.follow_one("Answer Merse Housing")
    mother.sees("Do you bring your own hoist?", "They offer another time", "Take care")
    mother.fill("Your answer", "Yes, we bring it")
    mother.press("Send the answer")
    mother.sees("Your answer is sent", "Yes, we bring it")
    mother.press("Take the other time")
    mother.sees("has its new time", "waiting for answers")


def test_a_provider_asks_and_offers_another_time_and_a_session_is_called_off(
    someone: Comes, weeks: int, mark: str
) -> None:
    mother = someone()
    mother.come_in_as("Isobel Cranston")
    where = build(mother, f"Inbox {mark}", weeks)
    ask(mother, where)
    owner = someone()
    owner.come_in_as("Ruth Cockburn")
    house_asks_and_offers(owner, weeks)
    family_answers(mother, where)
    owner.open("/requests")
    owner.sees("accepted")
    owner.open("/earnings")
    riding = someone()
    riding.come_in_as("Flora Swan")
    riding.open("/sessions")
    riding.follow_one("Cancel this session")
    riding.fill("Why?", "The ground is frozen")
    riding.press("Cancel the session for all")
    riding.sees("The session is cancelled. 1 family told")
    mother.open(where)
    mother.sees("said no", "The ground is frozen")
    mother.follow("Let it go")  # the pot is not large enough for every journey that is made with it
    mother.press("Let it go")
    mother.sees("draft")
