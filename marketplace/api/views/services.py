"""Open Referral UK (HSDS-UK 3.0): services, where they are, and what has changed or gone."""

from flask import Response, current_app, request

from marketplace.api import description, entries, parameters, queries
from marketplace.api.asked import Asked, ask
from marketplace.api.entries import Writer
from marketplace.api.parameters import Parameter
from marketplace.api.views import blueprint
from marketplace.api.views.answering import answer, page_of
from marketplace.config import Config, Site
from marketplace.errors import NotFound
from marketplace.web.access import public

BASE = "/api/hsds-uk/3.0"


def site() -> Site:
    """What the operator says of itself."""
    config: Config = current_app.extensions["lull"]
    return config.site


def base() -> str:
    """The whole address of the API."""
    return f"{site().address}{BASE}"


def asked_of(known: tuple[Parameter, ...]) -> Asked:
    """What this address asks. Raises BadParameters."""
    return ask(request.args.to_dict(flat=False), known)


@blueprint.get(f"{BASE}/", strict_slashes=False)
@public
def root() -> Response:
    asked_of(())
    return answer(description.details(base()))


@blueprint.get(f"{BASE}/openapi.json")
@public
def openapi() -> Response:
    return answer(description.document(site(), base()))


@blueprint.get(f"{BASE}/services")
@public
def services() -> Response:
    asked = asked_of(parameters.OF_SERVICES)
    modified_at = queries.last_modified()
    if asked.is_minimal:
        total, stamps = queries.stamps(asked)
        lines = [entries.stamp(one) for one in stamps]
    else:
        page, writer = queries.services(asked), Writer(site())
        total, lines = page.total, [writer.service(found, is_full=asked.is_full) for found in page.found]
    document = page_of(lines, total=total, number=asked.page, size=asked.per_page)
    return answer(document, modified_at=modified_at)


@blueprint.get(f"{BASE}/services/<uuid:id_>")
@public
def service(id_: object) -> Response:
    found = queries.service(queries.ref_of("service", str(id_)))
    return answer(Writer(site()).service(found, is_full=True), modified_at=found.modified_at)


@blueprint.get(f"{BASE}/service_at_locations")
@public
def service_at_locations() -> Response:
    asked = asked_of(parameters.OF_LOCATIONS)
    modified_at = queries.last_modified()
    page, writer = queries.services(asked), Writer(site())
    lines = [writer.service_at_location(found, is_full=asked.is_full) for found in page.found]
    document = page_of(lines, total=page.total, number=asked.page, size=asked.per_page)
    return answer(document, modified_at=modified_at)


@blueprint.get(f"{BASE}/service_at_locations/<uuid:id_>")
@public
def service_at_location(id_: object) -> Response:
    found = queries.service(queries.ref_of("service_at_location", str(id_)))
    return answer(Writer(site()).service_at_location(found, is_full=True), modified_at=found.modified_at)


@blueprint.get(f"{BASE}/changes")
@public
def changes() -> Response:
    asked = asked_of(parameters.OF_CHANGES)
    modified_at = queries.last_modified()
    total, stamps = queries.changes(asked)
    lines = [entries.change(one) for one in stamps]
    return answer(page_of(lines, total=total, number=asked.page, size=asked.per_page), modified_at=modified_at)


@blueprint.get(f"{BASE}/<path:rest>")
@public
def nothing(rest: str) -> Response:  # noqa: ARG001 - whatever else an address says
    raise NotFound("There is no such address in this API. See openapi.json.")
