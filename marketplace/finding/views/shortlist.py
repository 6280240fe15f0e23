"""The shortlist: of whoever is signed in on their account, of a visitor in their cookie until they sign in."""

from flask import flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.accounts.signing_in import GATHERED
from marketplace.accounts.viewer import Viewer
from marketplace.errors import Refused
from marketplace.finding.comparing import MOST
from marketplace.finding.forms import NoteForm
from marketplace.finding.queries.shortlist import kept_of, shortlist_of_visitor, shortlists
from marketplace.finding.services import keeping
from marketplace.finding.views import blueprint
from marketplace.listings.queries.public import listing_for
from marketplace.web.access import public, requires
from marketplace.web.forms import page
from marketplace.web.redirects import own_path

MOST_IN_COOKIE = 20
"""A browser keeps only so much in a cookie."""


@blueprint.before_app_request
def carry_over() -> None:
    """What a visitor kept is theirs on every device from the moment they sign in."""
    if GATHERED in session and _has_account():
        keeping.carry_over(session.pop(GATHERED), by=g.reader)


@blueprint.get("/shortlist")
@public
def shortlist() -> str:
    lists = shortlists(viewer=g.reader) if _has_account() else shortlist_of_visitor(_gathered())
    return render_template("finding/shortlist.html", lists=lists, has_account=_has_account(), most=MOST)


@blueprint.post("/shortlist/keep")
@public
def keep() -> Response:
    listing = listing_for(request.form.get("listing", ""), viewer=g.reader)
    title = listing.title
    if _has_account():
        try:
            keeping.keep(listing.ref, person_ref=request.form.get("person", ""), by=g.reader)
        except Refused as refusal:
            flash(f"{refusal.message}.")
            return redirect(url_for("finding.shortlist"), 303)
    else:
        session[GATHERED] = [*(ref for ref in _gathered() if ref != listing.ref), listing.ref][-MOST_IN_COOKIE:]
    flash(f"{title} is on your shortlist.", "success")
    return redirect(own_path(request.form.get("next")) or url_for("finding.shortlist"), 303)


@blueprint.post("/shortlist/remove")
@public
def remove() -> Response:
    """Take one off: of an account by its place on the list, of a visitor by the listing."""
    ref = request.form.get("kept", "")
    if _has_account():
        flash(f"{keeping.let_go(ref, by=g.reader)} is off your shortlist.", "success")
    else:
        session[GATHERED] = [one for one in _gathered() if one != ref]
        flash("It is off your shortlist.", "success")
    return redirect(url_for("finding.shortlist"), 303)


@blueprint.route("/shortlist/<ref>/note", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def note(ref: str) -> str | Response | tuple[str, int]:
    kept = kept_of(ref, viewer=g.reader)
    form = NoteForm(data={"note": kept.note})
    listing = next(one for each in shortlists(viewer=g.reader) for one in each.kept if one.ref == ref)
    if form.is_sent:
        keeping.write_note(ref, note=form.note.data or "", by=g.reader)
        flash("Your note is kept.", "success")
        return redirect(url_for("finding.shortlist"), 303)
    return page("finding/note.html", form, kept=listing)


def _has_account() -> bool:
    """Whether the shortlist is kept with an account, not in the cookie."""
    reader: Viewer = g.reader
    return reader.can(Permission.ARRANGE_BREAKS)


def _gathered() -> list[str]:
    return [ref for ref in session.get(GATHERED, []) if isinstance(ref, str)]
