"""Who is written to about what is put before a family: whose break it is, and whoever plans with them."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.notifications.services import Recipient
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services.readers import acting_for, once, recipient

FAMILY = tuple(one for one in Capacity if one not in {Capacity.ADVISER, Capacity.CARE_MANAGER})
"""In what capacity somebody acts for a person in their own name, not for their work."""


def unsent_words(one: Break) -> str:
    """What to know before one believes that a letter goes out: who stands still. Blank where all are written to."""
    still = [person for person in one.everyone if person.stands_still is not None]
    who = " and ".join(f"{person.called} {person.stands_still.words}" for person in still if person.stands_still)
    return f"{who}. No letter goes out now. Call them instead." if who else ""


def family_of(one: Break, *, but: Viewer) -> list[Recipient]:
    """Those whose break it is and who plans for them, each once; not whoever sends it."""
    readers = [
        reader
        for person in one.principals
        for reader in (recipient(person), *acting_for(person, Scope.PLAN, within=FAMILY))
    ]
    return [reader for reader in once(readers) if not reader.email or reader.email != but.email]
