"""``marketplace people``: thin, as every command is."""

import json

import click

from marketplace.audit import Actor
from marketplace.cli.answers import AS_JSON, REFUSED, JsonCommand
from marketplace.erasing.services import ErasedAlready, StandsInTheWay, erase_person
from marketplace.errors import NotFound
from marketplace.people.erasure import Ground

OPERATOR = Actor(name="operator")


@click.group("people")
def people() -> None:
    """What is kept of people."""


@people.command("erase", cls=JsonCommand)
@click.argument("ref")
@click.option("--reason", type=click.Choice([one.value for one in Ground]), required=True, help="Why, as a code.")
@AS_JSON
def erase(ref: str, reason: str, *, as_json: bool) -> None:
    """Erase what is kept of the person REF, for good. Exit status 2 while something of theirs is not over."""
    try:
        erase_person(ref, ground=Ground(reason), by=OPERATOR)
    except StandsInTheWay as refusal:
        _refuse(refusal.reasons, as_json=as_json)
    except ErasedAlready as refusal:
        _refuse([refusal.message], as_json=as_json)
    except NotFound:
        _refuse(["There is no person of this reference"], as_json=as_json)
    click.echo(json.dumps(_document(is_erased=True, why=[])) if as_json else "Erased. Sums and days stay.")


def _refuse(why: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_document(is_erased=False, why=why)))
    else:
        for one in why:
            click.echo(f"{one}.", err=True)
    click.get_current_context().exit(REFUSED)


def _document(*, is_erased: bool, why: list[str]) -> dict[str, object]:
    return {"erased": is_erased, "why": why}
