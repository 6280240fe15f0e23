"""``marketplace calendar``: thin, as every command is."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click

from marketplace import calendars
from marketplace.cli.answers import A_FILE, AS_JSON, NOT_DONE, JsonCommand, cannot_open

A_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _zone(_context: click.Context, _parameter: click.Parameter, name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise click.BadParameter(f"{name!r} is not a time zone; try Europe/London.")
    return ZoneInfo(name)


class CheckCommand(JsonCommand):
    """``calendar check``."""

    @classmethod
    def refusal(cls, why: str) -> Mapping[str, object]:
        """No day taken, and why."""
        return {"status": calendars.Status.REFUSED.value, "busy": [], "problems": [why]}


@click.group("calendar")
def calendar_group() -> None:
    """Calendars kept elsewhere."""


@calendar_group.command("check", cls=CheckCommand)
@click.argument("file", type=A_FILE)
@click.option("--from", "from_", type=A_DAY, required=True, help="The first day looked at.")
@click.option("--to", type=A_DAY, required=True, help="The day after the last.")
@click.option("--zone", callback=_zone, default="Europe/London", show_default=True, help="Whose days they are.")
@AS_JSON
def check_command(file: Path, *, from_: datetime, to: datetime, zone: ZoneInfo, as_json: bool) -> None:
    """Say what the feed in FILE would block, and what in it cannot be read. Stores nothing."""
    try:
        found = calendars.check(file, from_=from_.date(), to=to.date(), zone=zone)
    except OSError as error:
        CheckCommand.end(NOT_DONE, cannot_open(error), as_json=as_json)
    click.echo(found.as_json() if as_json else _told(found))


def _told(found: calendars.Check) -> str:
    busy = ", ".join(day.isoformat() for day in found.busy) or "none"
    return "\n".join([f"Status: {found.status.value}", f"Days taken: {busy}", *found.problems])
