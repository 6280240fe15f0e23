"""The rest of an order: whoever pays asks whether more is invoiced and, when its time is over, lets the money go.

Its provider has until then to send an invoice, or to say that no more comes. An invoice ends the question: for what is
left after it, it is asked anew.
"""

from collections.abc import Collection
from datetime import timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.models import RestAsk
from marketplace.booking.queries.order_rests import OrderRest, open_asks, order_rest, shares_of
from marketplace.booking.services.fees_paid import take_fees
from marketplace.booking.services.knowing import locked_with
from marketplace.booking.services.order_letters import ask_whether_more, tell_let_go
from marketplace.booking.sorts import RestEnd
from marketplace.booking.stages import end_of
from marketplace.budgets.services import ledger
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.people.writing import one_line


def ask_for_rest(line_ref: str, pot_ref: str, *, by: Viewer) -> None:
    """Ask the provider of a part that is over whether more of it is invoiced; its time to answer begins.

    Raises NotFound for who does not pay from the pot, Conflict when nothing is left, an invoice is not paid yet, it is
    not over or was asked already.
    """
    with transaction():
        found = _locked(line_ref, pot_ref, by)
        if found.is_off_site:
            raise Conflict("This provider is not on this site. Ask them yourself")
        if found.ask is not None:
            raise Conflict(f"They are asked already, and have until {found.by_words}")
        row = RestAsk(
            line=found.line,
            pot=found.pot,
            asked_at=clock.now(),
            asked_by_account_id=by.account_id,
            answer_by=end_of(clock.today() + timedelta(days=found.days)),
        )
        session.add(row)
        session.flush()
        audit.record("order-rest-asked", about=found.line.about, by=by.actor)
        ask_whether_more(row, found)


def let_rest_go(line_ref: str, pot_ref: str, *, reason: str, by: Viewer) -> None:
    """What is left of an order is free in its pot again; its provider reads why.

    Raises NotFound, Refused by field, and Conflict while its provider may answer, or has sent an invoice.
    """
    words = _reason(reason)
    with transaction():
        found = _locked(line_ref, pot_ref, by)
        ask = found.ask
        if ask is None:
            raise Conflict("Ask its provider first")
        if not found.may_let_go:
            raise Conflict(f"They have until {found.by_words} to send an invoice")
        end(ask, RestEnd.LET_GO, by=by)
        ask.words = words
        session.flush()
        _let_go(found, by)
        tell_let_go(ask, found)


def let_off_site_go(line_ref: str, pot_ref: str, *, by: Viewer) -> None:
    """No more comes from a provider who is not on this site: what is left of an order is free in its pot again.

    Raises NotFound, Conflict when nothing is left, it is not over, or an invoice for it is not paid yet.
    """
    with transaction():
        found = _locked(line_ref, pot_ref, by)
        if not found.is_off_site:
            raise Conflict("Ask its provider first")
        _let_go(found, by)


def end_asks(line_ids: Collection[int], how: RestEnd, *, pot_ids: Collection[int] | None = None, by: Viewer) -> None:
    """A provider has answered for these parts, in the transaction that is open; with ``pot_ids`` for these pots."""
    for ask in open_asks(line_ids):
        if pot_ids is None or ask.pot_id in pot_ids:
            end(ask, how, by=by)
    session.flush()


def end(ask: RestAsk, how: RestEnd, *, by: Viewer) -> None:
    """A question has its end."""
    ask.how, ask.ended_at, ask.ended_by_account_id = how, clock.now(), by.account_id


def _locked(line_ref: str, pot_ref: str, by: Viewer) -> OrderRest:
    """What is left, with its break locked: an invoice of the same moment is there before, or finds nothing after."""
    order_rest(line_ref, pot_ref, viewer=by)
    locked_with(line_ref)
    found = order_rest(line_ref, pot_ref, viewer=by)
    if found.why_not:
        raise Conflict(found.why_not)
    return found


def _let_go(found: OrderRest, by: Viewer) -> None:
    """It is free in its pot, and with it the fee of whoever holds that pot."""
    ledger.void(references=[share.reference for share in shares_of(found.line, found.pot)], by=by.actor)
    take_fees(found.line.break_, by=by.actor)
    audit.record("order-rest-let-go", about=found.line.about, by=by.actor)


def _reason(text: str) -> str:
    words = one_line(text)
    wrong = drafts.text_problems({"reason": (words, LONGEST_WORDS)})
    if not words:
        wrong["reason"] = "Say why, in a few words. Its provider reads it"
    if wrong:
        raise Refused(fields=wrong)
    return words
