"""Swapping a part of a confirmed break: choosing what instead, seeing what it means, yes, and the yes of others."""

from contextlib import suppress
from datetime import datetime

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.forms.rows import days_between
from marketplace.booking.forms.swapping import SwapAnswerForm, SwapForm, SwapSayForm, SwapSearchForm
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.queries.swap_pages import (
    SwapChoice,
    SwapPage,
    others_to_come,
    paid_by_cards,
    swap_choices,
    swap_link,
    swap_page,
)
from marketplace.booking.swaps import EACH_OTHER, CannotSwap, SwapState
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.cards import is_pretend
from marketplace.booking.views.saving import line_of, onward, saved, shown
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.errors import MarketplaceError, NotAllowed, NotFound, Refused
from marketplace.payments.services import Back
from marketplace.periods import Period
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.web.redirects import whole_address

_DONE = {
    SwapState.DONE: "It is swapped. Everyone is told.",
    SwapState.ASKED: "The new provider is asked. Until it says yes, nothing changes.",
    SwapState.PAYS: "One thing is left: pay what it costs more by card. Until then nothing changes.",
    SwapState.WAITS: "It is asked for. Until everyone says yes, nothing changes.",
    SwapState.OVER: "It could not be swapped. Nothing has changed.",
    SwapState.NOT_AGREED: "It is not swapped. Nothing has changed.",
}


@blueprint.route("/breaks/<ref>/parts/<line_ref>/swap", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def choose_swap(ref: str, line_ref: str) -> Answer:
    """What may take the place of a part: near, and free for its time or another."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if not swap_link(ref, line_ref, viewer=g.reader).may_swap:
        raise NotAllowed("This part cannot be swapped now, or not by you.")
    form = SwapSearchForm(kind=line.kind, days=days_between(found.period), has_times=_has_times(line))
    period = form.period if form.is_sent else None
    choices: list[SwapChoice] = []
    if not form.errors:
        kind = ListingKind(form.kind.data)
        choices = swap_choices(ref, line_ref, kind=kind, at=period, viewer=g.reader)
    others = others_to_come(ref, line_ref, viewer=g.reader)
    cards = paid_by_cards(ref, line_ref, viewer=g.reader)
    facts = {"found": found, "line": line, "choices": choices, "at": period, "others": others, "cards": cards}
    return page("booking/swaps/choose.html", form, **facts)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/swap/<listing_ref>")
@requires(Permission.ARRANGE_BREAKS)
def plan_swap(ref: str, line_ref: str, listing_ref: str) -> Response:
    """This one: what it would mean is worked out, and nothing is asked yet."""
    at = _period(request.form.get("starts", ""), request.form.get("ends", ""))
    try:
        swap_ref = services.plan_swap(
            ref, line_ref, listing_ref=listing_ref, at=at, space_ref=request.form.get("space", ""), by=g.reader
        )
    except (Refused, NotNow, NotEnoughMoney) as refusal:
        flash(f"That one cannot take its place. {_why(refusal)}", "note")
        return redirect(url_for("booking.choose_swap", ref=ref, line_ref=line_ref), 303)
    return onward("Look at what it means. Nothing is swapped yet.", "booking.swap", ref=ref, swap_ref=swap_ref)


@blueprint.get("/breaks/<ref>/swaps/<swap_ref>")
@requires(Permission.ARRANGE_BREAKS, Permission.AGREE_SPENDING, Permission.DECIDE_WITHOUT_COUNCIL)
def swap(ref: str, swap_ref: str) -> Answer:
    """Old and new part, their prices, what cancelling costs, who pays, who has to say yes."""
    found = _found(ref, swap_ref)
    return _drawn(found, _yes_form(found))


@blueprint.post("/breaks/<ref>/swaps/<swap_ref>/ask")
@requires(Permission.ARRANGE_BREAKS)
def ask_swap(ref: str, swap_ref: str) -> Answer:
    """Yes, swap: at once inside limits, else whoever has to is asked."""
    found = _found(ref, swap_ref)
    form = _yes_form(found)
    states: list[SwapState] = []
    if saved(form, lambda: states.append(services.ask_swap(ref, swap_ref, seen=form.seen.data, by=g.reader))):
        return onward(_DONE[states[0]], "booking.swap", ref=ref, swap_ref=swap_ref)
    return _drawn(found, form)


@blueprint.post("/breaks/<ref>/swaps/<swap_ref>/answer")
@requires(Permission.ARRANGE_BREAKS, Permission.AGREE_SPENDING, Permission.DECIDE_WITHOUT_COUNCIL)
def answer_swap(ref: str, swap_ref: str) -> Answer:
    """Yes or no of who keeps the money, or of an officer whom a rule asks; with a reason that is kept."""
    found = _found(ref, swap_ref)
    form = SwapAnswerForm()
    states: list[SwapState] = []

    def answer() -> None:
        reason = form.reason.data or ""
        states.append(services.answer_swap(ref, swap_ref, is_yes=form.is_yes, reason=reason, by=g.reader))

    if answered(form, answer):
        if found.letters is not None:
            return onward(_DONE[states[0]], "booking.to_decide")
        return onward(_DONE[states[0]], "booking.swap", ref=ref, swap_ref=swap_ref)
    return _drawn(found, form)


@blueprint.post("/breaks/<ref>/swaps/<swap_ref>/say/<person_ref>")
@requires(Permission.ARRANGE_BREAKS)
def say_of_swap(ref: str, swap_ref: str, person_ref: str) -> Answer:
    """Yes or no of somebody whom the new part is for."""
    found = _found(ref, swap_ref)
    form = SwapSayForm()
    states: list[SwapState] = []

    def say() -> None:
        said = form.words.data or ""
        states.append(
            services.say_of_swap(ref, swap_ref, person_ref=person_ref, is_yes=form.is_yes, words=said, by=g.reader)
        )

    if answered(form, say):
        return onward(_DONE[states[0]], "booking.swap", ref=ref, swap_ref=swap_ref)
    return _drawn(found, form)


@blueprint.post("/breaks/<ref>/swaps/<swap_ref>/pay")
@requires(Permission.ARRANGE_BREAKS)
def pay_for_swap(ref: str, swap_ref: str) -> Response:
    """To the card page, to pay what it costs more."""
    back = Back(
        done=whole_address(url_for("booking.swap_paid", ref=ref, swap_ref=swap_ref)),
        cancelled=whole_address(url_for("booking.swap", ref=ref, swap_ref=swap_ref)),
    )
    return redirect(services.open_swap_page(ref, swap_ref, back=back, by=g.reader), 303)


@blueprint.get("/breaks/<ref>/swaps/<swap_ref>/paid")
@requires(Permission.ARRANGE_BREAKS)
def swap_paid(ref: str, swap_ref: str) -> Response:
    """Back from the card page."""
    with suppress(CannotSwap):  # it was told already, and all of it is done
        services.look_at_swap_payment(ref, swap_ref, by=g.reader)
    return redirect(url_for("booking.swap", ref=ref, swap_ref=swap_ref))


@blueprint.post("/breaks/<ref>/swaps/<swap_ref>/take-back")
@requires(Permission.ARRANGE_BREAKS)
def take_back_swap(ref: str, swap_ref: str) -> Answer:
    """Whoever arranges does not want it any more."""
    services.take_back_swap(ref, swap_ref, by=g.reader)
    return onward("It is taken back. Nothing has changed.", ref=ref)


def _found(ref: str, swap_ref: str) -> SwapPage:
    """A swap; that an officer or the brokerage looks is put on record (R54)."""
    found = swap_page(ref, swap_ref, viewer=g.reader)
    if found.is_seen and g.reader.can(Permission.AGREE_SPENDING):
        services.look_at_break(ref, by=g.reader)
    elif found.letters is not None:
        services.look_at_what_is_asked(ref, by=g.reader)
    return found


def _yes_form(found: SwapPage) -> SwapForm:
    return SwapForm(data={"seen": str(found.cost.pence)} if found.cost else None)


def _drawn(found: SwapPage, form: Form) -> Answer:
    """The page with the form that was sent; the others as they are before they are."""
    answer = form if isinstance(form, SwapAnswerForm) else SwapAnswerForm(formdata=None)
    says = [one for one in found.says if one.may_say][:1]  # one after the other: a page has each field once
    say = form if isinstance(form, SwapSayForm) else SwapSayForm(formdata=None)
    return page(
        "booking/swaps/swap.html",
        form,
        found=found,
        answer=answer,
        say=say,
        says=says,
        yes=_yes_form(found),
        is_pretend=is_pretend(),
    )


def _why(refusal: MarketplaceError) -> str:
    """What is wrong, where no field is there to say it at."""
    fields = refusal.fields.values() if isinstance(refusal, Refused) else ()
    return refusal.message or ". ".join(fields)


def _has_times(line: LineRow) -> bool:
    return any(one.unit in EACH_OTHER for one in line.segments)


def _period(starts: str, ends: str) -> Period | None:
    """The other time that the choice was for; none for the time of the part. Raises NotFound for any other words."""
    if not starts and not ends:
        return None
    try:
        period = Period(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    except (ValueError, TypeError) as wrong:
        raise NotFound from wrong
    if period.starts_at.tzinfo is None:
        raise NotFound
    return period
