"""Who must be there during a break, by the time of day."""

from flask import g

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.needing import CoverForm
from marketplace.booking.queries.cover import parts_of
from marketplace.booking.queries.known import known_break
from marketplace.booking.services.needing import needs_stamp
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved, shown
from marketplace.errors import NotAllowed
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.route("/breaks/<ref>/cover", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def cover(ref: str) -> Answer:
    """One to one, two to one, awake at night: what cover is counted against."""
    found = shown(ref)
    if not found.rights.may_change:
        raise NotAllowed("This cannot be changed now, or not by you.")
    one = known_break(ref, viewer=g.reader).break_
    form = CoverForm.showing(parts_of(one), seen=needs_stamp(one))

    def write() -> None:
        services.keep_cover_needs(ref, parts=form.parts, seen=form.seen.data, by=g.reader)

    if saved(form, write):
        return onward("Cover is counted by what you said.", ref=ref)
    now = [part.words for part in parts_of(known_break(ref, viewer=g.reader).break_)]
    return page("booking/cover.html", form, found=found, now=now)
