"""One part of a break: looking at it, taking it out, what comes in its place."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.deciding import CancelForm
from marketplace.booking.forms.off_site import AcceptanceForm
from marketplace.booking.lifecycle import LineState
from marketplace.booking.queries.alternatives import instead_of
from marketplace.booking.queries.cancel_costs import CancelCost, cancel_cost
from marketplace.booking.queries.order_rests import pots_to_decide
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.queries.pound import pound_of
from marketplace.booking.queries.swap_pages import swap_link
from marketplace.booking.queries.waivers import let_off
from marketplace.booking.sorts import LineSort
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import gone, line_of, onward, saved, shown, to_arrange
from marketplace.booking.views.signs import looks_instead, sign_of, time_wanted
from marketplace.errors import NotAllowed, NotFound
from marketplace.listings.asked import Asked
from marketplace.listings.queries.free_next import free_next
from marketplace.listings.queries.public import listing_for
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.easy import easily
from marketplace.web.forms import Form, page


@blueprint.get("/breaks/<ref>/parts/<line_ref>")
@requires(Permission.ARRANGE_BREAKS)
def part(ref: str, line_ref: str) -> str:
    """One part with everything about it."""
    found = shown(ref)
    line = line_of(found, line_ref)
    return render_template(
        "booking/part.html",
        found=found,
        line=line,
        sign=sign_of(line),
        looks_instead=looks_instead(found),
        later=_free_later(line),
        pounds=pound_of(line_ref),
        swap=swap_link(ref, line_ref, viewer=g.reader),
        rests=pots_to_decide(line_ref, viewer=g.reader),
        let_off=let_off(ref, line_ref, viewer=g.reader) if line.state is LineState.CANCELLED else None,
    )


def _free_later(line: LineRow) -> Asked | None:
    """When what is not free now is free next, of a listing that is still shown."""
    when = time_wanted(line) if line.is_taken else None
    if when is None or not line.listing_ref:
        return None
    try:
        return free_next(listing_for(line.listing_ref, viewer=g.reader), when)
    except NotFound:
        return None


@blueprint.route("/breaks/<ref>/parts/<line_ref>/instead", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def lost(ref: str, line_ref: str) -> Answer:
    """A part whose provider said no: something instead of it, or the break goes on without it."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if _is_stale(found, line) and not line.is_lost:
        return gone(found, line)
    form = Form()
    if form.is_sent:
        services.go_on_without(ref, line_ref, by=g.reader)
        return onward(f"The break goes on without {line.title}.", ref=ref)
    if not found.rights.may_change:
        raise NotAllowed("Nothing can be put in its place now, or not by you.")
    other = instead_of(ref, line_ref, viewer=g.reader)
    return page("booking/lost.html", form, found=found, line=line, other=other)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/instead/<listing_ref>")
@requires(Permission.ARRANGE_BREAKS)
def instead(ref: str, line_ref: str, listing_ref: str) -> Response:
    """Another listing instead of a part that cannot be held, or is lost: one press, then hold again."""
    found = shown(ref)
    before = line_of(found, line_ref)
    if _is_stale(found, before) and not before.is_lost:
        return gone(found, before)
    new_ref = services.take_instead(ref, line_ref, listing_ref=listing_ref, by=g.reader)
    new = line_of(shown(ref), new_ref)
    done = f"{new.title} is in your break instead of {before.title}, for the same time, at {format_pence(new.pence)}."
    return onward(f"{done} Who pays is shared as before. Now hold it again.", "booking.hold", ref=ref)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def remove(ref: str, line_ref: str) -> Answer:
    """Ask once more, then take the part out."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if _is_stale(found, line):
        return gone(found, line)
    form = Form()
    if form.is_sent:
        services.remove_line(ref, line_ref, by=g.reader)
        return onward(f"{line.title} is taken out.", ref=ref)
    if not line.may_take_out:
        raise NotAllowed("This part cannot be taken out now, or not by you.")
    return page("booking/remove.html", form, found=found, line=line)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/cancel", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def cancel_part(ref: str, line_ref: str) -> Answer:
    """Cancel one part of a confirmed break."""
    found = to_arrange(ref)
    line = line_of(found, line_ref)
    if request.method == "GET" and not line.may_cancel:
        flash("This part cannot be cancelled now. What can be done with it stands here.", "note")
        return redirect(url_for("booking.part", ref=ref, line_ref=line_ref), 303)
    cost = cancel_cost(ref, line_ref, viewer=g.reader)
    form = CancelForm(was_asked=found.was_asked, data={"seen": str(cost.pence)})

    def write() -> None:
        services.cancel_line(ref, line_ref, reason=form.reason.data or "", seen=form.seen.data, by=g.reader)

    if saved(form, write):
        return onward(f"{line.title} is cancelled. {_after(cost)}", ref=ref)
    return page(easily("booking/cancel.html"), form, found=found, line=line, cost=cost)


def _after(cost: CancelCost) -> str:
    """What is set aside is free at once; what was paid is on its way, and what was not paid is not asked for."""
    kept = f"{format_pence(cost.pence)} was kept. " if cost.pence else ""
    rest = "of the rest" if cost.pence else "for it"
    return (
        f"{kept}What was set aside {rest} is free again. What was paid {rest} goes back, as the page of the break says."
    )


@blueprint.route("/breaks/<ref>/parts/<line_ref>/acceptance", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def acceptance(ref: str, line_ref: str) -> Answer:
    """A provider who is not on this site, or one's own PA, said yes."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if _is_stale(found, line):
        return gone(found, line)
    form = AcceptanceForm(who=line.provider if line.sort is LineSort.OWN_ARRANGEMENT else "")

    def write() -> None:
        said = form.acceptance
        if said is not None:
            services.record_acceptance(ref, line_ref, acceptance=said, by=g.reader)

    if saved(form, write):
        return onward(f"{line.title}: their yes is written down.", ref=ref)
    return page("booking/acceptance.html", form, found=found, line=line)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/new-price")
@requires(Permission.ARRANGE_BREAKS)
def new_price(ref: str, line_ref: str) -> Response:
    """Take today's list price for a part that was quoted before (R41)."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if _is_stale(found, line):
        return gone(found, line)
    services.take_new_price(ref, line_ref, by=g.reader)
    return onward("It has today's price. Say again who pays.", "booking.part", ref=ref, line_ref=line_ref)


def _is_stale(found: BreakPage, line: LineRow) -> bool:
    """Whether a part went out while the page that led here was open: new times of a part are another part."""
    return found.rights.may_change and not line.state.is_in
