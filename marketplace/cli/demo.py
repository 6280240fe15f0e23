"""``marketplace demo``: thin, as every command is."""

import sys

import click

from marketplace.accounts import queries
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.config import Config
from marketplace.demo import loading
from marketplace.errors import Refused

REFUSED = 2


@click.group("demo")
def demo() -> None:
    """Invented people and places to try the site with."""


@demo.command("load")
def load() -> None:
    """Put the demo into a database that has nothing in it yet; never into another."""
    try:
        loading.load()
    except Refused as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(REFUSED)
    click.echo(f"The demo is in: {len(queries.demo_people())} people can be tried.")


@demo.command("show")
@click.pass_obj
def show(config: Config) -> None:
    """Say where the site is, who the demo's people are and how to sign in as each."""
    people = queries.demo_people()
    if not people:
        click.echo("This database is no demo: nobody in it is invented.")
        return
    click.echo(f"Sign in at {config.site.address}/sign-in as any of these, with the password: {DEMO_PASSWORD}\n")
    for person in people:
        click.echo(f"  {person.email:<42} {person.name}, {person.role}\n{'':45}{person.words}")
