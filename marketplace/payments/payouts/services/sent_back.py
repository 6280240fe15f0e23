"""Finance says that a line of a bank statement is money that a provider sent back: it is counted once."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Provider
from marketplace.money import format_pence
from marketplace.payments.bank.services import locked_line, settle_line
from marketplace.payments.payouts.models import PayoutReversal
from marketplace.payments.payouts.queries.sent_back import SENT_BACK, SentBack, may_be_sent_back
from marketplace.payments.payouts.services.finance import close_case
from marketplace.wording import day

GONE = "One of these is not waited for any more. Look again"
OF_ONE = "These are of more than one provider. Choose those of the one that sent this money"


def say_sent_back(line_ref: str, *, keys: Collection[str], by: Viewer) -> None:
    """A line is what one provider sent back: its cases that are chosen are closed with it, in the same transaction.

    ``keys``: as of ``may_be_sent_back``. What was marked before as come can be a part of the line, or more than it:
    nothing moves again, and the rest of it waits for another line.

    Raises NotFound for anybody but finance, Conflict when somebody was first, Refused at ``cases`` where nothing is
    chosen, they are of several providers, or they do not come to the line.
    """
    with transaction():
        line = locked_line(line_ref, by=by)
        chosen = _locked(keys, by)
        cases = [one for one in chosen if not one.is_marked]
        most = sum(one.pence for one in chosen)
        if not sum(one.pence for one in cases) <= line.pence <= most:
            words = f"What you chose comes to {format_pence(most)}, and {format_pence(line.pence)} came"
            raise Refused(fields={"cases": words})
        for row in _rows([one.key for one in cases]):
            close_case(row, words=f"Came by bank on {day(line.on)}", came_back=True, by=by)
        settle_line(line, reference=f"{SENT_BACK}{chosen[0].provider.ref}", by=by)


def _locked(keys: Collection[str], by: Viewer) -> list[SentBack]:
    """What is chosen, as it is once nobody else can say the same of another line of its provider."""
    providers = {one.provider.id for one in _chosen(keys, by)}
    if not providers:
        raise Refused(fields={"cases": "Choose what was sent back" if not keys else GONE})
    if len(providers) > 1:
        raise Refused(fields={"cases": OF_ONE})
    held = select(Provider.id).where(Provider.id.in_(providers)).with_for_update(key_share=True)
    session.execute(held).all()
    _rows(keys)
    chosen = _chosen(keys, by)
    if len(chosen) != len(set(keys)):
        raise Refused(fields={"cases": GONE})
    return chosen


def _chosen(keys: Collection[str], by: Viewer) -> list[SentBack]:
    return [one for one in may_be_sent_back(viewer=by) if one.key in keys]


def _rows(refs: Collection[str]) -> Sequence[PayoutReversal]:
    """These cases, locked and read anew."""
    wanted = select(PayoutReversal).where(PayoutReversal.ref.in_(refs)).order_by(PayoutReversal.id)
    return session.scalars(wanted.with_for_update(), execution_options={"populate_existing": True}).all()
