"""Lists of what there is, the newest first, a page at a time, as Stripe lists them."""

from collections.abc import Mapping

from marketplace.payments.stand_in import parameters, refusals
from marketplace.payments.stand_in.state import Work
from marketplace.payments.stand_in.wire import Document, seen

MOST = 100
USUAL = 10


def listed(work: Work, asked: Document, *, kind: str, url: str) -> Document:
    """Every object of a kind that was made in the time asked for, from after the one that is named.

    Refunds may be asked for by their payment, and payment intents by their customer.
    """
    name, reader = _BY.get(kind, ("", parameters.LIST))
    about = parameters.read(asked, reader)
    wanted = about.pop(name, None)
    found = [one for one in work.all(kind) if wanted is None or one[name] == wanted]
    return page_of(found, about, kind=kind, url=url)


_BY = {"refund": ("payment_intent", parameters.REFUNDS), "payment_intent": ("customer", parameters.INTENTS)}


def page_of(several: list[Document], about: Document, *, kind: str, url: str) -> Document:
    """A page of several objects, of which the oldest is the first."""
    limit = about.get("limit", USUAL)
    if limit > MOST:
        raise refusals.invalid(f"Invalid integer: limit must be at most {MOST}", "limit")
    found = [one for one in reversed(several) if _is_within(one["created"], about.get("created", {}))]
    if "starting_after" in about:
        found = found[_place(found, kind, about["starting_after"]) + 1 :]
    return {
        "object": "list",
        "url": url,
        "has_more": len(found) > limit,
        "data": [seen(one) for one in found[:limit]],
    }


def _is_within(made: int, bounds: Mapping[str, int]) -> bool:
    low, high = bounds.get("gte", made), bounds.get("lte", made)
    return low <= made <= high and bounds.get("gt", made - 1) < made < bounds.get("lt", made + 1)


def _place(found: list[Document], kind: str, name: str) -> int:
    for number, one in enumerate(found):
        if one["id"] == name:
            return number
    raise refusals.no_such(kind, name, "starting_after")
