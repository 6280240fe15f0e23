"""The calendar of the whole provider, by month and week: every space, and the seats of each session."""

from collections.abc import Collection
from datetime import date
from typing import cast

from flask import current_app, g, render_template, request, url_for

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.listings.queries import closures
from marketplace.listings.queries import conflicts as cases
from marketplace.listings.queries.feeds import troubled
from marketplace.listings.queries.provider_calendar import (
    ROWS_ON_A_PAGE,
    Addresses,
    Behind,
    LooksBehind,
    Shown,
    ahead_of,
    listings_of,
    month_with,
    provider_calendar,
    week_with,
)
from marketplace.listings.views import blueprint
from marketplace.web.access import requires
from marketplace.web.paging import asked_page, pages

BEHIND = "what_takes_spaces"
"""Where ``app.py`` puts the function that says what references stand for."""

YEARS_SHOWN = 10
"""How far a diary can be leafed through, back and ahead."""


@blueprint.get("/diary", endpoint="diary")
@requires(Permission.KEEP_DIARY)
def diary_page() -> str:
    shown, page = asked_days(), asked_page()
    listing_ref = request.args.get("listing", "")
    found = provider_calendar(shown, addresses(shown), viewer=g.reader, page=page, listing_ref=listing_ref)
    return render_template(
        "listings/diary/calendar.html",
        found=found,
        pages=pages(page, found.count, ROWS_ON_A_PAGE),
        listings=listings_of(g.reader),
        listing_ref=listing_ref,
        conflicts=cases.conflicts(viewer=g.reader),
        unread=troubled(viewer=g.reader),
    )


def addresses(shown: Shown) -> Addresses:
    """Where the rows of a calendar lead."""
    return Addresses(
        space=lambda ref: url_for("listings.space_diary", ref=ref, **shown.asked),
        week=lambda ref, day: url_for("listings.diary", listing=ref, **week_with(day).asked),
        behind=_behind,
    )


def asked_days() -> Shown:
    """The week or month asked for, of those in which there may be anything to see; else what lies ahead."""
    today = clock.today()
    week, month = request.args.get("week", ""), request.args.get("month", "")
    try:
        asked = date.fromisoformat(week or f"{month}-01")
    except ValueError:
        return ahead_of(today)
    if abs(asked.year - today.year) > YEARS_SHOWN:
        return ahead_of(today)
    return week_with(asked) if week else month_with(asked)


def _behind(references: Collection[str]) -> dict[str, Behind]:
    above = cast("LooksBehind | None", current_app.extensions.get(BEHIND))
    own = closures.behind(references, viewer=g.reader)
    found = {one: Behind("", url_for("listings.closure", ref=ref)) for one, ref in own.items()}
    return found | dict(above(references) if above else {})
