"""Pages that belong to no feature: the first page, help, what we keep, accessibility, other ways to read."""

import json
from collections.abc import Iterable
from functools import cache

from flask import Blueprint, abort, current_app, g, redirect, render_template, send_file
from werkzeug.wrappers import Response

from marketplace.geo import Ring, neighbours, outlines, towns
from marketplace.web.access import public
from marketplace.web.navigation import home

blueprint = Blueprint("web", __name__)

COLOURS_KEPT_FOR = 60 * 60
"""Seconds for which a browser may keep them."""

OUTLINE_KEPT_FOR = 24 * 60 * 60
"""The same for the outline of Scotland."""

KINDS = (
    ("accommodation", "Places to stay", "house", "Houses, flats and hotel rooms, with doors and beds measured."),
    ("pa_bank", "PAs from a team", "people", "Personal assistants of one registered provider. You choose who."),
    ("sole_pa", "PAs who work alone", "person", "One person, working for themselves."),
    ("care_at_home", "Care at home", "home-care", "Someone comes in while the carer is away or asleep."),
    ("care_home", "Care homes", "care-home", "A room and care in one place, for a few nights or weeks."),
    ("shared_lives", "Shared Lives", "heart", "A stay in the home of a family that is checked and trained."),
    ("activity", "Things to do", "activity", "Riding, swimming, crafts and days out, with what each needs."),
    ("transport", "Transport", "car", "Adapted taxis and minibuses."),
    ("equipment", "Equipment to hire", "hoist", "Hoists, beds and mattresses, brought to where you stay."),
)
"""What can be found: the kind as the search knows it, its name, its sign, and what it is."""

EXAMPLES = (
    ("services", "All services, a page at a time"),
    ("services?full=true&per_page=10", "The same, with all that is known of each"),
    ("services?search=garden", "Those with this word"),
    ("services?postcode=TD11+3AB&proximity=20000", "Those within 20 km of a postcode"),
    ("service_at_locations", "The same services, each with its place"),
    ("taxonomies", "The lists of categories, ours and those of ALISS"),
    ("taxonomy_terms", "The categories: take an id from here for taxonomy_term_id"),
    ("changes?modified_after=2027-01-31T09:00:00Z", "What is new, changed or gone since then"),
)
"""Addresses of the open data to try, and what each answers."""


@blueprint.get("/")
@public
def welcome() -> str | Response:
    """The first page: a search for visitors; everyone else goes to where their work is."""
    if g.reader.is_signed_in:
        return redirect(home())
    return render_template("web/welcome.html", kinds=KINDS)


@blueprint.get("/colours.css")
@public
def colours() -> Response:
    """The operator's own colours, where it has any."""
    own = current_app.extensions["colours"]
    if own is None:
        abort(404)
    return send_file(own, mimetype="text/css", max_age=COLOURS_KEPT_FOR)


@blueprint.get("/map.json")
@public
def map_outline() -> Response:
    """Land, neighbours and towns, for the map that moves where the operator has no other."""
    answer = Response(_outline(), mimetype="application/json")
    answer.cache_control.public, answer.cache_control.max_age = True, OUTLINE_KEPT_FOR
    return answer


@cache
def _outline() -> str:
    rings = [ring for outline in outlines() for ring in outline.rings]
    largest = [(one.name, round(one.point.lat, 3), round(one.point.lon, 3)) for one in towns()]
    return json.dumps({"land": _drawn(rings), "beyond": _drawn(neighbours()), "towns": largest}, separators=(",", ":"))


def _drawn(rings: Iterable[Ring]) -> list[list[tuple[float, float]]]:
    """The corners of each ring, to some hundred metres."""
    return [[(round(lat, 3), round(lon, 3)) for lat, lon in ring.points] for ring in rings]


@blueprint.get("/help")
@public
def help_page() -> str:
    """How the site works, and a person to call."""
    return render_template("web/help.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why, and who sees it."""
    return render_template("web/privacy.html")


@blueprint.get("/open-data")
@public
def open_data() -> str:
    """What other sites may use of the listings, and how."""
    return render_template("web/open_data.html", examples=EXAMPLES, most=100)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("web/accessibility.html")


@blueprint.get("/other-ways-to-read")
@public
def other_ways() -> str:
    """Large print, by telephone, and other ways to read the site."""
    return render_template("web/other_ways.html")
