"""The ``marketplace`` command. Thin: each command reads its words, calls a service, prints."""

import sys

import click

from marketplace import db, migrate
from marketplace.booking.queries.hushed import is_hushed
from marketplace.cli import brokerage, calendars, demo, ledger, listings, people, register, worker
from marketplace.cli.answers import SiteGroup
from marketplace.config import Config
from marketplace.listings.services import taken_nights
from marketplace.notifications import services as notifications
from marketplace.wording import plural


@click.group(cls=SiteGroup)
@click.pass_context
def main(context: click.Context) -> None:
    """Everything that is done to a Lull site from a shell."""
    context.obj = Config.from_environment()
    engine = db.connect(context.obj.database_url)
    context.call_on_close(engine.dispose)
    context.call_on_close(db.session.remove)
    notifications.speak_for(context.obj.site)
    notifications.stop_what(is_hushed)


@main.group("db")
def database() -> None:
    """The database's tables and guards."""


@database.command("upgrade")
@click.pass_obj
def upgrade(config: Config) -> None:
    """Bring the tables up to date, and what is worked out from others where it differs."""
    migrate.upgrade(config.database_url)
    if mended := taken_nights.mend():
        click.echo(f"The nights taken of {plural(len(mended), 'space')} were written anew.")


@database.command("check")
def check() -> None:
    """List every guard, and fail when one is missing, or a table or what is worked out from others differs."""
    engine = db.session().get_bind().engine
    for guard in migrate.standing_guards(engine.dialect.name):
        click.echo(f"{guard.table}: {guard.name}")
    problems = migrate.problems(engine)
    if not problems:
        problems = [f"differs: the nights taken of space {one}" for one in taken_nights.differing()]
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


main.add_command(worker.work)
main.add_command(ledger.ledger)
main.add_command(people.people)
main.add_command(brokerage.brokerage)
main.add_command(demo.demo)
main.add_command(calendars.calendar_group)
main.add_command(listings.listings)
main.add_command(register.register)
main.add_command(listings.search_command)
