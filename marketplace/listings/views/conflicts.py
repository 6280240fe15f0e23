"""Cases of two calendars that both take a space: what, when and what to do; and that one is settled."""

from typing import cast

from flask import current_app, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.listings.forms.conflicts import SettleForm
from marketplace.listings.queries import conflicts as cases
from marketplace.listings.queries.conflicts import ConflictRow, Meets, Met
from marketplace.listings.services.conflicts import settle
from marketplace.listings.views import blueprint
from marketplace.web.access import requires
from marketplace.web.forms import page

MEETS = "what_calendars_meet"
"""Where ``app.py`` puts the function that says what a reference stands for."""


@blueprint.get("/calendar-conflicts")
@requires(Permission.KEEP_DIARY, Permission.CHECK_LISTINGS)
def conflicts() -> str:
    return render_template("listings/conflicts/conflicts.html", rows=cases.conflicts(viewer=g.reader))


@blueprint.route("/calendar-conflicts/<ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_DIARY, Permission.CHECK_LISTINGS)
def conflict(ref: str) -> str | Response | tuple[str, int]:
    """One case, and how it was settled."""
    found = cases.conflict_for(ref, viewer=g.reader)
    form = SettleForm()
    if form.is_sent:
        settle(ref, reason=form.reason.data or "", by=g.reader)
        flash(f"{found.listing}: the case is closed, with your reason.", "success")
        return redirect(url_for("listings.conflicts"), 303)
    return page("listings/conflicts/conflict.html", form, found=found, met=_met(found))


def count() -> int:
    """Open cases of the reader, for the navigation."""
    return cases.count_conflicts(viewer=g.reader)


def _met(found: ConflictRow) -> Met | None:
    meets = cast("Meets | None", current_app.extensions.get(MEETS))
    return meets(found.reference, g.reader) if meets else None
