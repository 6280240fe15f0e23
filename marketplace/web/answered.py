"""How a view answers: what was sent is kept or shown again with what is wrong with it; on to a page; a file to keep."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.errors import Refused
from marketplace.web.forms import Form

Answer = str | Response | tuple[str, int]


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields."""
    if not form.is_sent:
        return False
    try:
        write()
    except Refused as refusal:
        form.blame(refusal)
        return False
    return True


def onward(done: str, endpoint: str, **values: Any) -> Response:
    """Go on to a page, which says what was done."""
    flash(done, "success")
    return redirect(url_for(endpoint, **values), 303)


def attachment(content: str | bytes, file_name: str, *, media_type: str = "text/csv; charset=utf-8") -> Response:
    """A file to keep."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
