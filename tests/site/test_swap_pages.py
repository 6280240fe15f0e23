"""Swapping a part of a confirmed break on its pages: what it means before a yes, and the yes of everyone else."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.models import Line
from marketplace.db import session, transaction
from tests import breaks, families, golden, swapped
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import errors, send, send_from, words
from tests.reading import MOST_YEARS, prose_of, read
from tests.site.test_pages_ask_little import assert_same, counted


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


@on_both
def test_inside_its_limits_a_swap_is_looked_at_and_done_with_one_yes(client: CheckedClient) -> None:
    made = swapped.confirmed(price=65_00, is_instant=True)
    name_limit(made)
    families.sign_in(client, made.viewers["person"])
    path = chosen(client, made)
    said = words(client.get(path))
    assert "Now: Riding at Stanemoor" in said
    assert "£60.00 Instead: Swimming at Gala" in said
    assert "The new part costs £5.00 more" in said
    assert "It costs nothing to cancel Riding at Stanemoor now." in said
    assert "Pays now £60.00 Would pay £65.00 Free now £740.00 Free after it £735.00" in said
    done = send(client, path, press="Yes, swap it")
    assert "It is swapped. Everyone is told." in words(client.get(done.location))
    after = words(client.get(f"/breaks/{made.ref}"))
    assert "Swimming at Gala" in after


def test_outside_its_limits_it_waits_on_the_desk_with_a_clock_and_like_cases(client: CheckedClient) -> None:
    made = swapped.confirmed(price=75_00, is_instant=True)
    name_limit(made)
    families.sign_in(client, made.viewers["person"])
    path = chosen(client, made)
    assert "It costs this money £15.00 more. The limit for one swap is £10.00." in words(client.get(path))
    send(client, path, press="Ask for this swap")
    families.sign_in(client, made.viewers["officer"])
    waiting = client.get("/waiting")
    assert "say yes or no to a swap, £75.00" in words(waiting)
    assert path in waiting.text
    assert "5 working days" in words(client.get(path))
    wrong = send(client, path, {"answer": "yes", "reason": ""}, press="Decide")
    assert errors(wrong) == {"reason": "Say why, in a few words"}
    done = send(client, path, {"answer": "yes", "reason": "He swims well"}, press="Decide")
    assert "It is swapped." in words(client.get(done.location))
    assert "He swims well" in words(client.get(path))


def test_a_provider_who_is_asked_accepts_or_declines_as_ever_and_the_family_reads_what_stands(
    client: CheckedClient,
) -> None:
    made = swapped.confirmed()
    name_limit(made)
    ref = swapped.asked(made)
    families.sign_in(client, made.viewers["person"])
    path = f"/breaks/{made.ref}/swaps/{ref}"
    assert "Riding at Stanemoor stays booked until they say yes." in words(client.get(path))
    part = client.get(f"/breaks/{made.ref}/parts/{made.lines['riding']}")
    assert "Look at the swap that is asked for" in words(part)
    whole = client.get(f"/breaks/{made.ref}")
    assert f"/parts/{swapped.swap(ref).fresh.ref}" not in whole.text
    assert "Swimming at Gala: may take the place of another part" in words(whole)
    families.sign_in(client, made.offers["swimming"].by)
    assert "Swimming at Gala" in words(client.get("/requests"))
    request = f"/requests/{swapped.swap(ref).fresh.ref}"
    assert "Callum" not in words(client.get(request))
    send(client, f"{request}/decline", {"reason": "The pool is shut"})
    families.sign_in(client, made.viewers["person"])
    said = words(client.get(path))
    assert "Nothing is swapped. Riding at Stanemoor is as it was." in said
    assert "The pool is shut" in said


def test_another_time_is_looked_for_and_chosen(client: CheckedClient) -> None:
    made = swapped.confirmed(is_instant=True)
    name_limit(made)
    families.sign_in(client, made.viewers["person"])
    path = f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap"
    sunday = (golden.friday() + timedelta(days=2)).isoformat()
    wrong = send(client, path, {"day": sunday}, press="Look again")
    assert errors(wrong) == {"day": "Enter from when until when on that day"}
    found = send(client, path, {"day": sunday, "start": "10:00", "end": "11:00"}, press="Look again")
    assert found.status_code == 200
    done = send_from(client, found, path, press="Choose Swimming at Gala (1)")
    assert "Sun" in words(client.get(done.location))


@pytest.mark.parametrize("starts", ["yesterday", "2027-01-09T14:00:00", "2027-01-09T14:00:00+00:00"])
def test_a_time_that_nobody_offered_is_not_there(client: CheckedClient, starts: str) -> None:
    made = swapped.confirmed()
    families.sign_in(client, made.viewers["person"])
    path = f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap"
    listing = made.offers["swimming"].ref
    assert client.post(f"{path}/{listing}", data={"starts": starts, "ends": starts}).status_code == 404
    assert client.post(path, data={"kind": "boat"}).status_code == 422


def test_what_cannot_take_its_place_is_said_where_something_else_can_be_chosen(client: CheckedClient) -> None:
    made = swapped.confirmed(price=5_000_00)
    families.sign_in(client, made.viewers["person"])
    path = f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap"
    done = send(client, path, press="Choose Swimming at Gala (1)")
    assert (done.status_code, done.location) == (303, path)
    said = words(client.get(path))
    assert "That one cannot take its place." in said
    assert "Choose Swimming at Gala" in said


def test_who_keeps_the_money_names_what_may_be_swapped_at_once(client: CheckedClient) -> None:
    made = swapped.confirmed()
    officer, pot = made.viewers["officer"], made.pots["virtual"]
    families.sign_in(client, officer)
    assert "Say what may be swapped at once" in words(client.get(f"/money/{pot}"))
    path = f"/money/{pot}/swaps"
    assert "each swap waits for a yes" in words(client.get(path))
    more = {"kinds": ["activity", "transport"], "each_pence": "10", "all_pence": "5", "per": "break"}
    assert errors(send(client, path, more)) == {"all_pence": "Enter at least as much as for one swap"}
    assert send(client, path, {**more, "all_pence": "15"}).status_code == 303
    assert "activity, transport: up to £10.00 dearer each, £15.00 in one break" in words(client.get(path))
    drawn = client.get(path)
    services.name_swap_limit(pot, limit=None, by=officer)
    assert send_from(client, drawn, path, {"each_pence": "12"}).status_code == 409
    families.sign_in(client, made.arranger)
    assert client.get(path).status_code == 404
    assert "Say what may be swapped at once" not in words(client.get(f"/money/{pot}"))


def test_a_yes_to_what_has_come_to_cost_more_since_it_was_shown_swaps_nothing(client: CheckedClient) -> None:
    made = swapped.confirmed(is_instant=True)
    name_limit(made)
    with transaction():
        session.scalars(select(Line).where(Line.ref == made.lines["riding"])).one().cancellation_steps = "7:50"
    limit = min(made.line("riding").periods).starts_at - timedelta(days=7)
    with time_machine.travel(limit - timedelta(minutes=5), tick=False):
        families.sign_in(client, made.viewers["person"])
        path = chosen(client, made)
        drawn = client.get(path)
    with time_machine.travel(limit + timedelta(minutes=5), tick=False):
        late = send_from(client, drawn, path, press="Yes, swap it")
        assert late.status_code == 409
        assert "Cancelling costs £30.00 now" in words(late)
        assert "To cancel Riding at Stanemoor costs £30.00 now" in words(client.get(path)).replace(" .", ".")
        assert made.line("riding").state.is_in


def test_families_pages_are_for_readers_of_eleven(client: CheckedClient) -> None:
    made = swapped.confirmed(price=75_00)
    ref = swapped.asked(made)
    families.sign_in(client, made.viewers["person"])
    for path in (f"parts/{made.lines['house']}/swap", f"swaps/{ref}"):
        assert read(prose_of(client.get(f"/breaks/{made.ref}/{path}").text)).age <= MOST_YEARS


def test_a_second_swap_that_waits_asks_no_more_than_the_first(client: CheckedClient) -> None:
    made = swapped.confirmed(price=75_00)
    ref, first, offers = swapped.asked(made), made.ref, dict(made.offers)
    families.sign_in(client, made.viewers["officer"])
    few = counted(client, "/waiting", f"/breaks/{first}/swaps/{ref}")
    breaks.planned(made, at=breaks.house(title="Broom Cottage"))
    made.offers = offers | made.offers
    swapped.add_riding(made, "virtual")
    golden.ask(made)
    golden.answer(made)
    swapped.asked(made)
    assert_same(few, counted(client, "/waiting", f"/breaks/{first}/swaps/{ref}"), most=60)
