"""A visitor levy asked back by whoever stayed; and what each council asks, as the brokerage keeps it."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.levies import AnsweredForm, OfficeForm, PrepareForm, SchemeForm, SentForm
from marketplace.booking.levies import Entitlement, ReclaimState
from marketplace.booking.queries.levies import LevyPage
from marketplace.booking.queries.levy_schemes import council_levies, council_levy
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved, shown
from marketplace.errors import NotFound
from marketplace.rules import services as rules
from marketplace.rules.services import NewScheme
from marketplace.web.access import requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.web.pdf import NOT_HERE, NoPdf, pdf_answer

PAGE = "booking.levy"


@blueprint.get("/breaks/<ref>/parts/<line_ref>/levy")
@requires(Permission.ARRANGE_BREAKS)
def levy(ref: str, line_ref: str) -> str:
    found = services.look_at_levy(ref, line_ref, by=g.reader)
    return render_template("booking/levy.html", found=shown(ref), levy=found)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/levy/prepare", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def prepare_levy(ref: str, line_ref: str) -> Answer:
    """Who the guest was, and by what they are entitled."""
    found = _to(ReclaimState.PREPARED, ref, line_ref)
    form = PrepareForm(found)

    def write() -> None:
        services.prepare_levy(
            ref,
            line_ref,
            guest_ref=form.guest.data or "",
            entitlement=Entitlement(form.entitlement.data),
            is_agreed=form.agrees.data == "yes",
            by=g.reader,
        )

    if saved(form, write):
        return onward("The paper is ready. Print it, and send it to the council.", PAGE, ref=ref, line_ref=line_ref)
    return _page("booking/levy_prepare.html", form, ref, found)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/levy/sent", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def levy_sent(ref: str, line_ref: str) -> Answer:
    """The day on which the paper went out."""
    found = _to(ReclaimState.SENT, ref, line_ref)
    form = SentForm(found)

    def write() -> None:
        if form.sent_on.data is None:
            raise NotFound
        services.levy_sent(ref, line_ref, sent_on=form.sent_on.data, by=g.reader)

    if saved(form, write):
        return onward("Good. Tell us here what the council says.", PAGE, ref=ref, line_ref=line_ref)
    return _page("booking/levy_sent.html", form, ref, found)


@blueprint.route("/breaks/<ref>/parts/<line_ref>/levy/answer", methods=["GET", "POST"])
@requires(Permission.ARRANGE_BREAKS)
def levy_answered(ref: str, line_ref: str) -> Answer:
    """What the council paid back, or that it said no."""
    found = _to(ReclaimState.REFUNDED, ref, line_ref)
    form = AnsweredForm(found)

    def write() -> None:
        day, pence = form.answered_on.data, form.amount.data
        if day is None:
            raise NotFound
        if form.answer.data == "paid" and pence is not None:
            services.levy_came_back(ref, line_ref, pence=pence, answered_on=day, by=g.reader)
        else:
            services.levy_refused(ref, line_ref, answered_on=day, by=g.reader)

    if saved(form, write):
        done = "Thank you. It is written down. What the guest gets is wiped."
        return onward(done, PAGE, ref=ref, line_ref=line_ref)
    return _page("booking/levy_answer.html", form, ref, found)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/levy/leave")
@requires(Permission.ARRANGE_BREAKS)
def leave_levy(ref: str, line_ref: str) -> Response:
    services.leave_levy(ref, line_ref, by=g.reader)
    return onward("It is left. You can still ask for it later.", PAGE, ref=ref, line_ref=line_ref)


@blueprint.post("/breaks/<ref>/parts/<line_ref>/levy/<refund_ref>/enter")
@requires(Permission.ARRANGE_BREAKS)
def enter_levy(ref: str, line_ref: str, refund_ref: str) -> Response:
    services.enter_levy_refund(ref, line_ref, refund_ref, by=g.reader)
    return onward("It is in the pot.", PAGE, ref=ref, line_ref=line_ref)


@blueprint.get("/breaks/<ref>/parts/<line_ref>/levy/paper.pdf")
@requires(Permission.ARRANGE_BREAKS)
def levy_pdf(ref: str, line_ref: str) -> Response:
    """The paper as a file; where none can be made, the page itself, which says so."""
    found = services.look_at_levy(ref, line_ref, by=g.reader)
    if found.paper is None:
        raise NotFound
    try:
        return pdf_answer("pdf/levy.html", file_name="visitor-levy.pdf", levy=found)
    except NoPdf:
        flash(NOT_HERE, "success")
        return redirect(url_for(PAGE, ref=ref, line_ref=line_ref), 303)


@blueprint.get("/levies")
@requires(Permission.KEEP_SETTINGS)
def levies() -> str:
    return render_template("booking/answering/levies.html", rows=council_levies(viewer=g.reader))


@blueprint.route("/levies/<gss_code>", methods=["GET", "POST"])
@requires(Permission.KEEP_SETTINGS)
def levy_scheme(gss_code: str) -> Answer:
    """What one council asks, and another scheme for it from a day on."""
    found, form = council_levy(gss_code, viewer=g.reader), SchemeForm()

    def write() -> None:
        if form.from_on.data is None or form.booked_from_on.data is None:
            raise NotFound
        scheme = NewScheme(
            from_on=form.from_on.data,
            booked_from_on=form.booked_from_on.data,
            per_ten_thousand=form.per_cent.data or 0,
            nights=form.nights.data or 1,
            source=form.source.data or "",
        )
        rules.enter_levy(gss_code, scheme=scheme, by=g.reader)

    if saved(form, write):
        return onward("It counts for stays from that day on.", "booking.levy_scheme", gss_code=gss_code)
    return page("booking/answering/levy_scheme.html", form, found=found)


@blueprint.route("/levies/<gss_code>/office", methods=["GET", "POST"])
@requires(Permission.KEEP_SETTINGS)
def levy_office(gss_code: str) -> Answer:
    """Where the council takes letters about its levy."""
    found = council_levy(gss_code, viewer=g.reader)
    form = OfficeForm(data={"address": found.address, "web": found.web})

    def write() -> None:
        rules.set_levy_office(gss_code, address=form.address.data or "", web=form.web.data or "", by=g.reader)

    if saved(form, write):
        return onward("It stands on every paper from now on.", "booking.levy_scheme", gss_code=gss_code)
    return page("booking/answering/levy_office.html", form, found=found)


def _to(state: ReclaimState, ref: str, line_ref: str) -> LevyPage:
    """A levy that the reader can bring to a state now. Raises NotFound."""
    found = services.look_at_levy(ref, line_ref, by=g.reader)
    if not found.can(state):
        raise NotFound
    return found


def _page(template: str, form: Form, ref: str, found: LevyPage) -> Answer:
    return page(template, form, found=shown(ref), levy=found)
