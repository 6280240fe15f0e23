"""What the pages of those who arrange share: a form is kept, or shown again with what is wrong at its fields."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import CannotMove
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.outside import WORDS
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.web import answered
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm
from marketplace.wording import listed


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is good, and was kept; if not, what is wrong stands at its fields."""
    if not form.is_sent:
        return False
    try:
        write()
    except (Refused, NotNow, CannotMove) as refusal:
        if not _has_fields(form):
            raise
        form.blame(refusal)
        return False
    except ChangedMeanwhile as changed:
        if not isinstance(form, KeptForm):
            raise
        form.say_changed(changed)
        return False
    return True


def _has_fields(form: Form) -> bool:
    """Whether there is a field at which something can be said; a form of a button alone has none."""
    return any(field.type not in {"CSRFTokenField", "HiddenField"} for field in form)


def onward(done: str, endpoint: str = "booking.break_page", **values: Any) -> Response:
    """The same; to the page of the break where no other is named."""
    return answered.onward(done, endpoint, **values)


def outside_or(ref: str, done: str) -> Response:
    """Back to the break with what was done; a part that is outside its days then is named with it."""
    parts = shown(ref).outside_lines
    if not parts:
        return onward(done, ref=ref)
    flash(f"{done} {listed([line.title for line in parts])}: {WORDS}.", "note")
    return redirect(url_for("booking.break_page", ref=ref), 303)


def gone(found: BreakPage, line: LineRow, *, typed: str = "") -> Response:
    """Somebody else took a part out or changed it meanwhile: nothing of what was typed is lost unsaid."""
    words = f"Somebody took {line.title} out, or changed it, while you were looking. Nothing of yours is saved."
    flash(f"{words} You wrote: {typed}." if typed else words, "note")
    return redirect(url_for("booking.break_page", ref=found.ref), 303)


def shown(ref: str) -> BreakPage:
    """A break for the reader. Raises NotFound."""
    return break_for(ref, viewer=g.reader)


def to_arrange(ref: str) -> BreakPage:
    """A break that the reader arranges. Raises NotFound, or NotAllowed for whoever may only look."""
    found = shown(ref)
    if not found.rights.plans:
        raise NotAllowed("You may see this break, but not change it. Ask whoever plans it.")
    return found


def line_of(found: BreakPage, line_ref: str) -> LineRow:
    """A part of a break, also one that went out. Raises NotFound."""
    for line in (*found.lines, *found.gone):
        if line.ref == line_ref:
            return line
    raise NotFound


def pot_of(found: BreakPage, pot_ref: str) -> PotPart:
    """A pot that pays for any of a break. Raises NotFound."""
    for pot in found.pots:
        if pot.pot_ref == pot_ref:
            return pot
    raise NotFound
