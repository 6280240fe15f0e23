"""The API described for programs, in OpenAPI 3.0: our own addresses and parameters, the standard's own schemas. Pure.

The schemas of Open Referral UK are named by their address and not copied (docs/decisions/0011).
"""

from collections.abc import Sequence

from marketplace.api.entries import Json
from marketplace.api.parameters import OF_CHANGES, OF_LOCATIONS, OF_SERVICES, OF_TERMS, PAGING, Parameter
from marketplace.config import Site

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
SCHEMAS = "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "properties": {
        **{name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
    },
}


def details(base: str) -> Json:
    """The answer at the root of the API."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": f"{base}/openapi.json"}


def document(site: Site, base: str) -> Json:
    """The whole description."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{site.name}: open data",
            "version": "1.0",
            "description": f"Published listings of {site.name}. Credit “{site.name}” and link to each listing's page.",
            "contact": {"email": site.email},
            "license": {"name": "Creative Commons Attribution 4.0", "url": LICENCE},
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {"schemas": {"Page": PAGE, "Change": CHANGE}},
    }


CHANGE = {
    "type": "object",
    "required": ["id", "status", "last_modified"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "status": {"type": "string", "enum": ["active", "inactive", "defunct"]},
        "last_modified": {"type": "string", "format": "date-time"},
    },
}


def _paths() -> Json:
    own = {"$ref": "#/components/schemas/Change"}
    return {
        "/": _get("Which standard and version this is.", (), {"type": "object"}),
        "/services": _list("The published services.", OF_SERVICES, _schema("compiled/service_list.json")),
        "/services/{id}": _one("One service, in full.", _schema("compiled/service.json")),
        "/service_at_locations": _list(
            "The same, each at its place.", OF_LOCATIONS, _schema("compiled/service_at_location_list.json")
        ),
        "/service_at_locations/{id}": _one("One service at its place.", _schema("service_at_location.json")),
        "/taxonomies": _list("The lists of categories.", PAGING, _schema("taxonomy.json")),
        "/taxonomies/{id}": _one("One list, with its categories.", _schema("taxonomy.json")),
        "/taxonomy_terms": _list("The categories.", OF_TERMS, _schema("taxonomy_term.json")),
        "/taxonomy_terms/{id}": _one("One category.", _schema("taxonomy_term.json")),
        "/changes": _list("What was published and has changed or gone, the oldest change first.", OF_CHANGES, own),
    }


def _schema(name: str) -> Json:
    return {"$ref": f"{SCHEMAS}/{name}"}


def _list(summary: str, parameters: Sequence[Parameter], item: Json) -> Json:
    contents = {"type": "object", "properties": {"contents": {"type": "array", "items": item}}}
    return _get(summary, parameters, {"allOf": [{"$ref": "#/components/schemas/Page"}, contents]})


def _one(summary: str, schema: Json) -> Json:
    named = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {"parameters": [named], **_get(summary, (), schema)}


def _get(summary: str, parameters: Sequence[Parameter], schema: Json) -> Json:
    asked = [
        {"name": one.name, "in": "query", "required": False, "description": one.about, "schema": {"type": one.type}}
        for one in parameters
    ]
    answers = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "400": {"description": "A parameter cannot be read; the answer says which, and why."},
        "404": {"description": "There is none of this id."},
        "410": {"description": "It was published and is not now."},
    }
    return {"get": {"summary": summary, "parameters": asked, "responses": answers}}
