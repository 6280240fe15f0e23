"""``marketplace register``: thin, as every command is."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from marketplace.audit import Actor
from marketplace.cli.answers import A_FILE, AS_JSON, REFUSED, JsonCommand
from marketplace.errors import Refused
from marketplace.listings.services.register import RegisterRead, import_register

OPERATOR = Actor(name="operator")


class RegisterCommand(JsonCommand):
    """``register import``."""

    @classmethod
    def refusal(cls, why: str) -> Mapping[str, object]:
        """Nothing read, and why."""
        return {**RegisterRead(read=0).as_json(), "error": why}


@click.group("register")
def register() -> None:
    """The public register of care services."""


@register.command("import", cls=RegisterCommand)
@click.argument("file", type=A_FILE)
@click.option("--force", is_flag=True, help="Take the file even if many services vanish; this is put on record.")
@AS_JSON
def import_command(file: Path, *, force: bool, as_json: bool) -> None:
    """Take in one monthly file of the Care Inspectorate (.csv or .csv.gz)."""
    content = RegisterCommand.contents(file, as_json=as_json)
    try:
        done = import_register(file=content, file_name=file.name, force=force, by=OPERATOR)
    except Refused as refusal:
        RegisterCommand.end(REFUSED, refusal.message, as_json=as_json)
    click.echo(json.dumps(done.as_json()) if as_json else _told(done))


def _told(done: RegisterRead) -> str:
    lines = [
        f"{done.read:,} services read: {done.added:,} new, {done.changed:,} changed, {done.gone:,} gone.",
        f"{done.listings_hidden} listings hidden, {done.bookings_affected} bookings affected.",
        *(f"Row {bad.row} not taken: {bad.why}" for bad in done.refused),
    ]
    return "\n".join(lines)
