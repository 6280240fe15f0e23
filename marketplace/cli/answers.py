"""How commands answer when they take nothing: in words or, with ``--json``, in the shape of their other answers."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

NOT_DONE = 1
REFUSED = 2

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
A_FILE = click.Path(path_type=Path)


class JsonCommand(click.Command):
    """A command that says in JSON too, where that is asked for, that its own words could not be read."""

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
