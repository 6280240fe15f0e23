"""How every answer goes out: JSON with an ETag and the day it last changed, open to pages of other sites.

A copy that asks again with what it was told last time is answered 304. Mistakes are answered in JSON too (RFC 9457).
"""

import hashlib
import json
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from marketplace import clock
from marketplace.api.description import LICENCE
from marketplace.api.entries import Json
from marketplace.api.views import blueprint
from marketplace.db import session
from marketplace.errors import MarketplaceError, Refused

KEPT_SECONDS = 300
SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: what has changed just now may change once more within the same one."""


def answer(document: Json, *, modified_at: datetime | None = None) -> Response:
    """The document, or 304 when the reader has it already."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    if modified_at is not None and modified_at < clock.now() - SETTLED:
        response.last_modified = modified_at
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    response.make_conditional(request)
    return response


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Pages of any site may read it; none may send anything with somebody's cookies."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag, Link"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        headers["Access-Control-Max-Age"] = "86400"
    return response


@blueprint.errorhandler(HTTPException)
def of_http(error: HTTPException) -> Response | HTTPException:
    """A refusal of the site's own: an address that is not there, say."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    return _problem(error.code, "")


@blueprint.errorhandler(MarketplaceError)
def of_ours(error: MarketplaceError) -> Response:
    """What we refuse, with what is wrong of each parameter."""
    return _problem(error.status, error.message, error.fields if isinstance(error, Refused) else {})


@blueprint.errorhandler(Exception)
def unexpected(error: Exception) -> Response:
    """Something of ours went wrong: nothing of it is told."""
    current_app.logger.error("unexpected error", exc_info=error)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "")


def _problem(status: int, detail: str, fields: dict[str, str] | None = None) -> Response:
    session.rollback()
    said = {"status": int(status), "title": HTTPStatus(status).phrase, "detail": detail, "fields": fields or {}}
    body = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return Response(body, status=int(status), mimetype="application/problem+json")


def page_of(contents: list[Json], *, total: int, number: int, size: int) -> Json:
    """One page of a list, as the standard frames it."""
    pages = max(1, -(-total // size))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
