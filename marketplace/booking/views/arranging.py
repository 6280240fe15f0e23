"""My breaks; starting one; the page of one, its paper for the post, and changing its name and days."""

from datetime import datetime, time
from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.drafts import LONGEST_TITLE
from marketplace.booking.forms.starting import ChangeForm, StartForm
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.behalf import behalf_for
from marketplace.booking.queries.breaks import PAGE_SIZE, draft_of, my_breaks
from marketplace.booking.queries.calendar import FILE_NAME, calendar_of
from marketplace.booking.queries.meetings import to_meet_first
from marketplace.booking.queries.my_say import has_own_break
from marketplace.booking.queries.series_money import series_together
from marketplace.booking.queries.swap_pages import swaps_under_way
from marketplace.booking.services.looking import look_at_break
from marketplace.booking.sorts import Whose
from marketplace.booking.timeline import cover_words
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, outside_or, saved, shown
from marketplace.booking.views.signs import cover_pieces_of, gap_looks, looks_for, looks_instead, sign_of, steps_of
from marketplace.calendars import MEDIA_TYPE
from marketplace.listings.forms.search import TIME_ASKED
from marketplace.notifications.services import speaking_for
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known, all_my_people, carers_of, own_person
from marketplace.people.representation import Scope
from marketplace.people.standstill import StandstillCause
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page
from marketplace.web.paging import asked_page, pages
from marketplace.web.redirects import day_said
from marketplace.wording import number_words, span_words

blueprint.add_app_template_filter(cover_words, "hours")
blueprint.add_app_template_filter(number_words, "amount")


CARRIED = ("listing", *TIME_ASKED)
"""What an address carries on from a search or a listing: what is to be added once there is a break."""


@blueprint.get("/breaks")
@requires(Permission.ARRANGE_BREAKS)
def breaks() -> str:
    """The reader's breaks and those of everyone they act for: what comes first, first."""
    found = my_breaks(viewer=g.reader, page=asked_page())
    return render_template(
        "booking/breaks.html",
        found=found,
        pager=pages(found.number, found.total, PAGE_SIZE),
        has_people=bool(all_my_people(viewer=g.reader)),
        has_say=has_own_break(viewer=g.reader),
    )


@blueprint.route("/breaks/new", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def start() -> Answer:
    """Whose break it is, when, and where; then straight on to its first part."""
    people, carers = people_to_plan_for()
    form = StartForm(people=people, carers=carers, data=_usual(people))
    made: list[str] = []
    if saved(form, lambda: made.append(services.start_break(draft=form.draft, by=g.reader))):
        return _on_to_first_part(made[0])
    return page("booking/start.html", form, carried=carried(), has_people=bool(people))


@blueprint.get("/breaks/<ref>")
@requires(Permission.ARRANGE_BREAKS)
def break_page(ref: str) -> str:
    """One break: when, what, who pays, what it waits for. To open it is a look, which is recorded."""
    found = look_at_break(ref, by=g.reader)
    is_confirmed = found.state is BreakState.CONFIRMED
    return render_template(
        "booking/break.html",
        found=found,
        behalf=behalf_for(ref, viewer=g.reader) if g.reader.can(Permission.KEEP_CASELOAD) else None,
        together=series_together(ref, viewer=g.reader) if found.is_in_series and found.rights.sees_money else (),
        to_meet=to_meet_first(ref) if found.rights.may_change and not found.stopped else (),
        cover_pieces=cover_pieces_of(found),
        gap_looks=gap_looks(found) if found.rights.may_add else (),
        looks=looks_for(found) if found.rights.may_add else (),
        looks_instead=looks_instead(found),
        sign_of=sign_of,
        steps=steps_of(found),
        swaps=swaps_under_way([line.ref for line in found.lines]) if is_confirmed else (),
    )


@blueprint.get("/breaks/<ref>/paper")
@requires(Permission.ARRANGE_BREAKS)
def printed(ref: str) -> str:
    """All of a break on paper, for the post and for the telephone."""
    return render_template("booking/printed.html", found=look_at_break(ref, by=g.reader))


@blueprint.get("/breaks/<ref>/calendar.ics")
@requires(Permission.ARRANGE_BREAKS)
def calendar(ref: str) -> Response:
    """A confirmed break for the reader's own calendar: the file that the letter carries."""
    content = calendar_of(ref, viewer=g.reader, site=speaking_for())
    return Response(
        content,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": f"attachment; filename={FILE_NAME}", "Cache-Control": "private, no-store"},
    )


@blueprint.route("/breaks/<ref>/change", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def change(ref: str) -> Answer:
    """Its name, days and town, while nothing is held."""
    before = draft_of(ref, viewer=g.reader)
    form = ChangeForm.showing(before)

    def write() -> None:
        services.change_break(ref, draft=form.changed(before), seen=form.seen.data, by=g.reader)

    if saved(form, write):
        return outside_or(ref, "The changes are saved.")
    return page("booking/change.html", form, ref=ref, before=draft_of(ref, viewer=g.reader))


@blueprint.post("/breaks/<ref>/change/days-for-parts")
@requires(Permission.ARRANGE_BREAKS)
def days_for_parts(ref: str) -> Response:
    """Other days that hold every part: one press, where a part is outside the break."""
    services.change_days_for_parts(ref, seen=request.form.get("seen", ""), by=g.reader)
    period = shown(ref).period
    return onward(f"Your break is now {span_words(period.starts_at, period.ends_at)}.", ref=ref)


def carried(*also: str) -> dict[str, Any]:
    """What this address carries on from a search, to be put into the next one."""
    return {name: request.args[name] for name in (*CARRIED, *also) if request.args.get(name)}


def people_to_plan_for() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Whom the reader may plan for, and who may be the carer: those, and carers of those; nobody who has died."""
    mine = [one for one in all_my_people(viewer=g.reader) if Scope.PLAN in one.standing.scopes]
    people = [(one.person.ref, _called(one)) for one in mine if _is_alive(one.person)]
    carers = (person for one in mine for person in carers_of(one.person) if _is_alive(person))
    others = {person.ref: person.name for person in carers}
    return people, [*people, *((ref, name) for ref, name in others.items() if ref not in dict(people))]


def _is_alive(person: Person) -> bool:
    return person.stands_still is not StandstillCause.DIED


def _called(one: Known) -> str:
    return f"{one.person.name} (you)" if one.standing.is_self else one.person.name


def _usual(people: list[tuple[str, str]]) -> dict[str, Any]:
    """What the address says already, and the one person there is."""
    own = own_person(viewer=g.reader)
    asked = request.args.get("person", "")
    known = dict(people)
    only = people[0][0] if len(people) == 1 else ""
    is_for_another = asked in known and not (own and asked == own.ref)
    town = request.args.get("town", "")[:80]
    return {
        "title": f"Break in {town}"[:LONGEST_TITLE] if town else "",
        "whose": Whose.PERSON.value if is_for_another else "",
        "person": asked if asked in known else only or (own.ref if own and own.ref in known else ""),
        "starts_on": day_said("from"),
        "ends_on": day_said("to") or day_said("from"),
        "starts_time": time_said("start") or (time(16, 0) if day_said("from") else None),
        "ends_time": time_said("end") or (time(10, 0) if day_said("to") else None),
        "town": town,
    }


def time_said(name: str) -> time | None:
    """A time of day that this address carries."""
    try:
        return datetime.strptime(request.args.get(name, ""), "%H:%M").time()  # noqa: DTZ007 - a time has no zone
    except ValueError:
        return None


def _on_to_first_part(ref: str) -> Response:
    if request.args.get("then") == "suggest":
        return onward("Your break is kept. Now say what it needs.", "booking.suggest", ref=ref)
    wanted = carried()
    if "listing" in wanted:
        listing_ref = wanted.pop("listing")
        return onward(
            "Your break is kept. Now add its first part.",
            "booking.add_from",
            ref=ref,
            listing_ref=listing_ref,
            **wanted,
        )
    return onward("Your break is kept. Now add its parts.", "booking.add", ref=ref)
