"""A part that somebody said no to, put in again: their no stands until they say otherwise, in their own words."""

import pytest

from marketplace.booking import services
from marketplace.booking.models import Line
from marketplace.booking.queries.said_before import no_before
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.people.models import Person
from marketplace.people.representation import Capacity
from tests import breaks, families, swapped
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def made() -> Golden:
    """He said no to riding by his own sign-in; the care manager, who arranges it now, put the same riding in again."""
    found = breaks.planned()
    found.offers["riding"] = swapped.activity("Riding at Stanemoor", 60_00)
    swapped.add_riding(found, "virtual")
    families.acts_for(found.viewers["officer"], found.people["person"], capacity=Capacity.CARE_MANAGER)
    services.say(found.ref, found.lines["riding"], is_yes=False, words="Horses frighten me", by=found.viewers["person"])
    swapped.add_riding(found, "virtual")
    return found


def riding(made: Golden) -> tuple[Line, Person]:
    session.rollback()
    return made.line("riding"), made.break_.principals[0]


def told_yes(made: Golden, words: str) -> None:
    line = made.lines["riding"]
    services.say(made.ref, line, is_yes=True, words=words, by=made.viewers["officer"])


def test_a_yes_that_was_told_needs_the_words_in_which_he_changed_his_mind(made: Golden) -> None:
    before = no_before(*riding(made))
    assert before is not None
    assert before.words == "Horses frighten me"
    for words in ("", "   "):
        with pytest.raises(Refused) as refused:
            told_yes(made, words)
        assert "Callum Hume said no to this on" in refused.value.fields["words"]
    told_yes(made, "I met the pony, and it is fine now")
    session.rollback()


def test_his_own_yes_and_a_wish_after_all_end_the_no(made: Golden) -> None:
    services.say(made.ref, made.lines["riding"], is_yes=True, by=made.viewers["person"])
    swapped.add_riding(made, "virtual")
    assert no_before(*riding(made)) is None
    told_yes(made, "")


def test_what_is_something_else_was_not_said_no_to(made: Golden) -> None:
    house = made.line("house")
    assert no_before(house, made.break_.principals[0]) is None
    services.say(made.ref, house.ref, is_yes=True, by=made.viewers["officer"])
