"""A provider's invoices: what can be invoiced now, in one step; what was sent; what is late."""

from flask import g, render_template

from marketplace.accounts.roles import Permission
from marketplace.booking import services
from marketplace.booking.forms.invoicing import BatchForm
from marketplace.booking.queries.invoicing import batches
from marketplace.booking.queries.order_rests import rests_asked_of
from marketplace.booking.queries.purchases import count_ordered
from marketplace.booking.queries.purchases import orders as order_rows
from marketplace.booking.views import blueprint
from marketplace.booking.views.answered import answered
from marketplace.budgets.services.pots import saw_each
from marketplace.errors import NotFound
from marketplace.payments.invoices.debts import Age
from marketplace.payments.invoices.queries import book_of, debts_from, invoices_from
from marketplace.web.access import requires
from marketplace.web.answered import Answer, onward
from marketplace.web.forms import page


@blueprint.get("/invoices")
@requires(Permission.SEND_INVOICES)
def invoices() -> str:
    return render_template(
        "booking/invoicing/invoices.html",
        batches=batches(viewer=g.reader),
        sent=invoices_from(viewer=g.reader),
        debts=debts_from(viewer=g.reader),
        ages=list(Age),
        has_book=book_of(viewer=g.reader) is not None,
        asked=rests_asked_of(viewer=g.reader),
    )


@blueprint.route("/invoices/new/<key>", methods=["GET", "POST"])
@requires(Permission.SEND_INVOICES)
def new_invoice(key: str) -> Answer:
    """Send an invoice for all parts of one payer and month, or for some of them."""
    batch = next((one for one in batches(viewer=g.reader) if one.key == key), None)
    if batch is None:
        raise NotFound
    form, made = BatchForm.of(batch), list[str]()
    if answered(form, lambda: made.append(services.make_invoice(form.parts.data or (), by=g.reader))):
        return onward("The invoice is sent.", "invoices.invoice", ref=made[0])
    return page("booking/invoicing/new.html", form, batch=batch)


@blueprint.post("/invoices/no-more/<line_ref>")
@requires(Permission.SEND_INVOICES)
def invoice_no_more(line_ref: str) -> Answer:
    services.invoice_no_more(line_ref, by=g.reader)
    return onward("No more of it is invoiced. The money that was left is let go.", "booking.invoices")


@blueprint.get("/orders")
@requires(Permission.PAY_INVOICES)
def orders() -> str:
    """What the reader has set aside, ordered and been invoiced."""
    rows = order_rows(viewer=g.reader)
    saw_each("orders", (row.person_ref for row in rows if row.person_ref), by=g.reader)
    breaks, shown = count_ordered(viewer=g.reader), len({row.break_ref for row in rows})
    return render_template("booking/invoicing/orders.html", rows=rows, breaks=breaks, shown=shown)
