"""The three-way agreement of an ISF is put on file: person, council and holder have signed it."""

from datetime import date

from marketplace import audit, clock, files
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.held import may_file
from marketplace.budgets.models import Pot
from marketplace.budgets.models.holding import HoldingAgreement
from marketplace.budgets.queries.pots import known_pot
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.files import Upload


def file_agreement(ref: str, *, signed_on: date, review_on: date, paper: Upload | None, by: Viewer) -> None:
    """Put a newer agreement on file; those before stay. Raises NotFound, NotAllowed, Refused by field."""
    with transaction():
        lock((Pot, [known_pot(ref, viewer=by).pot.id]))
        found = known_pot(ref, viewer=by)
        pot = found.pot
        if pot.holder_id is None:
            raise NotFound
        found.require(may_file(pot, viewer=by, may_keep=found.rights.may_keep), "put an agreement on file for")
        wrong = _problems(signed_on, review_on, paper)
        if wrong or paper is None:
            raise Refused(fields=wrong)
        kept = files.keep(paper, field="paper", by_account_id=by.account_id)
        session.add(
            HoldingAgreement(
                pot_id=pot.id,
                signed_on=signed_on,
                review_on=review_on,
                paper_id=kept.id,
                made_at=clock.now(),
                made_by_account_id=by.account_id,
            )
        )
        audit.record("isf-agreement-filed", about=f"pot:{pot.ref}", by=by.actor)


def _problems(signed_on: date, review_on: date, paper: Upload | None) -> dict[str, str]:
    wrong = {}
    if signed_on > clock.today():
        wrong["signed_on"] = "It cannot be signed on a day that is still to come"
    if review_on <= signed_on:
        wrong["review_on"] = "The day to look at it again comes after the day it was signed"
    if paper is None:
        wrong["paper"] = "Attach the agreement that all three have signed"
    return wrong
