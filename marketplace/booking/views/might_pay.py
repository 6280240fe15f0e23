"""A suggestion of who pays for a break; who pays the whole invoice; whether who is paid is a relative."""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.might_pay import MightPayForm
from marketplace.booking.forms.relatives import LeadForm, RelativeForm
from marketplace.booking.queries.leading import leading
from marketplace.booking.queries.own_money import own_money
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.relatives import relative_said, what_follows
from marketplace.booking.queries.who_might_pay import Suggested, suggested
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import line_of, onward, saved, to_arrange
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/who-pays/suggested", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def might_pay(ref: str) -> Answer:
    """Who might pay what, in an order that can be changed; taken over as it is, or as a start."""
    found = _with_money(ref)
    first, is_anew = request.args.get("first", ""), request.args.get("anew") == "yes"
    now = suggested(ref, viewer=g.reader, first=first, is_anew=is_anew)
    form = MightPayForm.of(now)

    def take() -> None:
        services.pay_as_suggested(ref, first=first, is_anew=is_anew, said=form.said, seen=form.seen.data, by=g.reader)

    if now.given and saved(form, take):
        return _taken(ref)
    own = own_money(ref, viewer=g.reader) if now.missing_pence else None
    return page("booking/might_pay.html", form, found=found, now=now, own=own, is_so_now=_is_so_now(found, now))


def _is_so_now(found: BreakPage, now: Suggested) -> bool:
    """Whether these pots pay just so already: then only what their money is for is left to say."""
    stored = {line.ref: sorted((share.pot, share.pence) for share in line.shares) for line in found.lines}
    return now.is_anew and all(
        sorted((share.pot, share.pence) for share in part.shares) == stored.get(part.line_ref) for part in now.parts
    )


@blueprint.post("/breaks/<ref>/who-pays/own-money")
@requires(Permission.ARRANGE_BREAKS)
def pay_with_own_money(ref: str) -> Response:
    """Let own money pay what nobody pays yet; whoever has no pot of it need not make one first."""
    _with_money(ref)
    try:
        services.pay_rest_with_own_money(ref, by=g.reader)
    except Refused as refusal:
        flash(refusal.message, "note")
        return redirect(url_for("booking.who_pays", ref=ref), 303)
    return _taken(ref)


@blueprint.route("/breaks/<ref>/who-pays/lead", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def lead_payer(ref: str) -> Answer:
    """Choose one pot that pays whole invoices and asks the others for their part, or none (R48)."""
    found, now = _with_money(ref), leading(ref, viewer=g.reader)
    form = LeadForm.of(now)
    if now.choices and saved(form, lambda: services.name_lead(ref, pot_ref=form.pot.data or "", by=g.reader)):
        return onward("It is saved who pays the invoices.", "booking.who_pays", ref=ref)
    return page("booking/lead.html", form, found=found, now=now)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/relative", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def relative(ref: str, line_ref: str) -> Answer:
    """Say what one PA is to the person (R19 to R22)."""
    found = to_arrange(ref)
    line = line_of(found, line_ref)
    if not line.sort.is_one_pa(line.kind) or not line.state.is_in:
        raise NotFound
    said = relative_said(ref, line_ref, viewer=g.reader)
    form = RelativeForm.of(said)
    if saved(form, lambda: services.say_relative(ref, line_ref, said=form.said, by=g.reader)):
        return onward("It is saved. What it means is on this page.", "booking.relative", ref=ref, line_ref=line_ref)
    follows = what_follows(ref, line_ref, viewer=g.reader) if said else ()
    return page("booking/relative.html", form, found=found, line=line, said=said, follows=follows)


def _taken(ref: str) -> Response:
    missing = _with_money(ref).missing_pence
    done = f"Saved. Nobody pays {format_pence(missing)} yet." if missing else "Saved. Every part is paid for exactly."
    return onward(done, "booking.who_pays", ref=ref)


def _with_money(ref: str) -> BreakPage:
    found = to_arrange(ref)
    if not found.rights.sees_money:
        raise NotFound
    if not found.rights.may_change:
        raise NotAllowed("Who pays cannot be changed any more, for all have agreed.")
    return found
