"""How commands answer when they take nothing: in words or, with ``--json``, in the shape of their other answers."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.exc import DBAPIError

from marketplace import db, migrate

NOT_DONE = 1
REFUSED = 2

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
A_FILE = click.Path(path_type=Path)


class SiteGroup(click.Group):
    """Commands on the site's database: one that is not ready for them is said on one line."""

    def invoke(self, context: click.Context) -> object:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except DBAPIError as error:
            if context.invoked_subcommand == "db":  # its own trouble is with the tables, and has to be seen whole
                raise
            raise click.ClickException(_why_not_ready(error)) from error


def _why_not_ready(error: DBAPIError) -> str:
    """What is wrong with the database that refused; where nothing is, the error goes on."""
    why = migrate.why_not_ready(db.session().get_bind().engine)
    if why is None:
        raise error
    return why


class JsonCommand(click.Command):
    """A command that says in JSON too, where that is asked for, why it could do nothing."""

    @classmethod
    def refusal(cls, why: str) -> Mapping[str, object]:
        """The command's answer when nothing was done."""
        return {"error": why}

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the words of the command; a slip in them ends it."""
        as_json = "--json" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            if not as_json:
                raise
            self.end(REFUSED, error.format_message(), as_json=True)

    def invoke(self, context: click.Context) -> object:
        """Run the command; a database that is not ready for it ends it."""
        try:
            return super().invoke(context)
        except DBAPIError as error:
            self.end(NOT_DONE, _why_not_ready(error), as_json=bool(context.params.get("as_json")))

    @classmethod
    def end(cls, code: int, why: str, *, as_json: bool) -> NoReturn:
        """Say why nothing was done, and end with this exit code."""
        click.echo(json.dumps(cls.refusal(why)) if as_json else why, err=not as_json)
        sys.exit(code)

    @classmethod
    def contents(cls, file: Path, *, as_json: bool) -> bytes:
        """What the file holds; one that cannot be opened ends the command."""
        try:
            return file.read_bytes()
        except OSError as error:
            cls.end(NOT_DONE, cannot_open(error), as_json=as_json)


def cannot_open(error: OSError) -> str:
    """Why a file cannot be read, in plain words."""
    return f"The file cannot be opened: {error.strerror or 'the system refuses'}."
