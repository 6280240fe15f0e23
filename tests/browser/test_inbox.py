"""A provider's inbox in the browser: what is needed, a question, another time, a yes whose price stays, a no.

One part declined leaves the other one held until its time.
"""

from tests.browser.conftest import Comes, once
from tests.browser.test_breaks import ask, build
from tests.browser.walk import Walk, friday

WEEKS = 32
"""How many weeks ahead this break is, so that no other journey wants the same nights."""


@once
def test_accepted_the_price_stays_and_a_part_declined_leaves_the_other_held(someone: Comes) -> None:
    mother = someone()
    mother.come_in_as("Isobel Cranston")
    where = build(mother, "Inbox by the burn", WEEKS)
    ask(mother, where)
    owner = someone()
    owner.come_in_as("Ruth Cockburn")
    house_asks_and_offers(owner)
    family_takes_it(mother, where)
    owner.open("/requests")
    owner.sees("accepted")
    owner.open("/earnings")
    raise_price(owner, "99.99", "199.99")
    riding_declines(someone())
    mother.open(where)
    mother.sees("waiting for answers", "said no", "The ground is frozen", "£405.00")
    assert "199.99" not in mother.words
    owner.open("/requests")
    owner.sees("accepted", "£405.00")
    raise_price(owner, "199.99", "135.00")  # as it was, for the other walks
    mother.follow("Let it go")  # the pot is not large enough for every journey that is made with it
    mother.press("Let it go")
    mother.sees("draft")


def house_asks_and_offers(owner: Walk) -> None:
    """What is needed on one page; then a question, and the nights of a week later."""
    owner.open("/today")
    owner.sees("To answer", "What lapses soon")
    owner.follow_one("Answer Orchard House")
    owner.sees("What is needed", "Your diary around it", "this request", "Also in this break", "Activity")
    owner.follow("Ask a question")
    owner.fill("What do you want to ask?", "Do you bring your own hoist?")
    owner.press("Send the question")
    owner.follow("Offer another time")
    owner.fill("First night", (friday(in_weeks=WEEKS + 1)).isoformat())
    owner.fill("Do you want to say why?", "The lift is mended on Saturday")
    owner.press("Offer this time")
    owner.sees("You offered another time", "Do you bring your own hoist?")
    owner.open("/requests")
    owner.sees("You offered another time and wait for the answer")


def family_takes_it(mother: Walk, where: str) -> None:
    """The question answered, then the other time taken with one press."""
    mother.open("/waiting")
    mother.open(where)
    mother.follow_one("Answer Merse Housing")
    mother.sees("Do you bring your own hoist?", "They offer another time", "Take care")
    mother.fill("Your answer", "Yes, we bring it")
    mother.press("Send the answer")
    mother.sees("Your answer is sent", "Yes, we bring it")
    mother.press("Take the other time")
    mother.sees("has its new time", "waiting for answers")


def raise_price(owner: Walk, before: str, after: str) -> None:
    """The price of the house, from then on."""
    owner.open("/offers")
    owner.follow_one("Orchard House")
    owner.follow("Prices")
    owner.fill("One night, Monday to Friday", after)
    owner.press("Save the prices")


def riding_declines(riding: Walk) -> None:
    riding.come_in_as("Flora Swan")
    riding.open("/requests")
    riding.follow_one("Answer Riding at Stanemoor")
    riding.follow_one("Decline")
    riding.page.get_by_role("textbox").first.fill("The ground is frozen")
    riding.press("Decline it")
