"""Meeting a PA before the first booking: asked by a family, answered by the provider, each saying how it went."""

from flask import g, render_template, request
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.meetings import HowItWentForm, MeetForm, MeetTermsForm, OtherTimesForm, TakeForm
from marketplace.booking.meet import MeetAnswer
from marketplace.booking.queries.meetings import MeetingPage, meet_offer, meeting_for, my_meetings, offer_of
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.errors import NotFound
from marketplace.listings.queries.offers import own_listing
from marketplace.people.queries.persons import all_my_people
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page

BOTH = (Permission.ARRANGE_BREAKS, Permission.ANSWER_REQUESTS)


@blueprint.route("/meet/<listing_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def meet(listing_ref: str) -> Answer:
    """Ask for a short meeting, from what is offered or from a break."""
    offer = meet_offer(listing_ref)
    if not offer.is_offered:
        raise NotFound
    people = [
        (one.person.ref, one.person.name)
        for one in all_my_people(viewer=g.reader)
        if one.standing.may_plan and one.person.stands_still is None
    ]
    form = MeetForm(people=people, pas=offer.pas, usual=request.args.get("person", ""))
    made: list[str] = []
    if answered(form, lambda: made.append(services.ask_meeting(listing_ref, wanted=form.wanted, by=g.reader))):
        return onward(f"{offer.provider} is asked.", "booking.meeting", ref=made[0])
    return page("booking/meetings/ask.html", form, offer=offer, has_people=bool(people))


@blueprint.app_template_global("meets_first")
def meets_first(listing_ref: str) -> bool:
    """Whether the PAs of a published listing meet somebody before a first booking."""
    try:
        return meet_offer(listing_ref).is_offered
    except NotFound:
        return False


@blueprint.app_template_global("meetings_waiting")
def meetings_waiting() -> tuple[MeetingPage, ...]:
    """Meetings whose next step is the reader's, asked for once a page, for pages that say what waits."""
    if "meetings_waiting" not in g:
        g.meetings_waiting = tuple(one for one in my_meetings(viewer=g.reader) if one.waits_for_me)
    found: tuple[MeetingPage, ...] = g.meetings_waiting
    return found


def count_to_meet() -> int:
    """How many families wait for the reader to choose a time to meet."""
    return sum(not one.is_over for one in meetings_waiting())


@blueprint.get("/meetings")
@requires(*BOTH)
def meetings() -> str:
    return render_template("booking/meetings/list.html", rows=my_meetings(viewer=g.reader))


@blueprint.get("/meetings/<ref>")
@requires(*BOTH)
def meeting(ref: str) -> Answer:
    """One meeting, with what its reader can do next."""
    found = meeting_for(ref, viewer=g.reader)
    return page("booking/meetings/meeting.html", TakeForm(times=found.theirs, pas=found.pas), found=found)


@blueprint.post("/meetings/<ref>/take")
@requires(*BOTH)
def take_time(ref: str) -> Answer:
    """Agree to one of the times of the other side."""
    found = _mine(ref)
    if not found.theirs:
        raise NotFound
    form = TakeForm(times=found.theirs, pas=found.pas)

    def take() -> None:
        services.take_time(ref, starts_at=form.starts_at, space_ref=form.space_ref, by=g.reader)

    if answered(form, take):
        return onward("You have a time. Both sides have a letter.", "booking.meeting", ref=ref)
    return page("booking/meetings/meeting.html", form, found=found)


@blueprint.route("/meetings/<ref>/times", methods=["GET", "POST"])
@requires(*BOTH)
def other_times(ref: str) -> Answer:
    """Give other times."""
    found = _mine(ref)
    form = OtherTimesForm(pas=found.pas)

    def propose() -> None:
        services.propose_times(ref, times=form.times, space_ref=form.space_ref, by=g.reader)

    if answered(form, propose):
        return onward("Your times are sent.", "booking.meeting", ref=ref)
    return page("booking/meetings/times.html", form, found=found)


@blueprint.post("/meetings/<ref>/off")
@requires(*BOTH)
def call_off(ref: str) -> Response:
    services.call_off(ref, by=g.reader)
    return onward("It is called off. The others have a letter.", "booking.meetings")


@blueprint.route("/meetings/<ref>/how-it-went", methods=["GET", "POST"])
@requires(*BOTH)
def how_it_went(ref: str) -> Answer:
    """Yes, no, or another; one's notes are for one's own side."""
    found = _mine(ref)
    if not found.is_over:
        raise NotFound
    form = HowItWentForm(data={"answer": found.my_answer, "words": found.my_words})

    def say() -> None:
        services.say_of_meeting(ref, answer=MeetAnswer(form.answer.data), words=form.words.data or "", by=g.reader)

    if answered(form, say):
        return onward("Thank you. It is written down.", "booking.meeting", ref=ref)
    return page("booking/meetings/said.html", form, found=found)


@blueprint.route("/offers/<listing_ref>/meeting", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTINGS)
def meeting_terms(listing_ref: str) -> Answer:
    """Whether a listing meets people first, how long, and what it costs."""
    offer = offer_of(own_listing(g.reader, listing_ref))
    form = MeetTermsForm(data={"is_offered": offer.is_offered, "minutes": offer.minutes, "price": offer.pence})

    def keep() -> None:
        services.set_meeting_terms(
            listing_ref,
            is_offered=bool(form.is_offered.answer),
            minutes=form.minutes.data,
            pence=form.price.data,
            by=g.reader,
        )

    if answered(form, keep):
        return onward("Saved.", "listings.offer", ref=listing_ref)
    return page("booking/meetings/terms.html", form, offer=offer)


def _mine(ref: str) -> MeetingPage:
    found = meeting_for(ref, viewer=g.reader)
    if not found.may_act:
        raise NotFound
    return found
