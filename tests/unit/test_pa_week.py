"""When a PA works, and that nobody is sent outside of it."""

from datetime import date, time

from marketplace.booking.assigning import Diaries, LineNeeds, Need, assign
from marketplace.clock import london_instant
from marketplace.listings.opening import Stretch
from marketplace.listings.skills import SKILLS, Training, skill_of, skills_for
from marketplace.listings.working_week import WorkingWeek, is_night, week_of
from marketplace.periods import Period

MONDAY = date(2027, 3, 8)
DAYS = week_of([Stretch(0, 540, 1020), Stretch(1, 540, 1020)], [0])


def shift(start: int, end: int, day: date = MONDAY) -> Period:
    ends = london_instant(day, time(end)) if end < 24 else london_instant(date.fromordinal(day.toordinal() + 1))
    return Period(london_instant(day, time(start)), ends)


NIGHT = Period(london_instant(MONDAY, time(22)), london_instant(date(2027, 3, 9), time(8)))
NEXT_NIGHT = Period(london_instant(date(2027, 3, 9), time(22)), london_instant(date(2027, 3, 10), time(8)))


def test_a_pa_without_a_pattern_works_whenever_the_diary_is_free() -> None:
    assert WorkingWeek().allows(shift(0, 24))
    assert WorkingWeek().allows(NIGHT, sleeps_over=True)
    assert WorkingWeek().words() == ()


def test_hours_outside_the_pattern_are_refused_to_the_minute() -> None:
    assert DAYS.allows(shift(9, 17))
    assert not DAYS.allows(shift(8, 17))
    assert not DAYS.allows(shift(9, 18))
    assert not DAYS.allows(shift(9, 10, date(2027, 3, 10)))


def test_a_sleepover_belongs_to_the_evening_on_which_it_begins() -> None:
    assert DAYS.allows(NIGHT, sleeps_over=True)
    assert not DAYS.allows(NEXT_NIGHT, sleeps_over=True)


def test_who_has_only_nights_gives_no_hours_and_who_has_only_hours_sleeps_nowhere() -> None:
    assert not week_of([], [0]).allows(shift(9, 10))
    assert not week_of(DAYS.hours, []).allows(NIGHT, sleeps_over=True)


def test_a_week_is_said_day_by_day() -> None:
    said = dict(DAYS.words())
    assert said["Monday"] == "9:00-17:00, sleeps over"
    assert said["Tuesday"] == "9:00-17:00"
    assert said["Sunday"] == "does not work"
    assert DAYS.hours_a_week == 16


def test_nobody_is_assigned_outside_their_pattern_chosen_or_not() -> None:
    early = shift(7, 9)
    diaries = Diaries(weeks={1: DAYS})
    assert assign([LineNeeds((Need("early", early),), (1, 2))], diaries) == {"early": 2}
    assert assign([LineNeeds((Need("early", early, chosen=1),), (1, 2))], Diaries(weeks={1: DAYS})) == {}
    night = Need("night", NEXT_NIGHT, sleeps_over=True)
    assert assign([LineNeeds((night,), (1,))], Diaries(weeks={1: DAYS})) == {}


def test_a_night_is_from_an_evening_over_the_dead_of_night_to_the_morning_after() -> None:
    def lasts(first: time, last: time, days: int = 1) -> Period:
        ends = date.fromordinal(MONDAY.toordinal() + days)
        return Period(london_instant(MONDAY, first), london_instant(ends, last))

    assert is_night(NEXT_NIGHT)
    assert is_night(lasts(time(18), time(12)))
    assert is_night(lasts(time(23), time(7)))
    for one in (
        lasts(time(17, 59), time(8)),
        lasts(time(22), time(12, 1)),
        lasts(time(22), time(4)),
        lasts(time(0, 30), time(8), days=0),
        lasts(time(22), time(8), days=2),
    ):
        assert not is_night(one)


def test_a_training_counts_from_its_day_to_its_last_day() -> None:
    one = Training(skill_of("peg_feeding"), date(2027, 1, 1), date(2027, 6, 30))
    assert one.counts_on(date(2027, 1, 1))
    assert one.counts_on(date(2027, 6, 30))
    assert not one.counts_on(date(2027, 7, 1))
    assert not one.counts_on(date(2026, 12, 31))
    assert Training(one.skill, one.trained_on).counts_on(date(2040, 1, 1))


def test_the_needs_of_a_person_name_the_skills_they_ask_for() -> None:
    assert [skill.id for skill in skills_for(["rescue_medicine", "hoist_trained", "narrowest_door_mm"])] == [
        "hoist",
        "rescue_medicine",
    ]
    assert len({skill.id for skill in SKILLS}) == len(SKILLS) >= 15
