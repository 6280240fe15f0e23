"""What will be left in a pot when its time ends, told months ahead so that it can still be used (R46). Pure.

What is paid until then is reckoned from what was paid so far; what is set aside is a part of it. Regular costs, such as
wages, are paid elsewhere and are never in what was paid from here: they are counted besides. Some weeks' worth of the
whole is kept back for what nobody foresees. What the pot's terms keep for an emergency is the same money, since nobody
foresees an emergency: the larger of the two is kept back, not both. What may be kept for the next period is not left
over, but breaks may use it.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketplace.money import format_pence, round_half_up
from marketplace.wording import plural


@dataclass(frozen=True, slots=True)
class Year:
    """A pot with its time, in pence: what came in, was paid and is set aside; of stated money its regular costs.

    ``coming`` and ``going_pence``: by date, until the last day. ``emergency_pence``: kept back by its terms.
    ``carry_over_pence``: the most that may be kept for the next period. ``dip_pence``: how much less than now is free
    on the day until then when least is, as before an instalment. ``went_back_pence``: what went back to its funder, so
    that ``in_pence`` lacks it: the weeks kept back are of the whole as it was paid in. ``is_closed``: before its time.
    """

    starts_on: date
    ends_on: date
    in_pence: int
    paid_pence: int
    set_aside_pence: int = 0
    outgoings_pence: int = 0
    coming_pence: int = 0
    going_pence: int = 0
    dip_pence: int = 0
    emergency_pence: int = 0
    carry_over_pence: int = 0
    went_back_pence: int = 0
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected on the last day, in pence. ``use_pence``: still to be paid, what is set aside among it.

    ``free_pence``: what can be set aside now and is free on every day until then. ``kept_back_pence``: what the weeks
    that the council keeps back come to beyond ``emergency_pence``. ``carry_over_pence``: the most that may be kept for
    the next period. ``usual_pence``: what is paid until then if it goes on as in the ``days_gone``, of ``paid_pence``;
    ``days_left``: until then. ``weeks_kept_back``: of all that the pot holds from its first to its last day.
    ``is_over``: no break can use it any more.
    """

    ends_on: date
    left_pence: int
    free_pence: int
    coming_pence: int
    going_pence: int
    use_pence: int
    emergency_pence: int
    kept_back_pence: int
    carry_over_pence: int
    usual_pence: int = 0
    paid_pence: int = 0
    days_gone: int = 0
    days_left: int = 0
    weeks_kept_back: int = 0
    is_over: bool = False

    @property
    def use_words(self) -> str:
        """How ``use_pence`` is worked out: what is set aside, or what was paid so far, by the days, going on."""
        if not self.days_gone or self.usual_pence < self.use_pence:
            return "what is set aside for breaks"
        gone, left = plural(self.days_gone, "day"), plural(self.days_left, "day")
        return f"{format_pence(self.paid_pence)} was paid in the first {gone}. It goes on as fast for {left}"

    @property
    def kept_back_words(self) -> str:
        """How ``kept_back_pence`` is worked out."""
        weeks = plural(self.weeks_kept_back, "week")
        return f"{weeks}'s worth" if self.weeks_kept_back == 1 else f"{weeks}' worth"

    @property
    def surplus_pence(self) -> int:
        """What nobody is expected to use and may not be kept for the next period; never below nought."""
        return max(0, self._over_pence) - self.carried_pence

    @property
    def carried_pence(self) -> int:
        """What nobody is expected to use and may be kept for the next period."""
        return min(self.carry_over_pence, max(0, self._over_pence))

    @property
    def short_pence(self) -> int:
        """How much more is expected to be used or kept back than there is; never below nought."""
        return max(0, -self._over_pence)

    @property
    def for_breaks_pence(self) -> int:
        """What breaks can still use, what may be kept among it: it is in now, and not needed before more comes."""
        return 0 if self.is_over else self._loose_pence

    @property
    def _loose_pence(self) -> int:
        return max(0, min(self._over_pence, self.free_pence - self.emergency_pence))

    @property
    def back_pence(self) -> int:
        """What of the surplus is in now, is not needed before more comes, and so can go back."""
        return min(self.surplus_pence, self._loose_pence)

    @property
    def _over_pence(self) -> int:
        dated = self.coming_pence - self.going_pence
        return self.left_pence + dated - self.use_pence - self.emergency_pence - self.kept_back_pence


def is_told(year: Year, today: date, *, months_ahead: int) -> bool:
    """Whether its end is near enough to be told, and not over: from the same day so many months before."""
    return months_before(year.ends_on, months_ahead) <= today <= year.ends_on


def forecast(year: Year, today: date, *, weeks_kept_back: int) -> Forecast:
    """What will be left. What was paid a day so far goes on until the last day, if that is more than is set aside.

    Once the last day is over nothing is kept back any more.
    """
    is_over = year.is_closed or today > year.ends_on
    days = (year.ends_on - year.starts_on).days + 1
    gone = days if is_over else min(max((today - year.starts_on).days, 0), days)
    paid = max(year.paid_pence, 0)
    usual = round_half_up(Fraction(paid * (days - gone), gone)) if gone else 0
    whole = max(year.in_pence + year.went_back_pence + year.coming_pence, 0)
    left = year.in_pence - year.paid_pence - year.outgoings_pence
    of_weeks = round_half_up(Fraction(whole * 7 * weeks_kept_back, days))
    return Forecast(
        ends_on=year.ends_on,
        left_pence=left,
        free_pence=left - year.set_aside_pence - year.dip_pence,
        coming_pence=year.coming_pence,
        going_pence=year.going_pence,
        use_pence=max(usual, year.set_aside_pence),
        emergency_pence=0 if is_over else year.emergency_pence,
        kept_back_pence=0 if is_over else max(of_weeks - year.emergency_pence, 0),
        carry_over_pence=year.carry_over_pence,
        usual_pence=usual,
        paid_pence=paid,
        days_gone=gone,
        days_left=days - gone,
        weeks_kept_back=weeks_kept_back,
        is_over=is_over,
    )


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last of a month that is shorter."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
