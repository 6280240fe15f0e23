"""Breaks that are there when the demo begins: one confirmed, others that wait for their providers."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Item, LineTerms, PotYes, SharePart, Shift
from marketplace.booking.models import Break, Promise
from marketplace.booking.sorts import Whose
from marketplace.budgets.models import Pot
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.demo.cast import Cast
from marketplace.demo.days import monday_of_week
from marketplace.demo.supply_texts import FOLDER
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.queries.diary import standing
from marketplace.people.models import Outcome, Person, SupportPlan
from marketplace.periods import Period, nights

Table = Mapping[str, Any]
WEEKS_LOOKED_AT = 30
OWN_MONEY = "Own money"


def bring_in(cast: Cast, refs: Mapping[str, str]) -> None:
    """Every break of the file. ``refs``: the references of people by their keys."""
    for text in texts()["draft"]:
        _plan(text, cast, person_ref=refs[text["person"]])
    for text in texts()["break"]:
        _arrange(text, cast, person_ref=refs[text.get("person", text["by"])])


def texts() -> dict[str, list[Table]]:
    """What stands in the file, by its kinds."""
    return tomllib.loads((FOLDER / "breaks.toml").read_text(encoding="utf-8"))


def _arrange(text: Table, cast: Cast, *, person_ref: str) -> None:
    by = cast.viewers[text["by"]]
    ref, lines = _plan(text, cast, person_ref=person_ref)
    share = share_of(person_ref, text.get("pot", OWN_MONEY), 100)
    for line_ref in lines:
        services.set_shares(ref, line_ref, parts=[share], by=by)
    services.hold(ref, by=by)
    services.request(ref, asks_longer=False, by=by)
    for line_ref, part in lines.items():
        if "question" in part:
            services.ask_about(line_ref, words=part["question"], by=manager_of(part, cast))
    if text["answered"]:
        _answer(ref, lines, share.pot_ref, cast, by)


def _plan(text: Table, cast: Cast, *, person_ref: str) -> tuple[str, dict[str, Table]]:
    """A draft with its parts, by their references."""
    by, monday = cast.viewers[text["by"]], _free_week(text)
    ref = services.start_break(draft=draft_of(text, person_ref, monday), by=by)
    return ref, {add_part(ref, part, text, monday, by): part for part in text["part"]}


def _answer(ref: str, lines: Mapping[str, Table], pot_ref: str, cast: Cast, by: Viewer) -> None:
    """Every yes there is: the last one confirms the break, and its invoice is paid."""
    for line_ref, part in lines.items():
        manager = manager_of(part, cast)
        if listing_of(part).kind.is_support:
            services.accept_provisionally(line_ref, by=manager)
            services.consent_to_safety(ref, is_yes=True, by=by)
        services.accept(line_ref, by=manager)
        services.say(ref, line_ref, is_yes=True, by=by)
    services.agree(ref, pot_ref, yes=PotYes(), by=by)
    for promise_ref in session.scalars(select(Promise.ref).join(Promise.break_).where(Break.ref == ref)):
        services.mark_paid(promise_ref, by=cast.viewers["tam"])


def draft_of(text: Table, person_ref: str, monday: date) -> BreakDraft:
    """A break of the file, in the week of a Monday."""
    return BreakDraft(
        title=text["title"],
        whose=Whose.PERSON,
        person_ref=person_ref,
        starts_at=_at(monday, text["from_day"], 15),
        ends_at=_at(monday, text["until_day"], 11),
        town=text["town"],
    )


def add_part(ref: str, part: Table, text: Table, monday: date, by: Viewer) -> str:
    """One part; its reference."""
    listing, terms = listing_of(part), LineTerms(asks=part.get("asks", ""))
    if part["unit"] == RateUnit.NIGHT:
        stay = (monday + timedelta(days=text[day]) for day in ("from_day", "until_day"))
        arrive_on, leave_on = stay
        return services.add_listed_stay(
            ref, listing_ref=listing.ref, arrive_on=arrive_on, leave_on=leave_on, guests=1, terms=terms, by=by
        )
    stretches = list(_stretches(part, monday))
    if part["unit"] == RateUnit.HOUR:
        shifts = [Shift(stretch) for stretch in stretches]
        return services.add_listed_hours(ref, listing_ref=listing.ref, shifts=shifts, terms=terms, by=by)
    items = [Item(period=stretch) for stretch in stretches]
    return services.add_listed_items(ref, listing_ref=listing.ref, items=items, terms=terms, by=by)


def _stretches(part: Table, monday: date) -> Iterator[Period]:
    for day, first, last in part["stretches"]:
        yield Period(_at(monday, day, first), _at(monday, day, last))


def _free_week(text: Table) -> date:
    """The Monday of the first week in which the house has a room for all the nights."""
    house = next(listing_of(part) for part in text["part"] if part["unit"] == RateUnit.NIGHT)
    spaces = [space for space in house.spaces if space.closed_at is None]
    for week in range(text["weeks"], text["weeks"] + WEEKS_LOOKED_AT):
        monday = monday_of_week(week, today=clock.today())
        stay = nights(monday + timedelta(days=text["from_day"]), monday + timedelta(days=text["until_day"]))
        if len({one.space_id for one in standing(spaces, stay)}) < len(spaces):
            return monday
    raise LookupError(text["title"])


def _at(monday: date, day: int, hour: int) -> datetime:
    return london_instant(monday + timedelta(days=day), time(hour))


def listing_of(part: Table) -> Listing:
    """What a part is of."""
    return session.scalars(select(Listing).where(Listing.title == part["listing"])).one()


def manager_of(part: Table, cast: Cast) -> Viewer:
    """Who answers for it."""
    return cast.managers[listing_of(part).provider_id]


def share_of(person_ref: str, pot_name: str, per_cent: int) -> SharePart:
    """So much from a pot; of money of a council for what stands first in the support plan."""
    pot = session.scalars(select(Pot).join(Pot.person).where(Person.ref == person_ref, Pot.name == pot_name)).one()
    if not pot.options:
        return SharePart(pot.ref, per_cent=Fraction(per_cent))
    of_person = select(Outcome.ref).join(SupportPlan).where(SupportPlan.person_id == pot.person_id)
    outcome_ref = session.scalars(of_person.order_by(Outcome.id)).first() or ""
    return SharePart(pot.ref, per_cent=Fraction(per_cent), option=pot.options[0], outcome_ref=outcome_ref)
