"""Who pays for a break: part by part and pot by pot, and the shares of one part."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.paying import OPTIONS, SharesForm
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.leading import leading
from marketplace.booking.queries.own_money import own_money
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.series_money import series_together
from marketplace.booking.sorts import LineSort
from marketplace.booking.views import blueprint
from marketplace.booking.views.rivers import rivers
from marketplace.booking.views.saving import gone, line_of, onward, saved, shown
from marketplace.errors import NotAllowed, NotFound
from marketplace.money import format_pence
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.easy import easily
from marketplace.web.forms import page

NOTHING_HELD = frozenset({BreakState.DRAFT, BreakState.EXPIRED})


@blueprint.get("/breaks/<ref>/who-pays")
@requires(Permission.ARRANGE_BREAKS)
def who_pays(ref: str) -> str:
    """Each part with who pays it, each pot with what it pays, before and after."""
    found = _with_money(ref)
    return render_template(
        easily("booking/who_pays.html"),
        found=found,
        rivers=rivers(found),
        lead=leading(ref, viewer=g.reader),
        own=own_money(ref, viewer=g.reader) if found.missing_pence else None,
        together=series_together(ref, viewer=g.reader) if found.is_in_series else (),
    )


@blueprint.route("/breaks/<ref>/who-pays/<line_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def shares(ref: str, line_ref: str) -> Answer:
    """Who pays what of one part."""
    found = _with_money(ref)
    if not found.rights.plans:
        raise NotAllowed("You may see who pays, but not change it. Ask whoever plans this break.")
    line = line_of(found, line_ref)
    if line.sort is LineSort.FEE:
        raise NotAllowed("The fee is worked out from what its pot pays. Change who pays instead.")
    if not line.state.is_in:
        return gone(found, line)
    choices = pot_choices(ref, line_ref, viewer=g.reader)
    form = SharesForm.for_line(line, choices)
    seen = form.seen.data
    if saved(form, lambda: services.set_shares(ref, line_ref, parts=form.parts, seen=seen, by=g.reader)):
        return _on_to_next(ref, line_ref)
    if form.errors:
        line = line_of(_with_money(ref), line_ref)  # what changed meanwhile is shown as it is now
    own = own_money(ref, viewer=g.reader) if not form.places else None
    return page("booking/shares.html", form, found=found, line=line, choices=choices, options=OPTIONS, own=own)


def _with_money(ref: str) -> BreakPage:
    """A break whose money the reader sees. Raises NotFound."""
    found = shown(ref)
    if not found.rights.sees_money:
        raise NotFound
    return found


def _on_to_next(ref: str, line_ref: str) -> Answer:
    """Straight on to the next part that nobody pays for; once all is paid for, to hold it."""
    found = shown(ref)
    line = line_of(found, line_ref)
    if line.missing_pence > 0:
        done = f"Saved. Nobody pays {format_pence(line.missing_pence)} of {line.title} yet."
        return onward(done, "booking.who_pays", ref=ref)
    done = f"{line.title} is paid for exactly."
    unpaid = next((one for one in found.lines if one.missing_pence > 0 and one.sort is not LineSort.FEE), None)
    if unpaid is not None:
        return onward(f"{done} Next: {unpaid.title}.", "booking.shares", ref=ref, line_ref=unpaid.ref)
    if found.stopping:
        return onward(f"{done} So is every part. {_stopped(found)}", "booking.who_pays", ref=ref)
    if found.rights.may_add and found.state in NOTHING_HELD:
        return onward(f"{done} So is every part. Next: hold all of it.", "booking.hold", ref=ref)
    return onward(done, "booking.who_pays", ref=ref)


def _stopped(found: BreakPage) -> str:
    """What stands in the way of a hold that a rule says no to; which rule, for whoever may read it."""
    if not found.rights.sees_results:
        return "A rule says no to this break, so it cannot be held yet."
    return f"But it cannot be held yet. {' '.join(one.sentence for one in found.stopping)}"
