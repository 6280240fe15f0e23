"""``marketplace ledger``: thin, as every command is."""

import json
import re
import sys
from dataclasses import asdict

import click

from marketplace.audit import Actor
from marketplace.budgets.models.proofs import LedgerProof
from marketplace.budgets.proof import Flaw
from marketplace.budgets.queries.proving import flaws_of
from marketplace.budgets.services import proving
from marketplace.cli.answers import AS_JSON, NOT_DONE, REFUSED, JsonCommand
from marketplace.money import format_pence
from marketplace.wording import plural

A_HEAD = re.compile("[0-9a-f]{16,64}")
"""A seal in full, or as the page shows it."""

OPERATOR = Actor(name="operator")


@click.group("ledger")
def ledger() -> None:
    """The books of all pots."""


@ledger.command("prove", cls=JsonCommand)
@click.option("--head", "heads", multiple=True, help="A seal written down before: whether it still holds.")
@AS_JSON
def prove(heads: tuple[str, ...], *, as_json: bool) -> None:
    """Work out all money again and say what is wrong. Exit status 1 when anything is."""
    if not all(A_HEAD.fullmatch(head) for head in heads):
        JsonCommand.end(REFUSED, "A seal is 16 to 64 digits from 0 to 9 and a to f.", as_json=as_json)
    made = proving.prove(by=OPERATOR, heads=heads)
    flaws = flaws_of(made)
    if as_json:
        click.echo(json.dumps(_document(made, flaws)))
    else:
        _say(made, flaws)
    sys.exit(NOT_DONE if made.flaws else 0)


def _document(made: LedgerProof, flaws: list[Flaw]) -> dict[str, object]:
    return {
        "right": not made.flaws,
        "entries": made.entries,
        "accounts": made.accounts,
        "seals": made.seals,
        "head": made.head,
        "flaws": [asdict(one) for one in flaws],
    }


def _say(made: LedgerProof, flaws: list[Flaw]) -> None:
    counted = f"{plural(made.entries, 'entry', 'entries')}, {plural(made.seals, 'seal')}"
    click.echo(f"{counted}. Head: {made.head or 'none yet'}")
    for one in flaws:
        sums = f": kept {format_pence(one.kept_pence)}, by the entries {format_pence(one.reckoned_pence)}"
        click.echo(f"{one.kind.words} ({one.about}){sums if one.kind.is_a_sum else ''}", err=True)
    click.echo("The books are wrong." if made.flaws else "The books are right.")
