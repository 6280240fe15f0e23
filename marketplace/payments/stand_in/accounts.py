"""Connected accounts: whoever is paid out of card payments, what is still wanted of them, and their way to say it."""

from typing import Any

from marketplace.payments.stand_in import clock, parameters, refusals
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, new_id

ALL_WANTED = ["business_profile.url", "external_account", "tos_acceptance.date"]
SECONDS_OPEN = 5 * 60
"""A link is open for some minutes, and for one visit."""

COMES_TO: dict[str, dict[str, Any]] = {
    "ready": {},
    "more_wanted": {"due": ["individual.verification.document"]},
    "looked_at": {"transfers": "pending", "disabled": "requirements.pending_verification"},
    "restricted": {"transfers": "inactive", "disabled": "rejected.other"},
}
"""What may become of an account."""


def create(work: Work, asked: Document) -> Document:
    """A new account of which nothing is known yet."""
    about = parameters.read(asked, parameters.ACCOUNT)
    account = {
        "id": new_id("acct"),
        "object": "account",
        "country": about["country"],
        "email": about.get("email"),
        "business_profile": about.get("business_profile", {}),
        "controller": about["controller"],
        "metadata": about.get("metadata", {}),
        "created": int(clock.seconds()),
        "details_submitted": False,
        "_is_drained": False,
    }
    return work.keep(account | _standing(details=False, due=ALL_WANTED))


def show(work: Work, asked: Document, name: str) -> Document:
    """An account as it is."""
    parameters.read(asked, parameters.NOTHING)
    return find(work, name)


def find(work: Work, name: str, param: str = "account") -> Document:
    """The account of this name. Raises Refusal as Stripe does: of another platform, or none."""
    try:
        return work.find("account", name, param)
    except refusals.Refusal:
        raise refusals.Refusal(
            f"No such destination: '{name}'" if param == "destination" else f"No such account: '{name}'",
            code="resource_missing",
            param=param,
        ) from None


def link(work: Work, asked: Document) -> Document:
    """A way to the page of an account, for one visit."""
    about = parameters.read(asked, parameters.ACCOUNT_LINK)
    account = find(work, about["account"])
    made = int(clock.seconds())
    kept = work.keep(
        {
            "id": new_id("link"),
            "object": "account_link",
            "created": made,
            "expires_at": made + SECONDS_OPEN,
            "_account": account["id"],
            "_return_url": about["return_url"],
            "_refresh_url": about["refresh_url"],
            "_is_visited": False,
            "_is_over": False,
        }
    )
    return {name: kept[name] for name in ("object", "created", "expires_at")} | {"_link": kept["id"]}


def becomes(work: Work, name: str, what: str) -> Document:
    """All was said, and this is what comes of it; the site is told."""
    account = find(work, name)
    account |= _standing(details=True, **COMES_TO[what])
    work.tell("account.updated", account)
    return work.keep(account)


def drain(work: Work, name: str) -> Document:
    """Its holder has paid everything out to their bank: nothing can be taken back from it."""
    return work.keep(find(work, name) | {"_is_drained": True})


def _standing(
    *, details: bool, due: list[str] | None = None, transfers: str = "active", disabled: str | None = None
) -> Document:
    wanted = due or []
    status = "inactive" if wanted else transfers
    return {
        "details_submitted": details,
        "capabilities": {"transfers": status},
        "payouts_enabled": status == "active",
        "requirements": {
            "currently_due": wanted,
            "past_due": wanted,
            "eventually_due": wanted,
            "pending_verification": [],
            "disabled_reason": "requirements.past_due" if wanted else disabled,
        },
    }
