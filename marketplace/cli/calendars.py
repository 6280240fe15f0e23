"""``marketplace calendar``: thin, as every command is."""

import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click

from marketplace import calendars

NOT_DONE = 1


A_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _zone(_context: click.Context, _parameter: click.Parameter, name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise click.BadParameter(f"{name!r} is not a time zone; try Europe/London.")
    return ZoneInfo(name)


@click.group("calendar")
def calendar_group() -> None:
    """Calendars kept elsewhere."""


@calendar_group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "from_", type=A_DAY, required=True, help="The first day looked at.")
@click.option("--to", type=A_DAY, required=True, help="The day after the last.")
@click.option("--zone", callback=_zone, default="Europe/London", show_default=True, help="Whose days they are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def check_command(file: Path, *, from_: datetime, to: datetime, zone: ZoneInfo, as_json: bool) -> None:
    """Say what the feed in FILE would block, and what in it cannot be read. Stores nothing."""
    try:
        found = calendars.check(file, from_=from_.date(), to=to.date(), zone=zone)
    except OSError as error:
        why = f"The file cannot be opened: {error.strerror or 'the system refuses'}."
        refused = {"status": calendars.Status.REFUSED.value, "busy": [], "problems": [why]}
        click.echo(json.dumps(refused) if as_json else why, err=not as_json)
        sys.exit(NOT_DONE)
    click.echo(found.as_json() if as_json else _told(found))


def _told(found: calendars.Check) -> str:
    busy = ", ".join(day.isoformat() for day in found.busy) or "none"
    return "\n".join([f"Status: {found.status.value}", f"Days taken: {busy}", *found.problems])
