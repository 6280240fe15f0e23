from datetime import date, timedelta
from pathlib import Path

import pytest

from marketplace.rules.settings import (
    DatedValue,
    NoSetting,
    SettingName,
    Settings,
    SettingValue,
    read_settings,
    read_value,
    shipped_settings,
)

EDINBURGH = "S12000036"
BORDERS = "S12000026"
DAY = date(2027, 3, 5)
CLEARANCE = SettingName.DOOR_CLEARANCE_MM


def value(number: SettingValue, from_on: date, until_on: date | None = None, council: str | None = None) -> DatedValue:
    return DatedValue(CLEARANCE, number, from_on, "a test", until_on, council)


def test_a_value_counts_from_its_first_day_until_the_day_before_its_end() -> None:
    settings = Settings((value(100, DAY, DAY + timedelta(days=2)),))
    assert settings.find(CLEARANCE, on=DAY - timedelta(days=1)) is None
    assert settings.number(CLEARANCE, on=DAY) == 100
    assert settings.number(CLEARANCE, on=DAY + timedelta(days=1)) == 100
    assert settings.find(CLEARANCE, on=DAY + timedelta(days=2)) is None


def test_a_councils_own_value_counts_before_that_of_scotland_and_nowhere_else() -> None:
    settings = Settings((value(120, DAY - timedelta(days=9), council=BORDERS), value(100, DAY)))
    assert settings.number(CLEARANCE, on=DAY, council=BORDERS) == 120
    assert settings.number(CLEARANCE, on=DAY, council=EDINBURGH) == 100
    assert settings.number(CLEARANCE, on=DAY) == 100


def test_a_councils_value_that_has_ended_gives_way_to_that_of_scotland() -> None:
    settings = Settings((value(120, DAY - timedelta(days=9), DAY, council=BORDERS), value(100, DAY)))
    assert settings.number(CLEARANCE, on=DAY, council=BORDERS) == 100


def test_of_two_values_the_one_that_began_last_counts_and_then_the_one_set_last() -> None:
    older, newer, replaced = value(100, DAY - timedelta(days=9)), value(110, DAY), value(115, DAY)
    assert Settings((newer, older)).number(CLEARANCE, on=DAY) == 110
    assert Settings((newer, older)).with_values([replaced]).number(CLEARANCE, on=DAY) == 115


def test_a_value_that_is_missing_or_of_another_type_is_a_fault_that_names_it() -> None:
    with pytest.raises(NoSetting, match="door_clearance_mm"):
        Settings(()).number(CLEARANCE, on=DAY)
    for wrong in (True, DAY):
        with pytest.raises(NoSetting, match="must be a whole number"):
            Settings((value(wrong, DAY),)).number(CLEARANCE, on=DAY)
    with pytest.raises(NoSetting, match="must be a day"):
        Settings((value(100, DAY),)).day(CLEARANCE, on=DAY)
    with pytest.raises(NoSetting, match="must be yes or no"):
        Settings((value(1, DAY),)).is_on(CLEARANCE, on=DAY)


@pytest.mark.parametrize(
    ("text", "read"), [("yes", True), ("No ", False), ("100", 100), ("0", 0), ("2025-10-01", date(2025, 10, 1))]
)
def test_a_value_is_read_by_what_it_looks_like(text: str, read: SettingValue) -> None:
    assert read_value(text) == read
    assert type(read_value(text)) is type(read)


@pytest.mark.parametrize("text", ["", "maybe", "-1", "1.5", "2025-13-01"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_value(text)


def test_a_file_with_an_unknown_name_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.csv"
    file.write_text("name,council,from_on,until_on,value,source\nmoat_mm,,2026-01-01,,1,a test\n", "utf-8")
    with pytest.raises(ValueError, match="moat_mm"):
        read_settings(file)


def test_every_setting_ships_with_a_value_and_says_its_source() -> None:
    values = shipped_settings().values
    assert {value.name for value in values} == set(SettingName)
    assert all(value.source for value in values)


def test_no_two_shipped_values_begin_on_one_day() -> None:
    keys = [(value.name, value.council, value.from_on) for value in shipped_settings().values]
    assert len(keys) == len(set(keys))


def test_a_chair_is_given_a_clearance_of_100_mm() -> None:
    assert shipped_settings().number(CLEARANCE, on=DAY) == 100
