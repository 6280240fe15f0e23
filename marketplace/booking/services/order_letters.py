"""Letters to providers about what is left of an order: whether more is invoiced, and that it was let go."""

from marketplace.accounts.roles import Permission, roles_that
from marketplace.booking.models import RestAsk
from marketplace.booking.queries.order_rests import OrderRest
from marketplace.booking.queries.payers import payer_of_pot
from marketplace.booking.queries.words import when_words
from marketplace.booking.services.recipients import members_of
from marketplace.booking.stages import by_words
from marketplace.notifications.services import owe


def ask_whether_more(ask: RestAsk, found: OrderRest) -> None:
    """Everyone who sends its invoices reads what is left, and until when they have."""
    _tell("order-rest-asked", ask, found)


def tell_let_go(ask: RestAsk, found: OrderRest) -> None:
    """They read that it was let go, and why."""
    _tell("order-rest-let-go", ask, found)


def _tell(name: str, ask: RestAsk, found: OrderRest) -> None:
    line = found.line
    if line.listing is None:
        return
    for reader in members_of(line.listing.provider.organisation_id, *roles_that(Permission.SEND_INVOICES)):
        owe(
            name,
            to=reader,
            about=line.about,
            payer=payer_of_pot(found.pot).name,
            listing=line.title,
            when=when_words(line),
            order=found.order,
            pence=found.rest_pence,
            by=by_words(ask.answer_by),
            why=ask.words,
        )
