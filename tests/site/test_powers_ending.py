"""Powers that end before a break does are said while it is planned, and beside a yes that is given by them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.powers_ending import powers_ending
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.people.models import Person
from marketplace.people.representation import Capacity
from marketplace.wording import day
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import links, words

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.parametrize("engine_name", ["sqlite"])]  # all in code


def guarded(made: Golden, *, days: int, name: str = "Effie Hume") -> Viewer:
    """A guardian whose powers end so many days after the last one of the break."""
    guardian = families.viewer(name)
    until_on = in_london(made.break_.ends_at).date() + timedelta(days=days)
    capacity, powers = Capacity.GUARDIAN, "Order of 4 May 2025"
    families.acts_for(guardian, made.people["person"], capacity=capacity, powers=powers, until_on=until_on)
    return guardian


def test_a_break_says_whose_powers_end_before_it_is_over_until_when_and_how_to_go_on(client: CheckedClient) -> None:
    made = breaks.planned()
    guarded(made, days=-1)
    last_on = in_london(made.break_.ends_at).date() - timedelta(days=1)
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}")
    said = words(page)
    assert f"Effie Hume acts for Callum Hume as guardian until {day(last_on)}." in said
    assert "Have new papers written down before then." in said
    assert any(href.endswith(f"/{made.people['person']}/helpers") for href in links(page).values())
    guarded(made, days=0, name="Rory Hume")
    assert "Rory Hume may say yes for Callum Hume after that." in words(client.get(f"/breaks/{made.ref}"))


@pytest.mark.parametrize(("days", "is_said"), [(-1, True), (0, False), (30, False)])
def test_powers_that_last_until_the_last_day_are_not_spoken_of(
    client: CheckedClient, days: int, *, is_said: bool
) -> None:
    made = breaks.planned()
    guarded(made, days=days)
    families.sign_in(client, made.arranger)
    assert ("Powers end before this break is over" in words(client.get(f"/breaks/{made.ref}"))) == is_said


def test_whoever_says_yes_by_such_powers_reads_it_there_and_nobody_else_does(client: CheckedClient) -> None:
    made = breaks.planned(pot="direct")
    guardian = guarded(made, days=-1)
    golden.ask(made)
    say = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    agree = f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree"
    families.sign_in(client, guardian)
    for path in (say, agree):
        said = words(client.get(path))
        assert "Your powers end before this break is over" in said, path
        assert "You act for Callum Hume as guardian until" in said, path
    families.sign_in(client, made.viewers["person"])
    for path in (say, agree):
        assert "Your powers end" not in words(client.get(path)), path


def test_a_parent_acts_until_the_day_before_the_birthday_and_a_helper_is_not_spoken_of() -> None:
    made = breaks.planned()
    ends_on = in_london(made.break_.ends_at).date()
    parent = families.viewer("Moira Hume")
    families.acts_for(parent, made.people["person"], capacity=Capacity.PARENT)
    with transaction():
        born_on = ends_on.replace(year=ends_on.year - 16)
        session.execute(update(Person).where(Person.ref == made.people["person"]).values(born_on=born_on))
    found = powers_ending(known_break(made.ref, viewer=parent))
    assert [(one.name, one.how, one.last_on, one.is_mine) for one in found] == [
        ("Moira Hume", Capacity.PARENT.label, ends_on - timedelta(days=1), True)
    ]
