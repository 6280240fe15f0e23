"""What stands on a provider's invoices, and where a payer wants them."""

from flask import g, render_template, request

from marketplace.accounts.roles import Permission
from marketplace.budgets.queries.pots import funders_without_anybody, has_nobody
from marketplace.errors import NotFound
from marketplace.payments.invoices import services
from marketplace.payments.invoices.forms import BookForm, FunderAddressForm, PayerAddressForm
from marketplace.payments.invoices.queries import address_of, book_of, payer_of, provider_of
from marketplace.payments.invoices.queries.funders import where_funders_are
from marketplace.payments.invoices.terms import Address
from marketplace.payments.invoices.views import blueprint
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward, saved
from marketplace.web.forms import page


@blueprint.route("/invoices/details", methods=["GET", "POST"])
@requires(Permission.SEND_INVOICES)
def details() -> Answer:
    provider = provider_of(viewer=g.reader)
    usual = Address(provider.legal_name or provider.name, "", "", provider.postcode or "", provider.email or "")
    form = BookForm.showing(book_of(viewer=g.reader), usual=usual)
    if saved(form, lambda: services.keep_book(terms=form.terms, by=g.reader)):
        return onward("Saved. What was sent before stays as it was.", "booking.invoices")
    return page("invoices/details.html", form)


@blueprint.route("/invoices-to-pay/address", methods=["GET", "POST"])
@requires(Permission.PAY_INVOICES)
def payer_address() -> Answer:
    if g.reader.can(Permission.HANDLE_PAYMENTS):
        return _funder_address(request.args.get("funder", ""))
    payer = payer_of(g.reader)
    if payer is None:
        raise NotFound
    form = PayerAddressForm.showing(address_of(payer), usual=Address(payer.name, "", "", "", ""))

    def keep() -> None:
        services.keep_payer_address(
            address=form.address, endpoint=form.endpoint.data or "", account=form.account, by=g.reader
        )

    if saved(form, keep):
        return onward("Saved. New invoices go there.", "invoices.to_pay")
    return page("invoices/payer_address.html", form)


def _funder_address(funder: str) -> Answer:
    """Of which funder, and then where it is: finance says it for those who have nobody here."""
    if not funder:
        names = funders_without_anybody()
        where = where_funders_are(names)
        return render_template("invoices/funders.html", places=[(name, where.get(name)) for name in names])
    if not has_nobody(funder):
        raise NotFound
    form = FunderAddressForm.showing(where_funders_are([funder]).get(funder), usual=Address("", "", "", "", ""))

    def keep() -> None:
        services.keep_funder_address(
            funder, address=form.address, endpoint=form.endpoint.data or "", account=form.account, by=g.reader
        )

    if saved(form, keep):
        return onward("Saved. It stands on new papers.", "invoices.payer_address")
    return page("invoices/funder_address.html", form, funder=funder)
