"""A break that a family paid by bank transfer, of which somebody who is not on this site did a part."""

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import Acceptance
from marketplace.booking.queries.elsewhere import OwedElsewhere, owed_elsewhere
from marketplace.booking.sorts import AcceptedHow
from marketplace.db import session
from tests import breaks, golden, swapped
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
    accept_hub(made)
    return made


def accept_hub(made: Golden) -> None:
    """The Hub has said yes."""
    accepted = Acceptance(AcceptedHow.LETTER, "Mrs Ross", clock.now(), golden.LETTER)
    services.record_acceptance(made.ref, made.lines["hub"], acceptance=accepted, by=made.arranger)


def short_by_a_dearer_part() -> Golden:
    """The same with riding, paid; then swimming, £15.00 dearer, took the place of the riding, and that has not come."""
    made = breaks.planned(breaks.family("own"), pot="own")
    made.offers["riding"] = swapped.activity("Riding at Stanemoor", 60_00)
    made.offers["swimming"] = swapped.activity("Swimming at Gala", 75_00, is_instant=True)
    swapped.add_riding(made, "own")
    made.lines["hub"] = brokered(made)
    breaks.pay(made, "hub", "own")
    golden.ask(made)
    golden.answer(made)
    accept_hub(made)
    come()
    swapped.asked(made)
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
