"""The client account beside its bank statements: what was said here, what the bank says, and what lies between."""

from sqlalchemy import exists, func, select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.bank_beside import BankBeside
from marketplace.booking.models import ClientMovement, MovementLine
from marketplace.booking.queries.client_account import Desk
from marketplace.booking.queries.outgoing import MOVED, PAID_ELSEWHERE
from marketplace.booking.queries.unseen_lists import PAYEE
from marketplace.db import session
from marketplace.payments.bank.models import BankStatement
from marketplace.payments.bank.queries import outgoing_waiting, put_aside_pence, seen_pence
from marketplace.payments.invoices.models import PaymentRun
from marketplace.payments.payouts.queries.paid_by_bank import listed_and_paid_pence
from marketplace.payments.payouts.queries.sent_back import sent_back_unseen_pence


def bank_beside(desk: Desk, said: BankStatement | None, *, viewer: Viewer) -> BankBeside | None:
    """Both; none before there is a statement with a balance. ``said``: the latest such statement."""
    if said is None or said.left_on is None or said.left_pence is None:
        return None
    moved = desk.account.moved
    paid = listed_and_paid_pence() + moved.elsewhere_pence + moved.sent_back_pence
    came, went = put_aside_pence()
    return BankBeside(
        said_pence=said.left_pence,
        said_on=said.left_on,
        ours_pence=moved.held_pence,
        not_seen_pence=paid - sum(seen_pence(prefix) for prefix in (PAYEE, PAID_ELSEWHERE, MOVED)),
        marked_pence=_marked_by_hand() - desk.marked_pence,  # those lines are in a statement, whatever they are
        unsaid_pence=sum(line.pence for line in outgoing_waiting(viewer=viewer)),
        aside_in_pence=came,
        aside_out_pence=went,
        funders_pence=seen_pence(f"{PaymentRun.NAME}:"),
        sent_back_pence=sent_back_unseen_pence() - desk.sent_back_pence,
    )


def _marked_by_hand() -> int:
    """What finance marked as come and stands in no line."""
    stands = exists().where(MovementLine.movement_id == ClientMovement.id)
    by_hand = (ClientMovement.pence > 0, ClientMovement.line_ref.is_(None), ~stands)
    return session.scalars(select(func.coalesce(func.sum(ClientMovement.pence), 0)).where(*by_hand)).one()
