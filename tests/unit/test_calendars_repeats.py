"""Rules of repeating, held against dateutil where both can answer, and within their budget where only ours stops."""

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.calendars.repeats import Budget, Exhausted, starts
from marketplace.calendars.rule import read_rule
from marketplace.calendars.values import Unreadable

START = datetime(1997, 9, 2, 9)  # noqa: DTZ001  rules are reckoned on the wall clock
END = datetime(2000, 7, 1)  # noqa: DTZ001

OF_THE_RFC = """
FREQ=DAILY;COUNT=10
FREQ=DAILY;INTERVAL=2
FREQ=DAILY;INTERVAL=10;COUNT=5
FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA
FREQ=DAILY;BYMONTH=1
FREQ=WEEKLY;COUNT=10
FREQ=WEEKLY;INTERVAL=2;WKST=SU
FREQ=WEEKLY;WKST=SU;BYDAY=TU,TH
FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR
FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH
FREQ=MONTHLY;COUNT=10;BYDAY=1FR
FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU
FREQ=MONTHLY;COUNT=6;BYDAY=-2MO
FREQ=MONTHLY;BYMONTHDAY=-3
FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15
FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1
FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15
FREQ=MONTHLY;INTERVAL=2;BYDAY=TU
FREQ=YEARLY;COUNT=10;BYMONTH=6,7
FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3
FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200
FREQ=YEARLY;BYDAY=20MO
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
FREQ=YEARLY;BYMONTH=3;BYDAY=TH
FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13
FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8
FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2
FREQ=HOURLY;INTERVAL=3
FREQ=MINUTELY;INTERVAL=15;COUNT=6
FREQ=MINUTELY;INTERVAL=90;COUNT=4
FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40
FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16
FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO
FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU
FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5
FREQ=YEARLY;BYWEEKNO=1,-1,53
FREQ=YEARLY;BYWEEKNO=1;WKST=SU
FREQ=YEARLY;BYYEARDAY=-1,1,366
FREQ=YEARLY;BYDAY=-1SU,1MO
FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
FREQ=MONTHLY
FREQ=YEARLY
FREQ=HOURLY;BYMINUTE=5,35;INTERVAL=7;BYDAY=MO
FREQ=SECONDLY;INTERVAL=86399;COUNT=9
""".strip().splitlines()
"""The kinds of rule that RFC 5545 shows, and a few of the odder ones."""


def plenty() -> Budget:
    budget = Budget(whole=10**9, each=10**9)
    budget.renew()
    return budget


def ours(rule: str, first: datetime, after: datetime, before: datetime) -> list[datetime]:
    return list(starts(read_rule(rule), first, after=after, before=before, budget=plenty()))


def theirs(rule: str, first: datetime, after: datetime, before: datetime) -> list[datetime]:
    return [start for start in rrulestr(rule, dtstart=first).between(after, before, inc=True) if start < before]


@pytest.mark.parametrize("rule", OF_THE_RFC)
def test_the_rules_of_the_rfc_come_out_as_another_reader_has_them(rule: str) -> None:
    assert ours(rule, START, START, END) == theirs(rule, START, START, END)


@pytest.mark.parametrize("rule", OF_THE_RFC)
def test_a_window_far_from_the_beginning_shows_the_same_starts(rule: str) -> None:
    after, before = datetime(1999, 2, 3, 10), datetime(2000, 4, 5, 9)  # noqa: DTZ001
    assert ours(rule, START, after, before) == theirs(rule, START, after, before)


def lists(low: int, high: int, *, signed: bool = False) -> st.SearchStrategy[str]:
    numbers = st.integers(low, high) | st.integers(-high, -low) if signed else st.integers(low, high)
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(lambda found: ",".join(map(str, found)))


WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
NTH = st.tuples(st.integers(-5, 5).filter(bool), WEEKDAYS).map(lambda pair: f"{pair[0]}{pair[1]}")
PARTS = {
    "INTERVAL": st.integers(1, 5).map(str),
    "COUNT": st.integers(1, 40).map(str),
    "BYMONTH": lists(1, 12),
    "BYMONTHDAY": lists(
        1, 28, signed=True
    ),  # every month has one: the other reader never gives up on a rule of nothing
    "BYDAY": st.lists(WEEKDAYS, min_size=1, max_size=3, unique=True).map(",".join),
    "BYHOUR": lists(0, 23),
    "BYMINUTE": lists(0, 59),
    "WKST": WEEKDAYS,
}
LONG_PARTS = {**PARTS, "BYDAY": PARTS["BYDAY"] | st.lists(NTH, min_size=1, max_size=3, unique=True).map(",".join)}
YEAR_PARTS = {**LONG_PARTS, "BYYEARDAY": lists(1, 366, signed=True), "BYWEEKNO": lists(1, 53, signed=True)}


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    known = {"YEARLY": YEAR_PARTS, "MONTHLY": LONG_PARTS}.get(frequency, PARTS)
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=4, unique=True))
    parts = [f"{name}={draw(known[name])}" for name in names if frequency != "HOURLY" or name != "INTERVAL"]
    if frequency == "HOURLY":
        parts.append(f"INTERVAL={draw(st.sampled_from([1, 5, 7]))}")
    if frequency in {"YEARLY", "MONTHLY"} and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(lists(1, 4, signed=True))}")
    return ";".join([f"FREQ={frequency}", *parts])


@given(rules(), st.datetimes(datetime(2023, 1, 1), datetime(2026, 6, 1)), st.integers(0, 900))  # noqa: DTZ001
@example("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;WKST=WE", datetime(2024, 2, 29, 23, 30), 0)  # noqa: DTZ001
def test_any_rule_comes_out_as_another_reader_has_it(rule: str, first: datetime, days: int) -> None:
    first = first.replace(microsecond=0)
    after = first + timedelta(days=days)
    before = after + timedelta(days=400)
    bounded = rule if "COUNT" in rule else f"{rule};UNTIL={before:%Y%m%dT%H%M%S}"
    assert ours(rule, first, after, before) == theirs(bounded, first, after, before)


def test_a_set_of_positions_counts_the_times_of_the_period_not_those_in_the_window() -> None:
    after, before = datetime(1998, 1, 20), datetime(1998, 2, 1)  # noqa: DTZ001
    assert ours("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", START, after, before) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;COUNT=999999999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31;COUNT=2",
        "FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9",
    ],
)
def test_a_rule_without_end_or_aim_runs_out_of_its_budget(rule: str) -> None:
    budget = Budget(whole=10**9, each=5_000)
    budget.renew()
    with pytest.raises(Exhausted):
        list(starts(read_rule(rule), START, after=START, before=datetime(9000, 1, 1), budget=budget))  # noqa: DTZ001


def test_a_rule_without_a_count_costs_nothing_for_the_years_before_the_window() -> None:
    budget = Budget(whole=100, each=100)
    budget.renew()
    first = datetime(2, 1, 1)  # noqa: DTZ001
    after = first + timedelta(days=3 * 246_000 - 1)
    found = starts(read_rule("FREQ=DAILY;INTERVAL=3"), first, after=after, before=after + timedelta(7), budget=budget)
    assert list(found) == [after + timedelta(days=1), after + timedelta(days=4)]


def test_one_event_cannot_spend_what_others_need() -> None:
    budget = Budget(whole=150, each=100)
    for left in (100, 50, 0):
        budget.renew()
        for _ in range(left):
            budget.spend()
        with pytest.raises(Exhausted):
            budget.spend()


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", "does not say how often"),
        ("FREQ=FORTNIGHTLY", "does not say how often"),
        ("FREQ=DAILY;INTERVAL=0", "repeats every nothing"),
        ("FREQ=DAILY;INTERVAL=x", "has a number that cannot be read"),
        ("FREQ=DAILY;COUNT=0", "repeats no times"),
        ("FREQ=DAILY;COUNT=" + "9" * 5000, "has a number that cannot be read"),
        ("FREQ=DAILY;UNTIL=soon", "is not a date or time"),
        ("FREQ=WEEKLY;BYDAY=XX", "names a day of the week that does not exist"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "has a number that does not exist"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "has a number that does not exist"),
        ("FREQ=HOURLY;BYSETPOS=1", "picks positions within hours, minutes or seconds"),
        ("FREQ=DAILY;BYEASTER=0", "has a part that is not known"),
        ("RSCALE=HEBREW;FREQ=DAILY", "has a part that is not known"),
        ("D1 #5", "has a part that is not known"),
    ],
)
def test_a_rule_that_cannot_be_read_says_why(rule: str, why: str) -> None:
    with pytest.raises(Unreadable, match=f"^{why}$"):
        read_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "freq=daily;interval=2",
        "FREQ=DAILY;INTERVAL=2;",
        " FREQ = DAILY ; INTERVAL = 2 ",
        "X-NAME=1;RSCALE=GREGORIAN;SKIP=OMIT;FREQ=DAILY;INTERVAL=2;UNTIL=;COUNT=-1",
    ],
)
def test_a_rule_may_be_written_carelessly(rule: str) -> None:
    assert read_rule(rule) == read_rule("FREQ=DAILY;INTERVAL=2")
