"""Letters about who decides in a person's place by an order or a document (R52); in the transaction that is open."""

from typing import Any

from marketplace.accounts.models import Account
from marketplace.db import session
from marketplace.notifications.services import owe
from marketplace.people.models import Representation
from marketplace.people.queries.powers import has_officers
from marketplace.people.services.readers import brokerage, recipient


def tell_who_decides(one: Representation, account: Account) -> None:
    """Whoever is decided for reads who does, by which paper, and how to have it looked at.

    Where no officer could end it, the brokerage reads it too.
    """
    facts: dict[str, Any] = {
        "called": one.person.called,
        "decider": account.name,
        "capacity": one.capacity,
        "powers": one.powers,
        "by_name": session.get_one(Account, one.made_by_account_id).name,
    }
    reader = recipient(one.person)
    is_council = has_officers(one.person)
    owe("people-decider", to=reader, about=reader.reference, ref=one.person.ref, is_council=is_council, **facts)
    for each in () if is_council else brokerage():
        owe("people-decider-named", to=each, about=one.about, ref=one.ref, **facts)


def tell_powers_ended(one: Representation) -> None:
    """Whoever was decided for reads that it is over."""
    reader = recipient(one.person)
    owe(
        "people-decider-ended",
        to=reader,
        about=reader.reference,
        called=one.person.called,
        decider=one.called_by,
        capacity=one.capacity,
        ref=one.person.ref,
    )
