"""A provider's requests: what waits, one with all that it may know, and each answer to it."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.answering import AcceptForm, ReasonForm
from marketplace.booking.queries.answering import RequestPage
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.booking.views.meetings import count_to_meet
from marketplace.listings.queries.joining import works_with_pas
from marketplace.listings.views.saving import my_provider
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page
from marketplace.wording import moment


@blueprint.get("/requests")
@requires(Permission.ANSWER_REQUESTS)
def requests() -> str:
    return render_template(
        "booking/answering/requests.html",
        inbox=inbox(viewer=g.reader),
        to_meet=count_to_meet(),
        has_pas=works_with_pas(my_provider()),
    )


@blueprint.get("/requests/<ref>", endpoint="request")
@requires(Permission.ANSWER_REQUESTS)
def one_request(ref: str) -> Answer:
    """One part, with what its provider may know of it now. That it was looked at is recorded (R54)."""
    asked = _asked(ref)
    return _drawn(asked, _accept_form(asked))


@blueprint.post("/requests/<ref>/accept-for-now", endpoint="accept_provisionally")
@requires(Permission.ANSWER_REQUESTS)
def accept_for_now(ref: str) -> Answer:
    """Yes, if what keeps the person safe can be done."""
    asked = _asked(ref)
    form = _accept_form(asked)

    def accept() -> None:
        services.accept_provisionally(ref, gives_longer=form.gives_longer, has_looked=form.has_looked, by=g.reader)

    if answered(form, accept):
        return onward(
            "Accepted for now. Read what keeps the person safe, then accept for good.", "booking.request", ref=ref
        )
    return _drawn(asked, form)


@blueprint.post("/requests/<ref>/accept", endpoint="accept")
@requires(Permission.ANSWER_REQUESTS)
def accept_for_good(ref: str) -> Answer:
    asked = _asked(ref)
    form = _accept_form(asked)

    def accept() -> None:
        services.accept(ref, gives_longer=form.gives_longer, has_looked=form.has_looked, by=g.reader)

    if answered(form, accept):
        return onward(f"{asked.row.title}: accepted. The family is told.", "booking.request", ref=ref)
    return _drawn(asked, form)


@blueprint.route("/requests/<ref>/decline", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def decline(ref: str) -> Answer:
    asked = _asked(ref)
    form = ReasonForm()
    if answered(form, lambda: services.decline(ref, reason=form.reason.data or "", by=g.reader)):
        return onward(f"{asked.row.title}: declined. The time is free again.", "booking.requests")
    return page("booking/answering/decline.html", form, asked=asked, row=asked.row)


@blueprint.route("/requests/<ref>/withdraw", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def withdraw(ref: str) -> Answer:
    """No after all, once what keeps the person safe has been read."""
    asked = _asked(ref)
    form = ReasonForm()
    if answered(form, lambda: services.withdraw(ref, reason=form.reason.data or "", by=g.reader)):
        return onward(f"{asked.row.title}: withdrawn. The time is free again.", "booking.requests")
    return page("booking/answering/withdraw.html", form, asked=asked, row=asked.row)


@blueprint.route("/requests/<ref>/cancel", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUESTS)
def cancel_as_provider(ref: str) -> Answer:
    """A confirmed part that its provider cannot give after all."""
    asked = _asked(ref)
    form = ReasonForm()
    if answered(form, lambda: services.cancel_as_provider(ref, reason=form.reason.data or "", by=g.reader)):
        return onward(f"{asked.row.title}: cancelled. The family is told, and its money goes back.", "booking.requests")
    return page("booking/answering/cancel.html", form, asked=asked, row=asked.row)


def _asked(ref: str) -> RequestPage:
    return services.look_at_request(ref, by=g.reader)


def _accept_form(asked: RequestPage) -> AcceptForm:
    until_words = moment(asked.longer_until) if asked.longer_until else ""
    return AcceptForm(until_words=until_words, is_unread=asked.is_unread)


def _drawn(asked: RequestPage, form: AcceptForm) -> Answer:
    return page("booking/answering/request.html", form, asked=asked, row=asked.row)
