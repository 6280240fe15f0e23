"""What waits for the reader: for a family its says and agreements, for an officer the desk; and how much that is."""

from dataclasses import dataclass

from flask import g, render_template, url_for

from marketplace.accounts.roles import Permission, RoleName
from marketplace.booking.queries.page import Waiting
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.views import blueprint
from marketplace.web.access import requires


@dataclass(frozen=True)
class ToDo:
    """One thing that waits, and the page on which it is done."""

    one: Waiting
    href: str


@blueprint.get("/waiting")
@requires(Permission.ARRANGE_BREAKS)
def waiting() -> str:
    return render_template("booking/answering/waiting.html", rows=mine())


def mine() -> list[ToDo]:
    """All that waits for the reader, oldest first, asked for once a page: its navigation counts it too."""
    if "waiting" not in g:
        g.waiting = [ToDo(one, _href(one)) for one in waiting_for(viewer=g.reader)]
    found: list[ToDo] = g.waiting
    return found


def _href(one: Waiting) -> str:
    if one.what == "decide":
        return url_for("booking.asks", ref=one.break_ref)
    if one.what == "say":
        return url_for("booking.say", ref=one.break_ref, line_ref=one.line_ref, person_ref=one.person_ref)
    is_officers = one.what == "agree" and one.days_in_all is not None
    if is_officers or g.reader.role is RoleName.ISF_HOLDER:
        return url_for("booking.decision", ref=one.break_ref, pot_ref=one.pot_ref)
    return url_for("booking.agree", ref=one.break_ref, pot_ref=one.pot_ref)
