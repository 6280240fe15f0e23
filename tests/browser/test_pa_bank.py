"""The manager of a PA bank keeps what a PA can do, when she works and when she is away; and where it can say yes."""

from tests.browser.conftest import Comes
from tests.browser.walk import friday


def test_a_manager_keeps_a_pas_week_training_and_days_off(someone: Comes) -> None:
    manager = someone()
    manager.come_in_as("Kirsty Dalgleish")
    manager.follow("Your PAs")
    manager.follow("Donna Rae")
    manager.follow("The week")
    manager.fill("Monday", "9:00-13:00")
    manager.press("Save the week")
    manager.sees("Monday: 9:00-13:00")
    manager.follow("Training")
    manager.page.get_by_label("Trained in").select_option("stoma_care")
    manager.page.get_by_label("Trained on").fill("2026-01-05")
    manager.press("Save this training")
    manager.sees("Stoma care")
    manager.follow("Back to Donna Rae")
    manager.follow("Days off")
    day = friday(in_weeks=9)
    for label in ("First day off", "Last day off"):
        manager.page.get_by_label(label).fill(day.isoformat())
    manager.press("Save these days off")
    manager.sees("Nobody can book them on these days")
    manager.open("/pas/capacity")
    manager.sees("sleepovers a week are free")
