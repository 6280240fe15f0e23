"""What asking for a break would mean: until when it is held, and whether an officer's clock may end later (R47)."""

from datetime import datetime, timedelta

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.answering import RequestTerms
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.readiness import agreements_of, is_agreed
from marketplace.booking.times import times
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.holidays import working_days_after
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def request_terms(ref: str, *, viewer: Viewer) -> RequestTerms:
    """The terms of asking for a break now. Raises NotFound."""
    return terms_of(known_break(ref, viewer=viewer).break_, at=clock.now())


def terms_of(one: Break, *, at: datetime) -> RequestTerms:
    """The terms of asking for a break at an instant: one time for all of it, the shortest of its listings."""
    listed = [line for line in one.lines_open if line.listing is not None]
    shortest = min(listed, key=option_of, default=None)
    option = option_of(shortest) if shortest else times().option
    waiting = [pot for pot in pots_of(one.lines_now) if pot.sort.agreed_by is AgreedBy.OFFICER]
    agreed = agreements_of(one)
    clocks = [clock_ends_at(pot, since=at) for pot in waiting if not is_agreed(one, pot, agreed.get(pot.id))]
    return RequestTerms(
        until=min(at + option, end_of_asking(one)),
        shortest=shortest.title if shortest else "",
        clock_ends_at=max(clocks, default=None),
    )


def end_of_asking(one: Break) -> datetime:
    """When nothing is asked any more of a break; where one part comes first, at the end of the day for the rest."""
    in_stages = one.is_first_only or one.first_kept_at is not None
    return min(one.answers_by, one.rest_by) if one.rest_by and in_stages else one.answers_by


def option_of(line: Line) -> timedelta:
    """How long a listing keeps what was asked for."""
    return timedelta(days=line.listing.option_days) if line.listing else times().option


def clock_days(pot: Pot) -> int:
    """How many working days an officer has for an answer: a setting of the pot's council."""
    council = pot.council.gss_code if pot.council else None
    return settings_in_force().number(SettingName.CHANGE_CLOCK_WORKING_DAYS, on=clock.today(), council=council)


def clock_ends_at(pot: Pot, *, since: datetime) -> datetime:
    """When an officer's clock ends that began at ``since``."""
    return working_days_after(since, clock_days(pot))
