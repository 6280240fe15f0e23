"""Searches that are kept, waits for one listing, and the link in a letter that stops one."""

from urllib.parse import urlencode

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.finding.forms import LONGEST_NAME, TELL_ME, SearchForm
from marketplace.finding.queries import searches as queries
from marketplace.finding.record import when_words, where_words
from marketplace.finding.services import searches as services
from marketplace.finding.views import blueprint
from marketplace.listings.asked import Asked
from marketplace.listings.forms.search import CAME_FROM, FOR_BREAK, DatesForm
from marketplace.listings.forms.search import SearchForm as AskedForm
from marketplace.listings.queries.public import listing_for
from marketplace.listings.services.whose import people_for
from marketplace.people.queries.persons import Known, known
from marketplace.web.access import public, requires
from marketplace.web.answered import Answer, onward, saved
from marketplace.web.forms import Form, page
from marketplace.web.redirects import said_here
from marketplace.wording import capital, short_day


@blueprint.get("/searches")
@requires(Permission.ARRANGE_BREAKS)
def searches() -> str:
    return render_template("finding/searches.html", kept=queries.searches(viewer=g.reader))


@blueprint.get("/searches/<ref>")
@requires(Permission.ARRANGE_BREAKS)
def saved_search(ref: str) -> Response:
    """The search, asked now; of a wait the page of its listing."""
    search = queries.search_of(ref, viewer=g.reader)
    person = f"&{urlencode({'person': search.person.ref})}" if search.person else ""
    at = url_for("listings.listing", ref=search.listing.ref) if search.listing else url_for("listings.search")
    return redirect(f"{at}?{search.words}{person}")


@blueprint.route("/searches/new", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def new_search() -> Answer:
    asking = AskedForm(request.args, geocoder=current_app.extensions["geocoder"], people=people_for(g.reader))
    if not asking.is_good():
        return redirect(f"{url_for('listings.search')}?{request.query_string.decode()}")
    asked, person_ref = asking.asked(()), asking.person.data or ""
    form = SearchForm(data={"name": _name(asked), "tells": [TELL_ME]})

    def keep() -> None:
        tells = TELL_ME in (form.tells.data or ())
        name, words = form.name.data or "", _words()
        services.keep_search(name=name, words=words, asked=asked, person_ref=person_ref, tells=tells, by=g.reader)

    if saved(form, keep):
        return _onward("Your search is kept.")
    facts = {"where": where_words(asked), "when": when_words(asked), "whose": _whose(person_ref)}
    return page("finding/new_search.html", form, asked=asked, **facts)


@blueprint.route("/searches/wait", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def new_wait() -> Answer:
    """A wait for one listing on some days, all said by the address."""
    listing = listing_for(request.args.get("listing", ""), viewer=g.reader)
    dates = DatesForm(request.args, people=people_for(g.reader))
    if not dates.validate() or not (dates.stay or dates.hours):
        return redirect(f"{url_for('listings.listing', ref=listing.ref)}?{_words()}")
    asked, person_ref = dates.time_asked, dates.person.data or ""
    form = SearchForm(data={"name": listing.title[:LONGEST_NAME], "tells": [TELL_ME]})

    def keep() -> None:
        words, name = _words(), form.name.data or ""
        services.keep_search(
            name=name, words=words, asked=asked, person_ref=person_ref, listing=listing, tells=True, by=g.reader
        )

    if saved(form, keep):
        return _onward(f"We write to you when {listing.title} frees up.")
    return page("finding/new_wait.html", form, listing=listing, when=when_words(asked), whose=_whose(person_ref))


@blueprint.post("/searches/<ref>/tell")
@requires(Permission.ARRANGE_BREAKS)
def tell_me(ref: str) -> Response:
    try:
        services.tell_me(ref, by=g.reader)
    except Refused as refusal:
        flash(f"{refusal.message}.")
        return redirect(url_for("finding.searches"), 303)
    return _onward("We write to you when there is something new.")


@blueprint.post("/searches/<ref>/stop")
@requires(Permission.ARRANGE_BREAKS)
def stop(ref: str) -> Response:
    services.stop(ref, by=g.reader)
    return _onward("We write no more about this search.")


@blueprint.post("/searches/<ref>/remove")
@requires(Permission.ARRANGE_BREAKS)
def remove_search(ref: str) -> Response:
    return _onward(f"“{services.remove(ref, by=g.reader)}” is removed.")


@blueprint.route("/searches/stop/<key>", methods=["GET", "POST"])
@public
def stop_by_link(key: str) -> Answer:
    """The link in each letter. It asks first: programs that look through mail open every link."""
    search = queries.search_stopped_by(key)
    form = Form()
    if form.is_sent:
        services.stop_by_link(key)
        return redirect(url_for("finding.stop_by_link", key=key), 303)
    return page("finding/stop.html", form, is_stopped=not search.tells)


def _onward(done: str) -> Response:
    return onward(done, "finding.searches")


def _words() -> str:
    """A search as its page is addressed, without whom it is for, which is kept apart."""
    return said_here(without={"person", "page", "listing", CAME_FROM, FOR_BREAK})


def _whose(person_ref: str) -> Known | None:
    return known(person_ref, viewer=g.reader) if person_ref else None


def _name(asked: Asked) -> str:
    """What a search is called until its reader says otherwise."""
    when = short_day(asked.days[0]) if asked.days else ""
    return ", ".join(filter(None, (capital(where_words(asked)), when)))[:LONGEST_NAME]
