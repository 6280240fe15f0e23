"""``marketplace register``: thin, as every command is."""

import json
import sys
from pathlib import Path

import click

from marketplace.audit import Actor
from marketplace.errors import Refused
from marketplace.listings.services.register import RegisterRead, import_register

REFUSED = 2
OPERATOR = Actor(name="operator")


@click.group("register")
def register() -> None:
    """The public register of care services."""


@register.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Take the file even if many services vanish; this is put on record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def import_command(file: Path, *, force: bool, as_json: bool) -> None:
    """Take in one monthly file of the Care Inspectorate (.csv or .csv.gz)."""
    try:
        done = import_register(file=file.read_bytes(), file_name=file.name, force=force, by=OPERATOR)
    except Refused as refusal:
        if as_json:
            click.echo(json.dumps({**RegisterRead(read=0).as_json(), "error": refusal.message}))
        else:
            click.echo(refusal.message, err=True)
        sys.exit(REFUSED)
    click.echo(json.dumps(done.as_json()) if as_json else _told(done))


def _told(done: RegisterRead) -> str:
    lines = [
        f"{done.read:,} services read: {done.added:,} new, {done.changed:,} changed, {done.gone:,} gone.",
        f"{done.listings_hidden} listings hidden, {done.bookings_affected} bookings affected.",
        *(f"Row {bad.row} not taken: {bad.why}" for bad in done.refused),
    ]
    return "\n".join(lines)
