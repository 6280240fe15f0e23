"""Transfers of what a card paid to connected accounts, and what of them is taken back."""

from marketplace.payments.stand_in import accounts, clock, intents, lists, parameters, refusals
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, new_id, seen


def transfer(work: Work, asked: Document) -> Document:
    """Let an account have part of what a charge brought; never more than that charge has left."""
    about = parameters.read(asked, parameters.TRANSFER)
    account = accounts.find(work, about["destination"], "destination")
    if account["capabilities"]["transfers"] != "active":
        raise refusals.bad_state(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers,"
            " crypto_transfers, legacy_payments",
            "insufficient_capabilities_for_transfer",
        )
    intent = _paid(work, about["source_transaction"])
    already = _from(work, about["source_transaction"])
    kept = intent["amount"] - intents.refunded_pence(work, intent["id"])
    if already + about["amount"] > kept:
        raise refusals.bad_state(
            "Transfers using this transaction as a source must not exceed the source amount of"
            f" £{kept / 100:.2f}. (There is already £{already / 100:.2f} in transfers using this source)"
        )
    made = {
        "id": new_id("tr"),
        "object": "transfer",
        "amount": about["amount"],
        "amount_reversed": 0,
        "currency": "gbp",
        "created": int(clock.seconds()),
        "description": about.get("description"),
        "destination": account["id"],
        "livemode": False,
        "metadata": about.get("metadata", {}),
        "reversed": False,
        "source_transaction": about["source_transaction"],
        "transfer_group": about.get("transfer_group") or f"group_{about['source_transaction']}",
    }
    work.tell("transfer.created", made)
    return work.keep(made)


def reverse(work: Work, asked: Document, name: str) -> Document:
    """Take back part of a transfer or all of it, while its account has so much."""
    about = parameters.read(asked, parameters.REVERSAL)
    made = work.find("transfer", name)
    left = made["amount"] - made["amount_reversed"]
    pence = about.get("amount", left)
    if not left:
        raise refusals.bad_state(f"Transfer {name} is already fully reversed.")
    if pence > left:
        raise refusals.bad_state(
            f"Transfer reversal amount (£{pence / 100:.2f}) is greater than unreversed amount on transfer"
            f" (£{left / 100:.2f})"
        )
    if work.find("account", made["destination"])["_is_drained"]:
        raise refusals.bad_state("The connected account does not have sufficient funds", "balance_insufficient")
    made["amount_reversed"] += pence
    made["reversed"] = made["amount_reversed"] == made["amount"]
    work.tell("transfer.reversed", work.keep(made))
    return work.keep(
        {
            "id": new_id("trr"),
            "object": "transfer_reversal",
            "amount": pence,
            "created": int(clock.seconds()),
            "currency": "gbp",
            "metadata": about.get("metadata", {}),
            "transfer": name,
        }
    )


def listed(work: Work, asked: Document, *, url: str) -> Document:
    """Transfers, of one group where one is named."""
    about = parameters.read(asked, parameters.TRANSFERS)
    group = about.pop("transfer_group", None)
    found = [one for one in work.all("transfer") if group in {None, one["transfer_group"]}]
    return lists.page_of(found, about, kind="transfer", url=url)


def reversals(work: Work, asked: Document, name: str) -> Document:
    """What was taken back of one transfer."""
    about = parameters.read(asked, parameters.LIST)
    work.find("transfer", name)
    found = [one for one in work.all("transfer_reversal") if one["transfer"] == name]
    return lists.page_of(found, about, kind="transfer_reversal", url=f"/v1/transfers/{name}/reversals")


def shown_money(work: Work) -> Document:
    """Every transfer and what was taken back, the oldest first, for orders of tests."""
    return {
        "transfers": [
            {
                "transfer_id": one["id"],
                "account_id": one["destination"],
                "intent_id": _paid(work, one["source_transaction"])["id"],
                "group": one["transfer_group"],
                "pence": one["amount"],
                "reversed_pence": one["amount_reversed"],
                "metadata": seen(one)["metadata"],
            }
            for one in work.all("transfer")
        ]
    }


def _paid(work: Work, charge_id: str) -> Document:
    for intent in work.all("payment_intent"):
        if intent["latest_charge"] == charge_id and intent["status"] == "succeeded":
            return intent
    raise refusals.no_such("charge", charge_id, "source_transaction")


def _from(work: Work, charge_id: str) -> int:
    several = (one for one in work.all("transfer") if one["source_transaction"] == charge_id)
    return sum(one["amount"] - one["amount_reversed"] for one in several)
