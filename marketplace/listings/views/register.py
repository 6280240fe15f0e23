"""The public register, as the brokerage keeps it: take in a month, see what it hid."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.roles import Permission
from marketplace.errors import Refused
from marketplace.listings.forms.register import LARGEST_SENT_BYTES, RegisterForm
from marketplace.listings.queries.register import register_page
from marketplace.listings.services.register import RegisterRead, import_register
from marketplace.listings.views import blueprint
from marketplace.web.access import requires
from marketplace.web.limits import ROOM_FOR_THE_FORM, takes
from marketplace.wording import plural


@blueprint.get("/care-register", endpoint="register")
@requires(Permission.KEEP_REGISTER)
def register() -> str:
    return render_template("listings/register/register.html", page=register_page(viewer=g.reader), form=RegisterForm())


@blueprint.post("/care-register", endpoint="import_register")
@requires(Permission.KEEP_REGISTER)
@takes(LARGEST_SENT_BYTES + ROOM_FOR_THE_FORM)
def import_month() -> Response | tuple[str, int]:
    form = RegisterForm()
    if form.is_sent:
        try:
            done = import_register(
                file=form.file.data.read(),
                file_name=form.file.data.filename or "file",
                force=bool(form.force.data),
                by=g.reader.actor,
            )
        except Refused as refusal:
            form.file.errors = [refusal.message]
        else:
            flash(_told(done), "warn" if done.refused else "success")
            return redirect(url_for("listings.register"), 303)
    page = register_page(viewer=g.reader)
    return render_template("listings/register/register.html", page=page, form=form), 422


def _told(done: RegisterRead) -> str:
    said = (
        f"{plural(done.read, 'service')} read: {done.added:,} new, {done.changed:,} changed, {done.gone:,} gone."
        f" {plural(done.listings_hidden, 'listing')} hidden."
    )
    rows = " ".join(f"Row {bad.row}: {bad.why}." for bad in done.refused[:5])
    return f"{said} {plural(len(done.refused), 'row')} not taken. {rows}" if done.refused else said
