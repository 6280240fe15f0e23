"""What a holder may take of a pot on a day: what its agreement says, and never more than the council allows then."""

from marketplace import clock
from marketplace.accounts.models import Council
from marketplace.budgets.fees import show_per_cent
from marketplace.budgets.models import Pot
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import DatedValue, SettingName
from marketplace.wording import day

CAP = SettingName.ISF_FEE_PER_TEN_THOUSAND


def most_fee(council: Council | None) -> DatedValue | None:
    """The largest fee that a council allows today, in hundredths of a per cent; without one, that of all Scotland."""
    return settings_in_force().find(CAP, on=clock.today(), council=_code(council))


def fee_problem(rate: int, council: Council | None) -> str:
    """Why a holder may not take this rate, and what can be entered; blank where it may."""
    most = most_fee(council)
    if most is None or rate <= _number(most):
        return ""
    words = show_per_cent(_number(most))
    return (
        f"The council lets a holder take {words} at the most since {day(most.from_on)}. Enter {words} or less. "
        "What is held already keeps its fee"
    )


def fee_rate(pot: Pot) -> int:
    """The fee of what is held today, in hundredths of a per cent."""
    most = most_fee(pot.council) if pot.fee_basis_points else None
    return min(pot.fee_basis_points, _number(most)) if most else pot.fee_basis_points


def fee_words(pot: Pot) -> str:
    """It on pages: "5%", and from which day no more than the council allows."""
    said = show_per_cent(pot.fee_basis_points)
    rate = fee_rate(pot)
    words = said if rate == pot.fee_basis_points else f"{show_per_cent(rate)}, the most the council allows, not {said}"
    coming = _next_cap(pot, rate)
    if coming is None:
        return words
    return f"{words}; {show_per_cent(_number(coming))} of what is held from {day(coming.from_on)} on"


def _next_cap(pot: Pot, rate: int) -> DatedValue | None:
    """The first value to come that allows less than is taken today."""
    code, today, settings = _code(pot.council), clock.today(), settings_in_force()
    days = sorted({one.from_on for one in settings.values_of(CAP) if one.council in {None, code}})
    caps = (settings.find(CAP, on=on, council=code) for on in days if on > today)
    return next((cap for cap in caps if cap is not None and _number(cap) < rate), None)


def _number(value: DatedValue) -> int:
    return int(str(value.value))


def _code(council: Council | None) -> str | None:
    return council.gss_code if council else None
