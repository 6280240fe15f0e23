"""Checkout sessions: a page on which a card is typed, to be saved or to be charged at once."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.payments.stand_in import cards, clock, intents, parameters, refusals
from marketplace.payments.stand_in.cards import Asks, PretendCard
from marketplace.payments.stand_in.parameters import Mode
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, new_id

SECONDS_OPEN = 24 * 60 * 60
OF_OTHER_MODE = {Mode.PAYMENT: ("setup_intent_data",), Mode.SETUP: ("line_items", "payment_intent_data")}
EXPANDED = {
    "setup_intent": ("setup_intent",),
    "setup_intent.payment_method": ("setup_intent", "payment_method"),
    "payment_intent": ("payment_intent",),
}


class Step(StrEnum):
    """What follows when a card was typed."""

    FINISHED = "finished"
    ASK_BANK = "ask_bank"
    DECLINED = "declined"


def open_session(work: Work, asked: Document, *, address: str) -> Document:
    """Make a page at ``address`` of the stand-in."""
    about = parameters.read(asked, parameters.CHECKOUT)
    mode = Mode(about["mode"])
    _refuse_what_the_mode_has_not(mode, about)
    session = _new(mode, about)
    session["url"] = f"{address}/pay/{session['id']}"
    if mode is Mode.SETUP:
        session["setup_intent"] = work.keep(_new_setup(about))["id"]
    return work.keep(session)


def show(work: Work, asked: Document, name: str) -> Document:
    """The session, with what it names written out where that is asked."""
    about = parameters.read(asked, parameters.SHOW)
    session = find(work, name)
    for path in about.get("expand", []):
        if path not in EXPANDED:
            raise refusals.invalid(f"This property cannot be expanded ({path}).", "expand")
        _expand(work, session, EXPANDED[path])
    return session


def expire(work: Work, asked: Document, name: str) -> Document:
    """Close the page of an open session."""
    parameters.read(asked, parameters.NOTHING)
    session = find(work, name)
    if session["status"] != "open":
        raise refusals.bad_state(
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of {session['status']}."
        )
    return _expired(work, session)


def find(work: Work, name: str) -> Document:
    """The session, expired if its time has come. Raises Refusal."""
    session = work.find("checkout.session", name)
    if session["status"] == "open" and session["expires_at"] <= clock.seconds():
        return _expired(work, session)
    return session


def expire_due(work: Work) -> None:
    """Close every page whose time has come, looked at or not."""
    for session in work.all("checkout.session"):
        find(work, session["id"])


def use_card(work: Work, session: Document, card: PretendCard, *, has_answered_bank: bool) -> Step:
    """What comes of a card typed on the page of an open session."""
    is_setup = session["mode"] == Mode.SETUP
    no = card.no_to_saving if is_setup else card.declined
    if no:
        return decline(work, session, no)
    session["_declined"] = ""
    if card.asks is not Asks.NEVER and not has_answered_bank:
        session["_asking"] = card.number
        work.keep(session)
        return Step.ASK_BANK
    if is_setup:
        _save(work, session, card)
    else:
        session["payment_intent"] = _pay(work, session, card)["id"]
        session["payment_status"] = "paid"
    session |= {"status": "complete", "url": None, "_asking": ""}
    work.tell("checkout.session.completed", session)
    work.keep(session)
    return Step.FINISHED


def decline(work: Work, session: Document, decline_code: str) -> Step:
    """The bank says no; the page stays open for another try."""
    session |= {"_asking": "", "_declined": cards.said(decline_code)["message"]}
    if session["mode"] == Mode.PAYMENT:
        session["payment_intent"] = intents.failed(work, _intent(work, session), decline_code)["id"]
    work.keep(session)
    return Step.DECLINED


def _refuse_what_the_mode_has_not(mode: Mode, about: Mapping[str, object]) -> None:
    for param in OF_OTHER_MODE[mode]:
        if param in about:
            raise refusals.invalid(f"You can not pass `{param}` in `{mode}` mode.", param)
    if mode is Mode.PAYMENT and not about.get("line_items"):
        raise refusals.missing("line_items")
    if mode is Mode.SETUP and not {"currency", "allowed_payment_method_types"} & set(about):
        raise refusals.missing("currency")


def _new(mode: Mode, about: Document) -> Document:
    items = about.get("line_items", [])
    now = int(clock.seconds())
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "mode": mode,
        "status": "open",
        "payment_status": "unpaid" if mode is Mode.PAYMENT else "no_payment_required",
        "amount_total": sum(item["quantity"] * item["price_data"]["unit_amount"] for item in items) if items else None,
        "currency": "gbp",
        "client_reference_id": about.get("client_reference_id"),
        "customer": None,
        "customer_creation": about.get("customer_creation", "if_required"),
        "customer_email": about.get("customer_email"),
        "metadata": about.get("metadata", {}),
        "payment_intent": None,
        "setup_intent": None,
        "success_url": about["success_url"],
        "cancel_url": about.get("cancel_url"),
        "created": now,
        "expires_at": now + SECONDS_OPEN,
        "livemode": False,
        "_words": [item["price_data"]["product_data"]["name"] for item in items],
        "_intent": about.get("payment_intent_data", {}),
        "_asking": "",
        "_declined": "",
    }


def _new_setup(about: Document) -> Document:
    data = about.get("setup_intent_data", {})
    return {
        "id": new_id("seti"),
        "object": "setup_intent",
        "status": "requires_payment_method",
        "usage": "off_session",
        "customer": None,
        "payment_method": None,
        "description": data.get("description"),
        "metadata": data.get("metadata", {}),
        "created": int(clock.seconds()),
        "livemode": False,
    }


def _save(work: Work, session: Document, card: PretendCard) -> None:
    """Save the card, which its holder agrees may be charged later; only a customer's card can be."""
    if session["customer_creation"] == "always":
        customer = {"id": new_id("cus"), "object": "customer", "email": session["customer_email"]}
        session["customer"] = work.keep(customer)["id"]
    method = work.keep(intents.new_method(card, session["customer"]))
    setup = work.find("setup_intent", session["setup_intent"])
    setup |= {"status": "succeeded", "payment_method": method["id"], "customer": session["customer"]}
    work.tell("setup_intent.succeeded", work.keep(setup))


def _pay(work: Work, session: Document, card: PretendCard) -> Document:
    method = work.keep(intents.new_method(card, None))
    return intents.succeeded(work, _intent(work, session), method)


def _intent(work: Work, session: Document) -> Document:
    """The session's payment intent: made at the first try, the same at each further one."""
    if session["payment_intent"]:
        return work.find("payment_intent", session["payment_intent"])
    return intents.new_of_page(session["amount_total"], session["_intent"], session["id"])


def _expired(work: Work, session: Document) -> Document:
    session |= {"status": "expired", "url": None, "_asking": ""}
    work.tell("checkout.session.expired", session)
    if session["payment_intent"]:
        intents.cancelled(work, work.find("payment_intent", session["payment_intent"]))
    return work.keep(session)


def _expand(work: Work, document: Document, path: tuple[str, ...]) -> None:
    for name in path:
        if isinstance(document[name], str):
            document[name] = work.find(name, document[name])
        if document[name] is None:
            return
        document = document[name]
