"""An emergency: tonight's places, held in one step; and the officer's yes that lets it go first (R7)."""

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, request, url_for

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.emergency import EmergencyForm, TonightForm, TonightHoldForm
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.tonight import (
    Place,
    Tonight,
    council_money_for,
    people_for_tonight,
    place_tonight,
    places_instead,
    places_tonight,
    ways_to_pay,
)
from marketplace.booking.queries.tonight import tonight as first_night
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.asking import IN_THE_WAY, InTheWay, in_the_way
from marketplace.budgets.queries.pots import sorts_for
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.people.models import Person
from marketplace.people.queries.persons import OFFICERS, known
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import moment


@blueprint.get("/tonight")
@requires(Permission.KEEP_CASELOAD, Permission.ARRANGE_BREAKS)
def tonight() -> Answer:
    """Who needs somewhere tonight or tomorrow, and what is free; what suits comes first, and of that the nearest."""
    form = TonightForm(people_for_tonight(request.args.get("person", ""), viewer=g.reader), request.args)
    asked = form.asked if request.args.get("near") and form.validate() else None
    found = places_tonight(asked, viewer=g.reader) if asked else None
    who = known(asked.person_ref, viewer=g.reader).person if asked else None
    return page("booking/emergency/tonight.html", form, found=found, asked=asked, person=who, **_reader())


@blueprint.route("/tonight/<listing_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_CASELOAD, Permission.ARRANGE_BREAKS)
def hold_tonight(listing_ref: str) -> Answer:
    """Hold one of them, and let it go first: who pays, under which option, and why it cannot wait.

    What is in the way is said here, with what was typed, and the next places beside it; nothing stays behind.
    """
    asked = _asked()
    who = known(asked.person_ref, viewer=g.reader)
    place, is_free = place_tonight(listing_ref, asked, viewer=g.reader)
    form = TonightHoldForm(ways_to_pay(who, viewer=g.reader), is_officer=g.reader.role in OFFICERS)
    if not is_free and request.method == "GET":
        flash(f"{place.title} is not free any more. Here is what is.", "note")
        return redirect(url_for("booking.tonight", **_words_of(asked)), 303)
    held = _held(form, asked, place, is_free=is_free)
    if isinstance(held, services.PlaceHeld):
        return onward(_done(held, who.person), "booking.break_page", ref=held.ref)
    shows: dict[str, object] = {
        "place": place,
        "is_free": is_free,
        "asked": asked,
        "here": _words_of(asked),
        "person": who.person,
    }
    shows |= {"sort": council_money_for(who), "may_make": bool(sorts_for(who)), **_reader()}
    shows |= {"way": held, "next_ones": (), "pot_ref": ""}
    if held is not None:
        next_ones = places_instead(listing_ref, asked, viewer=g.reader)
        shows |= {"next_ones": next_ones, "pot_ref": form.held.pot_ref if held.shortfalls else ""}
    html, status = page("booking/emergency/hold.html", form, **shows)
    return html, held.status if held else status


@blueprint.route("/breaks/<ref>/emergency", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING)
def emergency(ref: str) -> Answer:
    """An officer lets an emergency go first, with a reason (R7)."""
    found = break_for(ref, viewer=g.reader)
    if not found.rights.may_agree_emergency:
        raise NotFound
    form = EmergencyForm()
    if answered(form, lambda: services.agree_emergency(ref, reason=form.reason.data or "", by=g.reader)):
        return _gone_first(ref)
    return page("booking/emergency/agree.html", form, found=found)


def _gone_first(ref: str) -> Answer:
    """On to the money where it waits for the same officer; else back to the break."""
    done, now = "This break may go first. The support plan follows.", break_for(ref, viewer=g.reader)
    own = [pot for pot in now.pots if pot.agreement.may_agree and pot.agreement.how is AgreedHow.OFFICER]
    if own and now.state in {BreakState.HELD, BreakState.REQUESTED}:
        return onward(f"{done} Now the money.", "booking.decision", ref=ref, pot_ref=own[0].pot_ref)
    return onward(done, "booking.break_page", ref=ref)


def _held(
    form: TonightHoldForm, asked: Tonight, place: Place, *, is_free: bool
) -> services.PlaceHeld | InTheWay | None:
    """Held and asked for; or what is in the way of it; or none while the form is to be filled in."""
    if not is_free:
        return InTheWay(Conflict.status, message=f"{place.title} is not free any more. Somebody else was quicker.")
    if not form.is_sent:
        return None
    try:
        return services.hold_place(asked, place, held=form.held, by=g.reader)
    except IN_THE_WAY as refusal:
        if isinstance(refusal, Refused) and refusal.fields:
            form.blame(refusal)
            return None
        return in_the_way(refusal)


def _done(held: services.PlaceHeld, person: Person) -> str:
    if held.until is None:
        council = _council(person)
        return f"Nothing is held yet: an officer has to say that it may go first. Ring {council}. They see this draft."
    until = moment(held.until)
    if held.missing is None:
        return f"It is held until {until}, and everybody is asked."
    if not held.missing:
        return f"It is held until {until}, the money is agreed, and everybody else is asked."
    return f"It is held until {until}, and everybody is asked. The money is not agreed yet. {held.missing}."


def _council(person: Person) -> str:
    """Whom to ring: at night by the council's own number, else by the police, who reach its out-of-hours team."""
    if person.council is None:
        return "the council"
    number = person.council.out_of_hours_telephone
    return f"{person.council.name} Council{f' on {number}' if number else '. At night the police on 101 reach it'}"


def _reader() -> dict[str, bool]:
    """Who reads it: an officer lets it go first; whoever keeps a caseload came from there."""
    return {"is_officer": g.reader.role in OFFICERS, "keeps_caseload": g.reader.can(Permission.KEEP_CASELOAD)}


def _words_of(asked: Tonight) -> dict[str, Any]:
    """What is asked, as addresses carry it."""
    first = "tonight" if asked.is_tonight else "tomorrow"
    return {"person": asked.person_ref, "near": asked.near, "first": first, "nights": asked.nights}


def _asked() -> Tonight:
    nights = request.args.get("nights", "")
    first = first_night() + timedelta(days=request.args.get("first") == "tomorrow")
    return Tonight(
        person_ref=request.args.get("person", "").replace("\0", ""),
        near=request.args.get("near", "")[:80],
        first_on=first,
        nights=int(nights) if nights in {"1", "2", "3", "7"} else 1,
    )
