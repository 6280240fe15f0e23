"""Orders of tests and of the demo, below /_stand_in: what goes wrong, and what was charged and given back so far.

They bear the same secret key as what Stripe's library asks.
"""

import json
from collections.abc import Callable

from marketplace.payments.stand_in import accounts, disputes, intents, transfers
from marketplace.payments.stand_in.deliveries import Deliveries
from marketplace.payments.stand_in.faults import Fault, Faults
from marketplace.payments.stand_in.refusals import Refusal
from marketplace.payments.stand_in.state import State
from marketplace.payments.stand_in.wire import Answer, Document, Request, as_json


class Control:
    """Everything below /_stand_in."""

    def __init__(self, state: State, *, faults: Faults, deliveries: Deliveries) -> None:
        self._state = state
        self._faults = faults
        self._deliveries = deliveries
        self._orders: dict[str, Callable[[Document], Document]] = {
            "/_stand_in/answers": self._disturb_answers,
            "/_stand_in/messages": self._disturb_messages,
            "/_stand_in/messages/again": self._send_all_again,
            "/_stand_in/settle": self._settle,
            "/_stand_in/money": self._money,
            "/_stand_in/forget": self._forget,
            "/_stand_in/decide": self._decide,
            "/_stand_in/account": self._account,
        }

    def answer(self, request: Request) -> Answer:
        """Do as ordered; orders are JSON documents."""
        order = self._orders.get(request.path)
        if order is None:
            return as_json({"error": {"message": "No such order"}}, 404)
        try:
            return as_json(order(json.loads(request.form or "{}")))
        except Refusal as no:
            return as_json(no.document, no.status)

    def _disturb_answers(self, order: Document) -> Document:
        fault = Fault(delay=order.get("delay", 0), is_lost=order.get("is_lost", False))
        self._faults.order(fault, path=order.get("path", ""), times=order.get("times", 1))
        return {}

    def _disturb_messages(self, order: Document) -> Document:
        self._deliveries.order(to=order.get("to"), copies=order.get("copies"), is_held=order.get("is_held"))
        return {}

    def _send_all_again(self, _order: Document) -> Document:
        with self._state.work() as work:
            work.owe_all_again()
        self._deliveries.look()
        return {}

    def _settle(self, order: Document) -> Document:
        return {"owed": self._deliveries.settle(order.get("within", 10))}

    def _money(self, _order: Document) -> Document:
        """Every charge that succeeded and every refund, the oldest first."""
        with self._state.work() as work:
            charges = [
                {
                    "intent_id": intent["id"],
                    "reference": intent["metadata"].get("reference", ""),
                    "pence": intent["amount"],
                    "refunded_pence": intents.refunded_pence(work, intent["id"]),
                    "method_id": intent["payment_method"],
                    "metadata": intent["metadata"],
                }
                for intent in work.all("payment_intent")
                if intent["status"] == "succeeded"
            ]
            refunds = [
                {
                    "refund_id": given["id"],
                    "intent_id": given["payment_intent"],
                    "reference": given["metadata"].get("reference", ""),
                    "pence": given["amount"],
                    "metadata": given["metadata"],
                }
                for given in work.all("refund")
            ]
            shown = transfers.shown_money(work)
            disputed = [{"dispute_id": one["id"], "intent_id": one["payment_intent"]} for one in work.all("dispute")]
        return {"charges": charges, "refunds": refunds, "disputes": disputed, **shown}

    def _decide(self, order: Document) -> Document:
        """What the bank makes of a dispute."""
        with self._state.work() as work:
            disputes.decide(work, order["dispute_id"], order["status"])
        self._deliveries.look()
        return {}

    def _account(self, order: Document) -> Document:
        """What becomes of a connected account; ``drained``: all that it had is in its holder's bank."""
        with self._state.work() as work:
            if order["becomes"] == "drained":
                accounts.drain(work, order["account_id"])
            else:
                accounts.becomes(work, order["account_id"], order["becomes"])
        self._deliveries.look()
        return {}

    def _forget(self, _order: Document) -> Document:
        with self._state.work() as work:
            work.forget_all()
        self._deliveries.await_sent()
        return {}
