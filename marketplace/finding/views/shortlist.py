"""The shortlist: of whoever is signed in on their account, of a visitor in their cookie until they sign in."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from flask import flash, g, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.accounts.signing_in import GATHERED
from marketplace.accounts.viewer import Viewer
from marketplace.errors import NotFound, Refused
from marketplace.finding.comparing import MOST
from marketplace.finding.forms import NoteForm
from marketplace.finding.queries.shortlist import kept_of, shortlist_of_visitor, shortlists
from marketplace.finding.services import keeping
from marketplace.finding.views import blueprint
from marketplace.listings.asked import Asked
from marketplace.listings.forms.search import DatesForm
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
        gathered = _gathered()
        del session[GATHERED]
        keeping.carry_over(gathered, by=g.reader)


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
            person_ref = request.form.get("person", "")
            keeping.keep(listing.ref, person_ref=person_ref, when=_time_said(request.args), by=g.reader)
        except Refused as refusal:
            flash(f"{refusal.message}.")
            return redirect(url_for("finding.shortlist"), 303)
    else:
        gathered = _gathered()
        when = _time_said(request.args) or gathered.pop(listing.ref, None)
        _gather({**gathered, listing.ref: when})
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
        _gather({one: when for one, when in _gathered().items() if one != ref})
        flash("It is off your shortlist.", "success")
    return redirect(url_for("finding.shortlist"), 303)


@blueprint.route("/shortlist/days", methods=["GET", "POST"])
@public
def days() -> str | Response | tuple[str, int]:
    """Other days for all that is kept for one person, or for nobody in particular."""
    person_ref = request.args.get("person", "")
    lists = shortlists(viewer=g.reader) if _has_account() else shortlist_of_visitor(_gathered())
    one = next((each for each in lists if each.person_ref == person_ref), None)
    if one is None and not person_ref:
        return redirect(url_for("finding.shortlist"))
    if one is None:
        raise NotFound
    is_sent = request.method == "POST"
    before = one.times[0][1] if one.times else {}
    form = DatesForm(request.form if is_sent else MultiDict(before), people=[])
    if is_sent and form.validate():
        when = form.time_asked if form.stay or form.hours else None
        if _has_account():
            keeping.set_days(person_ref=person_ref, when=when, by=g.reader)
        else:
            _gather(dict.fromkeys(_gathered(), when))
        flash("These are the days of your list now." if when else "Your list is for no days now.", "success")
        return redirect(url_for("finding.shortlist"), 303)
    return render_template("finding/days.html", form=form, list=one), 422 if is_sent else 200


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


def _gathered() -> dict[str, Asked | None]:
    """What the cookie holds, the oldest first: each listing, and for when it was kept."""
    parts = [one.partition("?") for one in session.get(GATHERED, []) if isinstance(one, str)]
    return {ref: _time_said(MultiDict(parse_qsl(said))) for ref, _, said in parts}


def _gather(kept: Mapping[str, Asked | None]) -> None:
    said = [f"{ref}?{urlencode(when.address)}" if when else ref for ref, when in kept.items()]
    session[GATHERED] = said[-MOST_IN_COOKIE:]


def _time_said(sent: MultiDict[str, str]) -> Asked | None:
    """The time that an address says in full; none where it says none, or none that is still to come."""
    form = DatesForm(sent, people=[])
    return form.time_asked if form.validate() and (form.stay or form.hours) else None
