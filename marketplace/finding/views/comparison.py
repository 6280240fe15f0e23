"""Listings side by side. The address names listings and dates, and, for the reader alone, whose needs are asked."""

from urllib.parse import parse_qsl, urlencode

from flask import current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access_facts.match import MatchKind
from marketplace.finding.comparing import MOST, sections
from marketplace.finding.queries.compared import compared
from marketplace.finding.views import blueprint
from marketplace.listings import pictures
from marketplace.listings.asked import Asked
from marketplace.listings.forms.search import TIME_ASKED, SearchForm
from marketplace.listings.services.whose import people_for, profile_for
from marketplace.listings.travel import rough_home
from marketplace.people.queries.persons import known
from marketplace.web.access import public
from marketplace.web.redirects import whole_address

SHARED = ("listing", "near", *TIME_ASKED)
"""What a link for others says: never a person, never what is needed."""


@blueprint.get("/compare")
@public
def compare() -> str | Response | tuple[str, int]:
    if "when" in request.args:  # one of several times, chosen from a list: the address says it as any other does
        rest = [(name, value) for name, value in request.args.items(multi=True) if name not in {"when", *TIME_ASKED}]
        when = [(name, value) for name, value in parse_qsl(request.args["when"]) if name in TIME_ASKED]
        return redirect(f"{url_for('finding.compare')}?{urlencode([*rest, *when])}")
    form = SearchForm(request.args, geocoder=current_app.extensions["geocoder"], people=people_for(g.reader))
    is_good = form.is_good()
    whose = known(form.person.data, viewer=g.reader) if form.person.data else None
    asked = form.asked(profile_for(whose, viewer=g.reader, task="compare")) if is_good else Asked()
    found = compared(request.args.getlist("listing")[: 2 * MOST], asked)
    html = render_template(
        "finding/compare.html",
        form=form,
        whose=whose,
        asked=asked,
        compared=found,
        sections=sections(found, asked, home=rough_home(whose.person.postcode) if whose else None),
        pictures=[pictures.of(one.offer.picture, one.offer.kind) for one in found],
        links=[_listing_href(one.offer.ref) for one in found],
        without=[_without(one.offer.ref) for one in found],
        suits=MatchKind.SUITS,
        too_many=len(set(request.args.getlist("listing"))) > MOST,
        share=whole_address(f"{url_for('finding.compare')}?{urlencode(_kept(SHARED))}"),
    )
    return html if is_good else (html, 422)


def _kept(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name in names and value]


def _listing_href(ref: str) -> str:
    said = _kept((*TIME_ASKED, "person"))
    return f"{url_for('listings.listing', ref=ref)}?{urlencode(said)}"


def _without(ref: str) -> str:
    """This comparison less one of its listings."""
    said = [(name, value) for name, value in request.args.items(multi=True) if (name, value) != ("listing", ref)]
    return f"{url_for('finding.compare')}?{urlencode(said)}"
