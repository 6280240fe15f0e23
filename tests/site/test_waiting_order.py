"""What waits for somebody: due first stands first, with how long it has waited and by when it is due."""

from datetime import UTC, datetime, timedelta

import time_machine

from marketplace.booking.queries.answering import Waiting
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both

TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


def waits(name: str, *, since: int, due: int | None = None) -> Waiting:
    """Something that has waited since an hour of Tuesday, due at another one."""
    due_at = TUESDAY + timedelta(hours=due) if due is not None else None
    return Waiting("agree", name, name, "", None, TUESDAY + timedelta(hours=since), due_at, None, None)


def test_what_is_due_first_stands_first_and_what_has_no_day_after_it_the_oldest_first() -> None:
    rows = [
        waits("old without a day", since=0),
        waits("young without a day", since=4),
        waits("old and due late", since=1, due=90),
        waits("young and due soon", since=3, due=8),
        waits("older and due as soon", since=2, due=8),
    ]
    assert [one.title for one in sorted(rows, key=lambda one: one.order)] == [
        "older and due as soon",
        "young and due soon",
        "old and due late",
        "old without a day",
        "young without a day",
    ]


@on_both
def test_a_desk_puts_what_ends_tonight_before_what_was_asked_for_earlier(client: CheckedClient) -> None:
    with time_machine.travel(TUESDAY, tick=False) as hands:
        older = breaks.planned(at=breaks.house(option_days=14, title="Slow House"))
        golden.ask(older)
        hands.shift(timedelta(hours=3))
        newer = breaks.planned(breaks.family(), at=breaks.house(option_days=1, title="Soon House"))
        golden.ask(newer)
        hands.shift(timedelta(hours=2))
        families.sign_in(client, older.viewers["officer"])
        page = client.get("/desk").text
        assert "What is due first stands first." in page
        assert page.index(f"/desk/{newer.ref}/") < page.index(f"/desk/{older.ref}/")
        assert "Waiting since Tue 1 Dec, 12:00 (2 hours ago). Due Wed 2 Dec, 12:00 (22 hours left)." in page
        families.sign_in(client, newer.viewers["person"])
        assert "(2 hours ago). Due Wed 2 Dec, 12:00 (22 hours left)." in client.get("/waiting").text
