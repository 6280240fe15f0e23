"""What waits for the reader: for a family its says and agreements, for an officer the desk; and how much that is."""

from dataclasses import dataclass

from flask import g, render_template, request, url_for

from marketplace.accounts.roles import Permission, RoleName
from marketplace.booking.queries.answering import Waiting
from marketplace.booking.queries.my_say import has_own_break
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.views import blueprint
from marketplace.web.access import requires

_OF_BREAK = {
    "rest": "booking.break_page",
    "rule": "booking.break_page",
    "decide": "booking.asks",
    "over": "booking.over",
}
_OF_POT = {"card": "booking.card", "pay": "booking.pay", "owed": "booking.invoice"}
_OF_PERSON = frozenset({"say", "again", "still"})
_OF_PART = {"instead": "booking.lost", "talk": "booking.talk", "levy": "booking.levy"}


@dataclass(frozen=True)
class ToDo:
    """One thing that waits, and the page on which it is done. ``is_own``: it is theirs to answer, not to write down."""

    one: Waiting
    href: str
    is_own: bool


@blueprint.before_request
def read_first() -> None:
    """Before a page about one break: its navigation counts what waits, and that break is read with all that do."""
    if request.method == "GET" and request.path.startswith("/breaks/") and g.reader.can(Permission.ARRANGE_BREAKS):
        mine()


@blueprint.get("/waiting")
@requires(Permission.ARRANGE_BREAKS)
def waiting() -> str:
    return render_template("booking/answering/waiting.html", rows=mine(), has_say=has_own_break(viewer=g.reader))


def mine() -> list[ToDo]:
    """All that waits for the reader, due first first, asked for once a page: its navigation counts it too."""
    if "waiting" not in g:
        g.waiting = [ToDo(one, _href(one), is_own=_is_own(one)) for one in waiting_for(viewer=g.reader)]
    found: list[ToDo] = g.waiting
    return found


@blueprint.app_template_global("money_owed")
def money_owed() -> list[ToDo]:
    """What the reader has to pay by bank transfer, as far as it waits for them."""
    return [row for row in mine() if row.one.what == "owed"] if g.reader.can(Permission.ARRANGE_BREAKS) else []


def _is_own(one: Waiting) -> bool:
    """Whether it is the reader's to answer. What people have a say in, an officer may only write down for them."""
    if not g.reader.can(Permission.AGREE_SPENDING) or one.what in {
        "decide",
        "letter",
        "instead",
        "talk",
        "again",
        "rest",
        "levy",
        "over",
        "swap",
        "rule",
        "still",
    }:
        return True
    return one.what == "agree" and _is_on_desk(one)


def _is_on_desk(one: Waiting) -> bool:
    """Whether it is money that an officer, or whoever holds it, agrees on a page of the desk."""
    return one.days_in_all is not None or bool(g.reader.role is RoleName.ISF_HOLDER)


def _href(one: Waiting) -> str:
    if one.what in _OF_PART:
        return url_for(_OF_PART[one.what], ref=one.break_ref, line_ref=one.line_ref)
    if one.what in _OF_BREAK:
        return url_for(_OF_BREAK[one.what], ref=one.break_ref)
    if one.what in {"swap", "swap_pay"}:
        return url_for("booking.swap", ref=one.break_ref, swap_ref=one.swap_ref)
    if one.what in _OF_PERSON:
        return _href_of_person(one)
    of_pot = _OF_POT.get(one.what, "booking.decision" if _is_on_desk(one) else "booking.agree")
    return url_for(of_pot, ref=one.break_ref, pot_ref=one.pot_ref)


def _href_of_person(one: Waiting) -> str:
    match one.what:
        case "say":
            return url_for("booking.say", ref=one.break_ref, line_ref=one.line_ref, person_ref=one.person_ref)
        case "again":
            return url_for("booking.my_say", ref=one.break_ref, person_ref=one.person_ref)
        case _:
            return url_for("booking.decide_standstill", ref=one.person_ref, break_ref=one.break_ref)
