"""An emergency: tonight's places, held in one step; and the officer's yes that lets it go first (R7)."""

from datetime import timedelta

from flask import g, request

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.emergency import EmergencyForm, TonightForm, TonightHoldForm
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.tonight import Tonight, people_for_tonight, place_tonight, places_tonight, ways_to_pay
from marketplace.booking.services.tonight import HeldTonight
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.asking import IN_THE_WAY, in_the_way, not_held
from marketplace.errors import NotFound
from marketplace.people.queries.persons import OFFICERS, known
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import moment


@blueprint.get("/tonight")
@requires(Permission.KEEP_CASELOAD)
def tonight() -> Answer:
    """Who needs somewhere tonight or tomorrow, and what is free; what suits comes first."""
    form = TonightForm(people_for_tonight(request.args.get("person", ""), viewer=g.reader), request.args)
    asked = form.asked if request.args.get("near") and form.validate() else None
    found = places_tonight(asked, viewer=g.reader) if asked else None
    return page("booking/emergency/tonight.html", form, found=found, asked=asked)


@blueprint.route("/tonight/<listing_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_CASELOAD)
def hold_tonight(listing_ref: str) -> Answer:
    """Hold one of them, and let it go first: who pays, under which option, and why it cannot wait."""
    asked = _asked()
    who = known(asked.person_ref, viewer=g.reader)
    place = place_tonight(listing_ref, asked, viewer=g.reader)
    is_officer = g.reader.role in OFFICERS
    form = TonightHoldForm(ways_to_pay(who, viewer=g.reader), is_officer=is_officer)
    made: list[str] = []
    if answered(form, lambda: made.append(services.start_tonight(asked, place, held=form.held, by=g.reader))):
        return _hold(made[0], form.held)
    return page("booking/emergency/hold.html", form, place=place, asked=asked, person=who.person, is_officer=is_officer)


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


def _hold(ref: str, held: HeldTonight) -> Answer:
    """Hold it at once, agree an officer's money with it, and ask everyone else.

    What is in the way is said on the page of the hold, where nothing is lost.
    """
    try:
        services.hold(ref, by=g.reader)
    except IN_THE_WAY as refusal:
        return not_held(ref, in_the_way(refusal))
    missing = services.agree_tonight(ref, held=held, by=g.reader)
    until = moment(services.request(ref, asks_longer=False, by=g.reader))
    return onward(_done(missing, until), "booking.break_page", ref=ref)


def _done(missing: str | None, until: str) -> str:
    if missing is None:
        return f"It is held until {until}, and everybody is asked."
    if not missing:
        return f"It is held until {until}, the money is agreed, and everybody else is asked."
    return f"It is held until {until}, and everybody is asked. The money is not agreed yet. {missing}."


def _asked() -> Tonight:
    nights = request.args.get("nights", "")
    first = clock.today() + timedelta(days=request.args.get("first") == "tomorrow")
    return Tonight(
        person_ref=request.args.get("person", "").replace("\0", ""),
        near=request.args.get("near", "")[:80],
        first_on=first,
        nights=int(nights) if nights in {"1", "2", "3", "7"} else 1,
    )
