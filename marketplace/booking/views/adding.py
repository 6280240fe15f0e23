"""Adding parts to a break: from our listings, by telephone, or of one's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.drafts import LONGEST_TITLE, LineTerms, Shift
from marketplace.booking.forms.adding import ItemsForm, ShiftsForm, StayForm, shift_rows, sleepover_rows, usual_for
from marketplace.booking.forms.address_book import as_typed
from marketplace.booking.forms.alike import Alike, HoursForm, rows_within, typed_rows
from marketplace.booking.forms.off_site import BrokeredForm, OwnForm
from marketplace.booking.forms.rows import days_between
from marketplace.booking.queries.address_book import entry_seen, to_pick
from marketplace.booking.queries.breaks import my_breaks
from marketplace.booking.queries.care import care_before
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.lacking import not_free_words
from marketplace.booking.queries.lines import CHANGEABLE
from marketplace.booking.queries.own_cost import on_top_words
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.pvg import to_choose_for
from marketplace.booking.views import blueprint
from marketplace.booking.views.arranging import carried, time_said
from marketplace.booking.views.saving import outside_or, saved, shown
from marketplace.booking.views.signs import looks_for
from marketplace.clock import in_london
from marketplace.errors import NotAllowed
from marketplace.listings import cards
from marketplace.listings.asked import EACH_DAY
from marketplace.listings.forms.search import FOR_BREAK
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import SOLD
from marketplace.listings.queries.levies import levy_words
from marketplace.listings.queries.pa_work import offered_pas
from marketplace.listings.queries.public import listing_for
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.web.redirects import day_said
from marketplace.wording import listed

MOST_CHOICES = 20
ADD_HOW = {
    RateUnit.NIGHT: "booking.add_stay",
    RateUnit.HOUR: "booking.add_hours",
    RateUnit.SLEEPOVER: "booking.add_sleepovers",
    RateUnit.WAKING_NIGHT: "booking.add_waking_nights",
    RateUnit.ITEM: "booking.add_items",
}
"""The page that adds what a listing sells by each unit."""

MORE_ROWS_AT = 2


@blueprint.get("/breaks/add")
@requires(Permission.ARRANGE_BREAKS)
def add_listed() -> str | Response:
    """From a listing: to which break is it added? Straight on to the one it was looked for, or to a new first one."""
    listing = listing_for(request.args.get("listing", ""), viewer=g.reader)
    if wanted_for := request.args.get(FOR_BREAK):
        return redirect(url_for("booking.add_from", ref=wanted_for, listing_ref=listing.ref, **_dates()))
    rows = [row for row in my_breaks(viewer=g.reader).rows if row.state in CHANGEABLE][:MOST_CHOICES]
    kept: dict[str, Any] = carried("person")
    if not rows:
        return redirect(url_for("booking.start", town=listing.town, **kept))
    wanted = _dates()
    return render_template("booking/choose_break.html", listing=listing, rows=rows, kept=kept, wanted=wanted)


@blueprint.get("/breaks/<ref>/add")
@requires(Permission.ARRANGE_BREAKS)
def add(ref: str) -> str:
    """The ways to add a part."""
    found = _growing(ref)
    return render_template("booking/add.html", found=found, looks=looks_for(found))


@blueprint.get("/breaks/<ref>/add/<listing_ref>")
@requires(Permission.ARRANGE_BREAKS)
def add_from(ref: str, listing_ref: str) -> str | Response:
    """What of a listing: straight on where it sells one thing only."""
    found, listing = _growing(ref), listing_for(listing_ref, viewer=g.reader)
    units = [rate.unit for rate in listing.rates if rate.unit in SOLD]
    wanted = _dates()
    if len(units) == 1:
        return redirect(url_for(ADD_HOW[units[0]], ref=ref, listing_ref=listing_ref, **wanted))
    ways = [(url_for(ADD_HOW[unit], ref=ref, listing_ref=listing_ref, **wanted), unit) for unit in units]
    rates = cards.price_list_words(listing.prices, levy_words(listing.prices.levied))
    return render_template("booking/add_from.html", found=found, listing=listing, ways=ways, rates=rates)


@blueprint.route("/breaks/<ref>/add/<listing_ref>/nights", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def add_stay(ref: str, listing_ref: str) -> Answer:
    found, listing = _growing(ref), _selling(listing_ref, RateUnit.NIGHT)
    first, last = _asked_days(found)
    usual = {
        "arrive": first,
        "leave": last,
        "guests": request.args.get("sleeps", type=int) or (2 if found.whose == "together" else 1),
        "for_whom": usual_for(found, listing),
    }
    form = StayForm.asking(listing)(data=usual)
    form.suit(found)
    form.suit_spaces(_spaces(ref, listing))

    def write() -> None:
        services.add_listed_stay(
            ref,
            listing_ref=listing_ref,
            arrive_on=form.arrive.data,
            leave_on=form.leave.data,
            guests=form.guests.data,
            space_ref=form.space_ref,
            terms=form.terms,
            by=g.reader,
        )

    if saved(form, write):
        return _added(ref, listing.title)
    return page(
        "booking/add_stay.html", form, found=found, listing=listing, care=care_before(ref, listing, viewer=g.reader)
    )


@blueprint.route("/breaks/<ref>/add/<listing_ref>/hours", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def add_hours(ref: str, listing_ref: str) -> Answer:
    found, listing = _growing(ref), _selling(listing_ref, RateUnit.HOUR)
    days = days_between(found.period)
    form = HoursForm.asking(listing).of_days(
        len(days) + MORE_ROWS_AT,
        typed=_hours_asked(days) | {"for_whom": usual_for(found, listing)},
        days=days,
        spaces=_spaces(ref, listing),
    )
    form.suit(found)

    def write() -> None:
        services.add_listed_hours(ref, listing_ref=listing_ref, shifts=form.shifts, terms=form.terms, by=g.reader)

    if saved(form, write):
        return _added(ref, listing.title)
    return _page_of_times(form, found, listing, RateUnit.HOUR)


@blueprint.route("/breaks/<ref>/add/<listing_ref>/sleepovers", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def add_sleepovers(ref: str, listing_ref: str) -> Answer:
    def write(shifts: Sequence[Shift], terms: LineTerms) -> None:
        services.add_listed_sleepovers(ref, listing_ref=listing_ref, sleepovers=shifts, terms=terms, by=g.reader)

    return _nights_of_pas(ref, listing_ref, RateUnit.SLEEPOVER, "Sleepovers", write)


@blueprint.route("/breaks/<ref>/add/<listing_ref>/waking-nights", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def add_waking_nights(ref: str, listing_ref: str) -> Answer:
    def write(shifts: Sequence[Shift], terms: LineTerms) -> None:
        services.add_listed_waking_nights(ref, listing_ref=listing_ref, nights=shifts, terms=terms, by=g.reader)

    return _nights_of_pas(ref, listing_ref, RateUnit.WAKING_NIGHT, "Waking nights", write)


def _nights_of_pas(
    ref: str, listing_ref: str, unit: RateUnit, words: str, write: Callable[[Sequence[Shift], LineTerms], None]
) -> Answer:
    """Whole nights of a PA's time: a row for each night of the break."""
    found, listing = _growing(ref), _selling(listing_ref, unit)
    days = days_between(found.period)
    form = _shifts_form(found, listing, sleepover_rows(days), rows=max(len(days) - 1, 1))
    title = f"{words} with {listing.title}"[:LONGEST_TITLE]
    if saved(form, lambda: write(form.shifts, replace(form.terms, title=title))):
        return _added(ref, f"{listing.title}, {words.lower()}")
    return _page_of_times(form, found, listing, unit)


@blueprint.route("/breaks/<ref>/add/<listing_ref>/items", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def add_items(ref: str, listing_ref: str) -> Answer:
    found, listing = _growing(ref), _selling(listing_ref, RateUnit.ITEM)
    days = days_between(found.period)
    typed = {"for_whom": usual_for(found, listing)} | _time_asked(days)
    form = ItemsForm.asking(listing).with_rows(1, typed=typed, days=days, spaces=_spaces(ref, listing))
    form.suit(found)

    def write() -> None:
        services.add_listed_items(ref, listing_ref=listing_ref, items=form.items, terms=form.terms, by=g.reader)

    if saved(form, write):
        return _added(ref, listing.title)
    return page("booking/add_times.html", form, found=found, listing=listing, unit=RateUnit.ITEM, pas=(), care=())


@blueprint.route("/breaks/<ref>/add-elsewhere", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def brokered(ref: str) -> Answer:
    """Something from a provider that is not on this site."""
    found = _growing(ref)
    picked = request.args.get("known", "")
    known = entry_seen(picked, viewer=g.reader) if picked else None
    form = BrokeredForm.with_rows(1, typed=as_typed(known), days=days_between(found.period), least=1)
    form.suit(found)

    def write() -> None:
        town = form.provider_town.data or ""
        services.add_brokered_line(ref, part=form.part, terms=form.terms, town=town, picked=picked, by=g.reader)

    if saved(form, write):
        return _added(ref, form.title.data or "")
    return page("booking/brokered.html", form, found=found, known=known, book=to_pick(viewer=g.reader))


@blueprint.route("/breaks/<ref>/add-own", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def own(ref: str) -> Answer:
    """My own PA, my usual provider, or family who agreed."""
    found = _growing(ref)
    typed = {"so": ["cover"], "works": "alone", "kind": "sole_pa"}
    form = OwnForm.with_rows(1, typed=typed, days=days_between(found.period))
    form.suit(found)
    if saved(form, lambda: services.add_own_arrangement(ref, part=form.part, terms=form.terms, by=g.reader)):
        return _added(ref, form.title.data or "")
    return page("booking/own.html", form, found=found, on_top=on_top_words(ref, viewer=g.reader))


def _growing(ref: str) -> BreakPage:
    """A break to which the reader may add. Raises NotFound, NotAllowed."""
    found = shown(ref)
    if not found.rights.may_add:
        raise NotAllowed("Nothing can be added to this break now, or not by you.")
    return found


def _time_asked(days: Sequence[date]) -> dict[str, Any]:
    """The one time that was chosen on the way here, as it stands in the first row of a form."""
    day, starts, ends = day_said("from"), time_said("start"), time_said("end")
    if day is None or day not in days or starts is None or ends is None:
        return {}
    return {"quantity_0": 1, "day_0": day.isoformat(), "start_0": starts, "end_0": ends}


def _hours_asked(days: Sequence[date]) -> dict[str, Any]:
    """The hours that were looked for on the way here, as far as the break has them; else a row for each day."""
    first_on, start, end = day_said("from"), time_said("start"), time_said("end")
    if first_on is None or start is None or end is None:
        return shift_rows(days)
    how = Alike.EACH if request.args.get("each") == EACH_DAY else Alike.THROUGH
    last_on = max(first_on, day_said("to") or first_on)
    rows = rows_within(days, (first_on, last_on), start, end, how)
    if not rows:
        return shift_rows(days)
    whole = {"every_first": rows[0][0].isoformat(), "every_last": min(last_on, days[-1]).isoformat()}
    return typed_rows(rows) | whole | {"every_how": how.value, "every_start": start, "every_end": end}


def _dates() -> dict[str, Any]:
    """The days and times that the address carries."""
    return {name: value for name, value in carried().items() if name != "listing"}


def _selling(listing_ref: str, unit: RateUnit) -> Listing:
    listing = listing_for(listing_ref, viewer=g.reader)
    if not any(rate.unit is unit for rate in listing.rates):
        abort(404)
    return listing


def _shifts_form(found: BreakPage, listing: Listing, typed: dict[str, Any], *, rows: int) -> ShiftsForm:
    typed = typed | {"for_whom": usual_for(found, listing)}
    form = ShiftsForm.asking(listing).with_rows(
        rows, typed=typed, days=days_between(found.period), spaces=_spaces(found.ref, listing)
    )
    form.suit(found)
    return form


def _page_of_times(form: ShiftsForm, found: BreakPage, listing: Listing, unit: RateUnit) -> Answer:
    """The page for the hours or nights of PAs: what they can do, and who is asked for."""
    care, pas = care_before(found.ref, listing, viewer=g.reader), offered_pas(listing)
    chosen = {name for _, name in _spaces(found.ref, listing)}
    left_out = [one.name for one in pas if one.name not in chosen]
    shows = {"found": found, "listing": listing, "unit": unit, "pas": pas, "left_out": left_out, "care": care}
    return page("booking/add_times.html", form, **shows)


def _spaces(ref: str, listing: Listing) -> Sequence[tuple[str, str]]:
    """Whom or what may be asked for by name."""
    one = known_break(ref, viewer=g.reader).break_
    return [(space.ref, space.name) for space in to_choose_for(one, listing.spaces)]


def _stay_days(found: BreakPage) -> tuple[date, date]:
    return in_london(found.period.starts_at).date(), in_london(found.period.ends_at).date()


def _asked_days(found: BreakPage) -> tuple[date, date]:
    """The days that the address carries, or those of the break."""
    try:
        return date.fromisoformat(request.args["from"]), date.fromisoformat(request.args["to"])
    except (KeyError, ValueError):
        return _stay_days(found)


def _added(ref: str, title: str) -> Response:
    """Back to the break; what is not free then is said at once, rather than when all of it is to be held."""
    if taken := not_free_words(ref, viewer=g.reader):
        said = f"{title} is added. Not free then: {listed(taken)}. Choose other times, or somebody else."
        flash(said, "note")
        return redirect(url_for("booking.break_page", ref=ref), 303)
    return outside_or(ref, f"{title} is added. Next: add another part, or say who pays.")
