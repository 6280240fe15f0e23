"""The brokerage's task: who asked to be erased, what stands in the way, and doing it, once."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.erasing import queries
from marketplace.erasing.forms import EraseForm
from marketplace.erasing.services import StandsInTheWay, erase_person, in_the_way, look_at_asking
from marketplace.people.erasure import Ground
from marketplace.people.models import Person
from marketplace.web.access import requires
from marketplace.web.forms import page

blueprint = Blueprint("erasing", __name__, url_prefix="/erasures")


@blueprint.before_request
def refuse_what_no_reference_holds() -> None:
    """A zero byte is in no reference, and PostgreSQL does not even take it to compare."""
    if "\0" in request.path:
        abort(404)


@blueprint.get("")
@requires(Permission.KEEP_SETTINGS)
def erasures() -> str:
    return render_template("erasing/erasures.html", rows=queries.asked())


@blueprint.route("/<erasure_ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_SETTINGS)
def erasure(erasure_ref: str) -> str | Response | tuple[str, int]:
    """What stands in the way; nothing does: why, and doing it."""
    asked, person = queries.one_asked(erasure_ref)
    if request.method == "GET":
        look_at_asking(person, by=g.reader.actor)
    form = EraseForm()
    if form.is_sent:
        try:
            erase_person(person.ref, ground=Ground(form.ground.data), by=g.reader.actor)
        except StandsInTheWay as refusal:  # it came up after the page was opened: the page says it, without the form
            return _shown(asked, person, refusal.reasons), refusal.status
        else:
            flash("Deleted. Sums and days stay.", "success")
            return redirect(url_for("erasing.erasures"), 303)
    reasons = in_the_way(person)
    if reasons:
        return _shown(asked, person, reasons)
    return page("erasing/erasure.html", form, asked=asked, person=person, reasons=reasons)


def _shown(asked: queries.Asked, person: Person, reasons: list[str]) -> str:
    return render_template("erasing/erasure.html", asked=asked, person=person, reasons=reasons)
