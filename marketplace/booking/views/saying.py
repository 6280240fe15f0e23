"""Each yes and no of the family: My say in easy words, one part after the other, and the page of one answer."""

from flask import g, render_template, request

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.deciding import TOLD_WITH, AfterAllForm, SayForm
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Say
from marketplace.booking.queries.cancel_costs import CancelCost, cancel_cost
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.my_say import own_breaks
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.queries.part_rows import LineRow, SayRow
from marketplace.booking.queries.powers_ending import powers_ending
from marketplace.booking.queries.said_before import no_before
from marketplace.booking.services.looking import look_at_break
from marketplace.booking.sorts import SaidHow
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import line_of, onward, saved, shown
from marketplace.errors import NotAllowed, NotFound
from marketplace.people.queries.persons import own_person
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page

MAY_WAIT = frozenset({BreakState.HELD, BreakState.REQUESTED})
"""While nothing is agreed, somebody may take their time."""


@blueprint.get("/my-say")
@requires(Permission.ARRANGE_BREAKS)
def my_says() -> str:
    """The reader's own breaks, in easy words."""
    person_ref, found = own_breaks(viewer=g.reader)
    return render_template("booking/easy/my_says.html", found=found, person_ref=person_ref)


@blueprint.get("/breaks/<ref>/my-say/<person_ref>")
@requires(Permission.ARRANGE_BREAKS)
def my_say(ref: str, person_ref: str) -> str:
    """A break in easy words, for one of its people: each part on its own, with yes, no and ask me again."""
    found = look_at_break(ref, by=g.reader)
    rows = [(line, row) for line in found.lines for row in line.says if row.person_ref == person_ref]
    if person_ref not in {found.person_ref, found.carer_ref}:
        raise NotFound
    own = own_person(viewer=g.reader)
    return render_template(
        "booking/easy/my_say.html",
        found=found,
        rows=rows,
        person_ref=person_ref,
        called=found.person_called if person_ref == found.person_ref else found.carer_called,
        is_own=own is not None and own.ref == person_ref,
        may_answer=found.state in MAY_WAIT and not found.stopped,
        told_with=TOLD_WITH,
    )


@blueprint.route("/breaks/<ref>/parts/<line_ref>/say/<person_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def say(ref: str, line_ref: str, person_ref: str) -> Answer:
    """Yes or no to one part: for oneself, for somebody one has powers for, or as it was told.

    From My say, and for readers of easy words, it is asked and answered in easy words, and leads back to My say.
    """
    found = shown(ref)
    line = line_of(found, line_ref)
    row = _say_row(line, person_ref)
    if not row.may_say:
        return render_template("booking/not_yours.html", found=found, line=line, row=row), NotAllowed.status
    is_easy = request.values.get("from") == "my-say" or g.reader.reads_easily
    form = _form(found, row)

    def write() -> None:
        services.say(
            ref,
            line_ref,
            is_yes=form.is_yes,
            person_ref=person_ref,
            words=form.words.data or "",
            supported=form.supported,
            by=g.reader,
        )

    if saved(form, write):
        done = f"{line.title}: {_DONE[form.is_yes]}."
        if is_easy:
            return onward(done, "booking.my_say", ref=ref, person_ref=person_ref)
        return onward(done, ref=ref)
    template = "booking/easy/say.html" if is_easy else "booking/say.html"
    known = known_break(ref, viewer=g.reader)
    before = _no_before(known, line_ref, person_ref)
    shows = {"cost": _cost_of_no(found, line_ref), "powers": powers_ending(known), "before": before}
    return page(template, form, found=found, line=line, row=row, **shows)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/want-after-all/<person_ref>", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def want_after_all(ref: str, line_ref: str, person_ref: str) -> Answer:
    """Who said no changes their mind: whoever arranges and plans with them is told."""
    found = shown(ref)
    line = next((one for one in found.gone if one.ref == line_ref), None)
    if line is None:
        raise NotFound
    row = _say_row(line, person_ref)
    if not row.may_want:
        raise NotFound
    form = AfterAllForm(called="" if row.as_how is SaidHow.SIGN_IN else row.called)
    if saved(
        form,
        lambda: services.want_after_all(ref, line_ref, person_ref=person_ref, words=form.words.data or "", by=g.reader),
    ):
        return onward(f"{line.title}: they are told.", "booking.my_say", ref=ref, person_ref=person_ref)
    return page("booking/easy/want_after_all.html", form, found=found, line=line, row=row)


_DONE = {True: "the yes is written down", False: "the no is written down", None: "we ask again"}


def _no_before(known: KnownBreak, line_ref: str, person_ref: str) -> Say | None:
    """What this person said last to such a part, where that was a no."""
    line = known.line(line_ref)
    return next((no_before(line, one) for one in known.break_.everyone if one.ref == person_ref), None)


def _cost_of_no(found: BreakPage, line_ref: str) -> CancelCost | None:
    """What a no costs once all have agreed, for who may know about the money."""
    if found.state is not BreakState.CONFIRMED or not found.rights.sees_money:
        return None
    return cancel_cost(found.ref, line_ref, viewer=g.reader)


def _form(found: BreakPage, row: SayRow) -> SayForm:
    return SayForm(
        called=row.called,
        is_told=row.as_how is not SaidHow.SIGN_IN,
        may_wait=found.state in MAY_WAIT,
        answer=request.args.get("answer", ""),
    )


def _say_row(line: LineRow, person_ref: str) -> SayRow:
    for row in line.says:
        if row.person_ref == person_ref:
            return row
    raise NotFound
