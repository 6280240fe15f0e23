"""The dated values of a council: what counts today, what an approver enters, what a new one touches."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking.forms.rates import RateForm
from marketplace.booking.queries.council_rates import council_rates, rate_page
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.errors import NotFound
from marketplace.rules import services
from marketplace.rules.council_settings import CouncilSetting, council_setting
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import page


@blueprint.get("/desk/rates")
@requires(Permission.AGREE_SPENDING)
def rates() -> str:
    return render_template("booking/answering/rates.html", rows=council_rates(viewer=g.reader))


@blueprint.route("/desk/rates/<name>", methods=["GET", "POST"])
@requires(Permission.AGREE_SPENDING)
def rate(name: str) -> Answer:
    """One value, its history, what its changes touch; an approver enters another."""
    of = _of(name)
    found = rate_page(of, viewer=g.reader)
    form = RateForm.asking(of)

    def enter() -> None:
        value = form.entered
        if value is None or form.from_on.data is None:
            raise NotFound
        services.enter_setting(of, value=value, from_on=form.from_on.data, source=form.source.data or "", by=g.reader)

    if saved(form, enter):
        return onward("It counts from that day on. What was decided stays.", "booking.rate", name=name)
    return page("booking/answering/rate.html", form, found=found)


def _of(name: str) -> CouncilSetting:
    found = council_setting(name)
    if found is None:
        raise NotFound
    return found
