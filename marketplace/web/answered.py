"""How a view answers: what was sent is kept or shown again with what is wrong with it; on to a page; a file to keep."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.editing import ChangedMeanwhile
from marketplace.errors import MarketplaceError, Refused
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm

Answer = str | Response | tuple[str, int]


def saved(form: Form, write: Callable[[], object], *, also: tuple[type[MarketplaceError], ...] = ()) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields.

    ``also``: what else than Refused is said there. What changed meanwhile is said by a form of something that is kept.
    """
    if not form.is_sent:
        return False
    said: tuple[type[MarketplaceError], ...] = (Refused, *also)
    try:
        write()
    except ChangedMeanwhile as changed:
        if not isinstance(form, KeptForm):
            raise
        form.say_changed(changed)
    except said as refusal:
        form.blame(refusal)
    else:
        return True
    return False


def onward(done: str, endpoint: str, **values: Any) -> Response:
    """Go on to a page, which says what was done."""
    flash(done, "success")
    return redirect(url_for(endpoint, **values), 303)


def attachment(content: str | bytes, file_name: str, *, media_type: str = "text/csv; charset=utf-8") -> Response:
    """A file to keep."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
