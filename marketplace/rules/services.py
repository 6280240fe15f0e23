"""Writes of rules: what was answered is kept as it was, with the facts used (DATA_MODEL 11)."""

from collections.abc import Iterable

from marketplace import clock
from marketplace.db import session
from marketplace.rules.models import KeptResult
from marketplace.rules.results import Result


def keep(results: Iterable[Result], *, about: str) -> None:
    """Keep what the rules answered about something, in the transaction that is open. A later rule never alters it."""
    now = clock.now()
    session.add_all(
        KeptResult(
            about=about,
            rule_id=result.rule_id,
            answer=result.answer.value,
            sentence=result.sentence,
            facts=[[fact.label, fact.value] for fact in result.facts],
            instead=result.instead or None,
            at=now,
        )
        for result in results
    )
