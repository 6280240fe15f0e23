"""A break that a family paid by bank transfer, of which somebody who is not on this site did a part."""

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import Acceptance
from marketplace.booking.queries.elsewhere import OwedElsewhere, owed_elsewhere
from marketplace.booking.sorts import AcceptedHow
from marketplace.db import session
from tests import breaks, golden
from tests.golden import Golden
from tests.integration.test_booking_off_site import brokered
from tests.paid_by_transfer import come, finance
from tests.paid_over import complete

HUB = 30_00
"""What two hours of it cost."""


def confirmed_at_the_hub() -> Golden:
    """The house and two hours of The Hub, booked; nothing has come."""
    made = breaks.planned(breaks.family("own"), pot="own")
    made.lines["hub"] = brokered(made)
    breaks.pay(made, "hub", "own")
    golden.ask(made)
    golden.answer(made)
    accepted = Acceptance(AcceptedHow.LETTER, "Mrs Ross", clock.now(), golden.LETTER)
    services.record_acceptance(made.ref, made.lines["hub"], acceptance=accepted, by=made.arranger)
    return made


def done_by_the_hub() -> Golden:
    """The same, paid and over."""
    made = confirmed_at_the_hub()
    come()
    complete(made)
    return made


def waits() -> tuple[OwedElsewhere, ...]:
    """What waits to be paid outside this site."""
    session.rollback()
    return owed_elsewhere(viewer=finance())
