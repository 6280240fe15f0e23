"""The access facts of one listing in A11yJSON, beside its page."""

from flask import Response

from marketplace.api import queries
from marketplace.api.a11y import place_info
from marketplace.api.entries import Writer
from marketplace.api.views import blueprint
from marketplace.api.views.answering import answer
from marketplace.api.views.services import site
from marketplace.web.access import public


@blueprint.get("/listings/<ref>/a11y.json")
@public
def access_facts(ref: str) -> Response:
    found = queries.service(ref)
    page = Writer(site()).page_of(ref)
    return answer(place_info(found.listing, found.place, page=page), modified_at=found.modified_at)
