"""Swapping a part of a confirmed break on its pages: what it means before a yes, and the yes of everyone else."""

import pytest

from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from tests import families, swapped
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is decided in the database is tried elsewhere


def sign_in(client: CheckedClient, who: Viewer) -> None:
    families.sign_in(client, who)


def name_limit(made: Golden) -> None:
    services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])


def chosen(client: CheckedClient, made: Golden) -> str:
    """The page of the swap once swimming is chosen for the place of riding."""
    part = f"/breaks/{made.ref}/parts/{made.lines['riding']}"
    assert "Swap this for something else" in words(client.get(part))
    assert "Choose Swimming at Gala" in words(client.get(f"{part}/swap"))
    done = send(client, f"{part}/swap", press="Choose Swimming at Gala (1)")
    assert done.status_code == 303
    return str(done.location)


def test_inside_its_limits_a_swap_is_looked_at_and_done_with_one_yes(client: CheckedClient) -> None:
    made = swapped.confirmed(price=65_00, is_instant=True)
    name_limit(made)
    sign_in(client, made.viewers["person"])
    path = chosen(client, made)
    said = words(client.get(path))
    assert "Now: Riding at Stanemoor" in said
    assert "£60.00 Instead: Swimming at Gala" in said
    assert "The new part costs £5.00 more." in said
    assert "It costs nothing to cancel Riding at Stanemoor now." in said
    assert "Pays now £60.00 Would pay £65.00 Free now £740.00 Free then £735.00" in said
    done = send(client, path, press="Yes, swap it")
    assert "It is swapped. Everyone is told." in words(client.get(done.location))
    after = words(client.get(f"/breaks/{made.ref}"))
    assert "Swimming at Gala" in after


def test_outside_its_limits_it_waits_on_the_desk_with_a_clock_and_like_cases(client: CheckedClient) -> None:
    made = swapped.confirmed(price=75_00, is_instant=True)
    name_limit(made)
    sign_in(client, made.viewers["person"])
    path = chosen(client, made)
    assert "It costs this money £15.00 more. The limit for one swap is £10.00." in words(client.get(path))
    send(client, path, press="Ask for this swap")
    sign_in(client, made.viewers["officer"])
    waiting = client.get("/waiting")
    assert "say yes or no to a swap, £75.00" in words(waiting)
    assert path in waiting.text
    assert "5 working days" in words(client.get(path))
    wrong = send(client, path, {"answer": "yes", "reason": ""}, press="Decide")
    assert errors(wrong) == {"reason": "Say why, in a few words"}
    done = send(client, path, {"answer": "yes", "reason": "He swims well"}, press="Decide")
    assert "It is swapped." in words(client.get(done.location))
    assert "He swims well" in words(client.get(path))
