"""The one act that erases a person everywhere, in one transaction, once."""

from sqlalchemy import select

from marketplace import audit
from marketplace.accounts.queries import memberships
from marketplace.audit import Actor
from marketplace.booking.models import Break
from marketplace.booking.queries.unfinished import unfinished as unfinished_breaks
from marketplace.booking.services import erasing as booking
from marketplace.budgets.models import Pot
from marketplace.budgets.services import erasing as budgets
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.finding.services import erasing as finding
from marketplace.listings.services import erasing as listings
from marketplace.notifications import services as notifications
from marketplace.payments.services import erasing as payments
from marketplace.people.erasure import Ground
from marketplace.people.models import Person
from marketplace.people.services import erasing as people
from marketplace.quotes.services import erasing as quotes
from marketplace.rules import services as rules


class StandsInTheWay(Conflict):
    """Something of the person's is not over yet. ``reasons``: each in words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(f"This cannot be erased yet. {'. '.join(reasons)}.")
        self.reasons = reasons


class ErasedAlready(Conflict):
    """It was done before."""

    def __init__(self) -> None:
        super().__init__("This person was erased before")


def erase_person(ref: str, *, ground: Ground, by: Actor) -> None:
    """Erase what is kept of a person but ids, sums and days, and what the law keeps (``decided.KEPT``).

    Raises NotFound, ErasedAlready, StandsInTheWay with everything that is not over.
    """
    with transaction():
        person = _locked(ref)
        if person.erased_at is not None:
            raise ErasedAlready
        if reasons := in_the_way(person):
            raise StandsInTheWay(reasons)
        _erase(person, ground, by)


def in_the_way(person: Person) -> list[str]:
    """Everything of a person that is not over yet, in words. None: they can be erased."""
    them = booking.theirs(person)
    reasons = [*unfinished_breaks(person), *budgets.unfinished(person), *payments.unfinished(them.references)]
    if person.account_id is not None and any(one.organisation_id for one in memberships(person.account_id)):
        reasons.append("Their sign-in works for an organisation. It has to end that first")
    return list(dict.fromkeys(reasons))


def look_at_asking(person: Person, *, by: Actor) -> None:
    """A record that somebody looked at what stands in the way of erasing a person (R54)."""
    with transaction():
        audit.saw("asking to be erased", about=f"person:{person.ref}", task="erasing", by=by)


def _locked(ref: str) -> Person:
    person = session.scalar(select(Person).where(Person.ref == ref))
    if person is None:
        raise NotFound
    pots = [pot.id for pot in budgets.pots_of(person)]
    lock((Person, [person.id]), (Break, booking.theirs(person).breaks), (Pot, pots))
    return person


def _erase(person: Person, ground: Ground, by: Actor) -> None:
    """From what hangs on most to what hangs on least: whatever is named by its reference is found before it goes."""
    them = booking.theirs(person)
    addresses = people.addresses_of(person)
    pots = {f"pot:{pot.ref}" for pot in budgets.pots_of(person)}
    named = people.references_of(person) | them.references | pots
    named |= quotes.references(them.breaks) | finding.references(person) | payments.references(them.references)
    quotes.erase(them.breaks)
    finding.erase(person)
    booking.erase(person, them)
    payments.erase(them.references, pots=pots)
    budgets.erase(person)
    listings.erase(person, references=them.references)
    rules.forget(named)
    notifications.forget(named, addresses)
    people.erase(person, ground=ground, by=by)
