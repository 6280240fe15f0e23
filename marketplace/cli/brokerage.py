"""``marketplace brokerage``: the first step of a real site, which starts with nobody in it. Thin."""

import sys

import click

from marketplace.accounts import services
from marketplace.config import Config
from marketplace.errors import Refused

REFUSED = 2


@click.group("brokerage")
def brokerage() -> None:
    """The organisation that runs this site."""


@brokerage.command("invite")
@click.argument("email")
@click.pass_obj
def invite(config: Config, email: str) -> None:
    """Send the brokerage's first member an invitation. They invite all others on the site."""
    try:
        services.start_brokerage(name=config.site.name, email=email)
    except Refused as refusal:
        click.echo(refusal.message or "; ".join(refusal.fields.values()), err=True)
        sys.exit(REFUSED)
    click.echo(f"An invitation to {email} is owed; the worker sends it.")
