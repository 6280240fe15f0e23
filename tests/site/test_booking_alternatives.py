"""A part that somebody else was quicker for: what there is instead, taken with one press and held with the next."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.drafts import LineTerms, Shift
from marketplace.booking.errors import NoLongerFree
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import Cause, RateUnit, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period
from tests import breaks, families, golden, offered, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden, stretch
from tests.offered import Offered
from tests.paper import words

pytestmark = on_both

PRESS = re.compile(r'action="(/breaks/[^"]+/instead/[^"]+)"')


def lodge(title: str, pence: int) -> Offered:
    return offered.offered(
        title, ListingKind.ACCOMMODATION, {RateUnit.NIGHT: pence}, provider=f"Owners of {title}", sleeps=4
    )


def take(made: Golden, name: str, period: Period) -> None:
    """Somebody else takes the first space of a line."""
    space = made.line(name).listing.spaces[0]  # type: ignore[union-attr]
    diary.occupy(wanted=[Wanted(space.id, period, "closure:else")], cause=Cause.CLOSURE, by=SITE)


def in_now(made: Golden) -> list[tuple[str, int, int]]:
    """Each part of the break: its name, its price, and what of that is paid."""
    return [(one.title, one.pence, sum(share.pence for share in one.shares)) for one in made.break_.lines_in]


def test_another_house_is_taken_with_one_press_and_held_with_the_next(app: Flask, client: CheckedClient) -> None:
    made = breaks.planned()
    rowan = lodge("Rowan Cottage", 120_00)
    take(made, "house", stretch(golden.friday(), 12, 36))
    families.sign_in(client, made.arranger)
    refused = client.post(f"/breaks/{made.ref}/hold", data={})
    assert refused.status_code == 409
    for said in ("Whin Lodge is not free", "Rowan Cottage", "£240.00", "£40.00 more"):
        assert said in refused.text
    (press,) = PRESS.findall(refused.text)
    assert press.endswith(rowan.ref)
    answer = client.post(press, data={})
    assert (answer.status_code, answer.location) == (303, f"/breaks/{made.ref}/hold")
    assert in_now(made) == [("Rowan Cottage", 240_00, 240_00)]
    assert made.line("house").state is LineState.TAKEN_OUT
    again = client.post(press, data={})
    assert (again.status_code, again.location) == (303, f"/breaks/{made.ref}")
    assert len(in_now(made)) == 1
    assert client.post(answer.location, data={}).status_code == 303
    assert made.break_.state is BreakState.HELD
    assert breaks.balance(made).set_aside_pence == 240_00


def test_what_nobody_paid_before_nobody_pays_after(app: Flask) -> None:
    made = breaks.planned(shared=False)
    breaks.pay(made, "house", "virtual", pence=150_00)
    rowan = lodge("Rowan Cottage", 120_00)
    services.take_instead(made.ref, made.lines["house"], listing_ref=rowan.ref, by=made.arranger)
    assert in_now(made) == [("Rowan Cottage", 240_00, 180_00)]


def bank(name: str, unit: RateUnit = RateUnit.HOUR) -> Offered:
    return offered.offered(name, ListingKind.PA_BANK, {unit: 24_60}, provider=name)


def busy(bank: Offered, period: Period) -> None:
    """Whoever works there has no time then."""
    space_id = session.scalars(select(Space.id).where(Space.ref == bank.spaces[0])).one()
    diary.occupy(wanted=[Wanted(space_id, period, f"closure:{space_id}")], cause=Cause.CLOSURE, by=SITE)


def test_only_who_is_free_for_all_of_it_and_sells_it_is_offered(app: Flask, client: CheckedClient) -> None:
    made = breaks.planned()
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    chosen, half, _, _ = bank("First Bank"), bank("Half Bank"), bank("Free Bank"), bank("Nights", RateUnit.SLEEPOVER)
    evening, morning = stretch(golden.friday(), 16, 20), stretch(golden.friday() + timedelta(days=1), 9, 12)
    made.lines["support"] = services.add_listed_hours(
        made.ref,
        listing_ref=chosen.ref,
        shifts=[Shift(evening, chosen.spaces[0]), Shift(morning)],
        terms=LineTerms(asks="Likes to sing"),
        by=made.arranger,
    )
    breaks.pay(made, "support", "virtual")
    busy(chosen, evening)
    busy(half, morning)
    with pytest.raises(NoLongerFree) as refused:
        services.hold(made.ref, by=made.arranger)
    (clash,) = refused.value.clashes
    (other,) = clash.alternatives
    assert (other.title, other.price_pence) == ("Free Bank", 7 * 24_60)
    services.take_instead(made.ref, made.lines["support"], listing_ref=other.listing_ref, by=made.arranger)
    services.hold(made.ref, by=made.arranger)
    (line,) = made.break_.lines_in
    assert (line.title, line.asks, line.periods) == ("Free Bank", "Likes to sing", [evening, morning])


def test_for_a_sleepover_those_are_offered_who_sleep_over_on_that_evening(app: Flask) -> None:
    made = breaks.planned()
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    chosen, night = bank("First Bank", RateUnit.SLEEPOVER), stretch(golden.friday(), 22, 32)
    made.lines["nights"] = services.add_listed_sleepovers(
        made.ref,
        listing_ref=chosen.ref,
        sleepovers=[Shift(night, chosen.spaces[0])],
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "nights", "virtual")
    rates = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 95_00}
    supply.bank_at_work("Fridays", rates=rates, days=range(7), nights=[4])
    supply.bank_at_work("Sundays", rates=rates, days=range(7), nights=[6])
    busy(chosen, night)
    with pytest.raises(NoLongerFree) as refused:
        services.hold(made.ref, by=made.arranger)
    (clash,) = refused.value.clashes
    assert [(one.title, one.price_pence) for one in clash.alternatives] == [("Fridays", 95_00)]


def test_what_a_provider_said_no_to_is_said_on_the_page_with_what_there_is_instead(
    app: Flask, client: CheckedClient
) -> None:
    made = breaks.planned()
    rowan = lodge("Rowan Cottage", 120_00)
    golden.ask(made)
    services.decline(made.lines["house"], reason="The boiler broke", by=made.offers["house"].by)
    families.sign_in(client, made.arranger)
    shown = client.get(f"/breaks/{made.ref}").text
    assert "Owners of Whin Lodge said no" in shown
    assert "The boiler broke" in shown
    assert "What the rules say" not in shown
    where = f"/breaks/{made.ref}/parts/{made.lines['house']}/instead"
    assert f'href="{where}"' in shown
    assert f'href="{where}"' in client.get("/waiting").text
    assert PRESS.findall(client.get(where).text) == [f"{where}/{rowan.ref}"]
    assert client.post(f"{where}/{rowan.ref}", data={}).location == f"/breaks/{made.ref}/hold"
    assert in_now(made) == [("Rowan Cottage", 240_00, 240_00)]
    assert "said no" not in client.get(f"/breaks/{made.ref}").text


def test_a_break_goes_on_without_what_a_provider_said_no_to_when_whoever_arranges_says_so(
    app: Flask, client: CheckedClient
) -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made, without={"support"})
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    where = f"/breaks/{made.ref}/parts/{made.lines['support']}/instead"
    families.sign_in(client, made.arranger)
    assert "Go on without it" in client.get(where).text
    assert client.post(where, data={}).status_code == 303
    assert made.break_.state is BreakState.CONFIRMED


def typed(period: Period) -> dict[str, str]:
    """One time as it is typed where hours are added."""
    start, end = in_london(period.starts_at), in_london(period.ends_at)
    return {
        "day_0": start.date().isoformat(),
        "start_0": f"{start:%H:%M}",
        "end_0": f"{end:%H:%M}",
        "for_whom": "person",
    }


@pytest.mark.parametrize("is_taken", [False, True])
def test_hours_that_are_taken_are_added_and_said_not_to_be_free_at_once(
    client: CheckedClient, *, is_taken: bool
) -> None:
    made, pa = breaks.planned(), bank("First Bank")
    evening = stretch(golden.friday(), 16, 20)
    if is_taken:
        busy(pa, evening)
    families.sign_in(client, made.arranger)
    done = client.post(f"/breaks/{made.ref}/add/{pa.ref}/hours", data=typed(evening))
    said = words(client.get(done.location))
    assert ("First Bank is added. Not free then: First Bank (Fri " in said) is is_taken
    assert ("First Bank is added. Next:" in said) is not is_taken
    assert len(made.break_.lines_in) == 2


def test_the_same_hours_twice_in_one_break_are_said_to_be_its_own_doing(client: CheckedClient) -> None:
    made, pa = breaks.planned(), bank("First Bank")
    evening = stretch(golden.friday(), 16, 20)
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/add/{pa.ref}/hours"
    assert "Not free then" not in words(client.get(client.post(where, data=typed(evening)).location))
    assert "Not free then: First Bank" in words(client.get(client.post(where, data=typed(evening)).location))
    made.lines |= {str(number): line.ref for number, line in enumerate(made.break_.lines_in)}
    breaks.pay(made, "1", "virtual")
    breaks.pay(made, "2", "virtual")
    refused = client.post(f"/breaks/{made.ref}/hold", data={})
    assert refused.status_code == 409
    said = words(refused)
    assert "First Bank is in here twice at one time" in said
    assert "Another part of this break takes the same time" in said
    assert "Somebody else was first" not in said
    on = golden.friday().isoformat()
    assert f"from={on}&amp;to={on}&amp;start=16%3A00&amp;end=20%3A00" in refused.text
    times = f"/breaks/{made.ref}/parts/{made.lines['2']}/times"
    assert f'href="{times}"' in refused.text
    assert client.get(times).status_code == 200
    (look,) = re.findall(r'href="(/search[^"]*)">Look for something else', refused.text)
    assert client.get(unescape(look)).status_code == 200
