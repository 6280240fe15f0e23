"""The address book of providers who are not on this site, invitations to them, and the page that one opens."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.attempts import TooManyTries
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import account_with_email
from marketplace.accounts.roles import Permission
from marketplace.accounts.services.accounts import EmailTaken
from marketplace.accounts.signing_in import act_in, sign_in
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.booking.drafts import LONGEST_NAME
from marketplace.booking.forms.address_book import EntryForm, InviteForm, JoinForm
from marketplace.booking.queries import address_book as book
from marketplace.booking.services import address_book as services
from marketplace.booking.services import inviting
from marketplace.booking.views import blueprint
from marketplace.booking.views.saving import onward, saved
from marketplace.errors import Refused
from marketplace.web.access import public, requires
from marketplace.web.answered import Answer
from marketplace.web.forms import Form, page
from marketplace.web.paging import asked_page, pages


@blueprint.errorhandler(LinkNoLongerGood)
def link_no_longer_good(error: LinkNoLongerGood) -> tuple[str, int]:
    """A link that was used, or is too old: where to ask for another."""
    return render_template("accounts/link_gone.html", message=error.message), error.status


@blueprint.get("/address-book")
@requires(Permission.KEEP_ADDRESS_BOOK)
def address_book() -> str:
    """Everyone in the reader's scope, or who is called so: who was invited when, and what came of it."""
    wanted = request.args.get("name", "").strip()[:LONGEST_NAME]
    found = book.address_book(viewer=g.reader, name=wanted, page=asked_page())
    pager = pages(found.number, found.total, book.PAGE_SIZE)
    return render_template(
        "booking/address_book/book.html", found=found, wanted=wanted, pager=pager, is_open=book.is_open
    )


@blueprint.route("/address-book/new", methods=["GET", "POST"])
@requires(Permission.KEEP_ADDRESS_BOOK)
def new_address_entry() -> Answer:
    """Somebody whom the reader knows without any part of a break."""
    form = EntryForm()
    made: list[str] = []
    if saved(form, lambda: made.append(services.add_entry(details=form.details, by=g.reader))):
        return onward(f"{form.name.data} is in the address book.", "booking.address_entry", ref=made[0])
    return page("booking/address_book/new.html", form)


@blueprint.route("/address-book/<ref>", methods=["GET", "POST"])
@requires(Permission.KEEP_ADDRESS_BOOK)
def address_entry(ref: str) -> Answer:
    """One provider, and a form that invites them."""
    found = book.entry_page(ref, viewer=g.reader)
    form = InviteForm(data={"email": found.entry.email})

    def invite() -> None:
        try:
            inviting.invite_off_site(ref, email=form.email.data or "", by=g.reader)
        except TooManyTries as error:
            raise Refused(error.message) from error

    if saved(form, invite):
        return onward(f"An invitation is on its way to {form.email.data}.", "booking.address_entry", ref=ref)
    return page("booking/address_book/entry.html", form, found=found, entry=found.entry, is_open=book.is_open)


@blueprint.route("/address-book/<ref>/change", methods=["GET", "POST"])
@requires(Permission.KEEP_ADDRESS_BOOK)
def change_address_entry(ref: str) -> Answer:
    entry = book.entry_seen(ref, viewer=g.reader)
    form = EntryForm.drawn(entry)
    if saved(form, lambda: services.change_entry(ref, details=form.details, by=g.reader)):
        return onward(f"{form.name.data}: saved.", "booking.address_entry", ref=ref)
    return page("booking/address_book/change.html", form, entry=entry)


@blueprint.route("/address-book/<ref>/merge/<into>", methods=["GET", "POST"])
@requires(Permission.KEEP_ADDRESS_BOOK)
def merge_address_entry(ref: str, into: str) -> Answer:
    """Both side by side, and the button that says they are one."""
    gone, stays = book.entry_page(ref, viewer=g.reader), book.entry_page(into, viewer=g.reader)
    form = Form()
    if saved(form, lambda: services.merge_entries(ref, into=into, by=g.reader)):
        return onward("They are one entry now.", "booking.address_entry", ref=into)
    return page("booking/address_book/merge.html", form, both=(gone, stays))


@blueprint.route("/address-book/<ref>/forget", methods=["GET", "POST"])
@requires(Permission.CHECK_LISTINGS)
def forget_address_entry(ref: str) -> Answer:
    """Somebody asked to be taken out: ask once more, then do it."""
    entry = book.entry_seen(ref, viewer=g.reader)
    form, name = Form(), entry.name
    if saved(form, lambda: services.forget_entry(ref, by=g.reader)):
        return onward(f"{name} is in no address book any more.", "booking.address_book")
    return page("booking/address_book/forget.html", form, entry=entry)


@blueprint.post("/address-book/<ref>/withdraw")
@requires(Permission.KEEP_ADDRESS_BOOK)
def withdraw_off_site_invitation(ref: str) -> Response:
    inviting.withdraw_off_site_invitation(ref, by=g.reader)
    return onward("The invitation is withdrawn: its link does nothing now.", "booking.address_entry", ref=ref)


@blueprint.route("/join/invited/<secret>", methods=["GET", "POST"])
@public
def invited_to_join(secret: str) -> Answer:
    """What is known already, and how to go on: with the account of that address, or with one made here."""
    invited = book.invitation_opened_by(secret)
    if g.reader.is_signed_in or account_with_email(invited.email) is not None:
        return _with_an_account(secret, is_theirs=g.reader.email == invited.email)
    form = JoinForm()
    taken: list[Membership] = []

    def join() -> None:
        try:
            name, password = form.name.data or "", form.password.data or ""
            taken.append(inviting.join_invited_anew(secret, name=name, password=password))
        except EmailTaken as error:
            raise Refused(error.message) from error

    if saved(form, join):
        sign_in(taken[0].account)
        return _go_in(taken[0])
    return _drawn(secret, form)


def _with_an_account(secret: str, *, is_theirs: bool) -> Answer:
    form = Form()
    taken: list[Membership] = []
    if is_theirs and saved(form, lambda: taken.append(inviting.join_invited(secret, by=g.reader))):
        return _go_in(taken[0])
    return _drawn(secret, form, has_account=True, is_theirs=is_theirs)


def _drawn(secret: str, form: Form, *, has_account: bool = False, is_theirs: bool = False) -> Answer:
    invited = book.invitation_opened_by(secret)
    return page(
        "booking/address_book/invited.html",
        form,
        invited=invited,
        prices=book.prices_of(invited.entry),
        has_account=has_account,
        is_theirs=is_theirs,
    )


def _go_in(membership: Membership) -> Response:
    act_in(membership)
    flash("Welcome. We have begun your listing with what we knew. Put right what is wrong.", "success")
    return redirect(url_for("listings.join"), 303)
