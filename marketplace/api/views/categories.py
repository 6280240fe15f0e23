"""Open Referral UK (HSDS-UK 3.0): the categories that services are in."""

from collections.abc import Sequence

from flask import Response

from marketplace.api import entries, parameters, terms
from marketplace.api.asked import Asked
from marketplace.api.entries import Json
from marketplace.api.terms import TERMS
from marketplace.api.views import blueprint
from marketplace.api.views.answering import answer, page_of
from marketplace.api.views.services import BASE, asked_of
from marketplace.errors import NotFound
from marketplace.web.access import public


@blueprint.get(f"{BASE}/taxonomies")
@public
def taxonomies() -> Response:
    return _page([entries.taxonomy(one) for one in terms.TAXONOMIES], asked_of(parameters.PAGING))


@blueprint.get(f"{BASE}/taxonomies/<uuid:id_>")
@public
def taxonomy(id_: object) -> Response:
    found = terms.taxonomy_of(str(id_))
    if found is None:
        raise NotFound
    within = [entries.term(one) for one in TERMS if one.taxonomy == found]
    return answer(entries.taxonomy(found) | {"taxonomy_terms": within})


@blueprint.get(f"{BASE}/taxonomy_terms")
@public
def taxonomy_terms() -> Response:
    asked = asked_of(parameters.OF_TERMS)
    wanted = asked.filters.terms
    return _page([entries.term(one) for one in (TERMS if wanted is None else wanted)], asked)


@blueprint.get(f"{BASE}/taxonomy_terms/<uuid:id_>")
@public
def taxonomy_term(id_: object) -> Response:
    found = terms.term_of(str(id_))
    if found is None:
        raise NotFound
    return answer(entries.term(found))


def _page(lines: Sequence[Json], asked: Asked) -> Response:
    shown = list(lines[asked.first : asked.first + asked.per_page])
    return answer(page_of(shown, total=len(lines), number=asked.page, size=asked.per_page))
