"""Asking a provider to let somebody off what it kept of a part that was cancelled; its yes puts the money back.

What goes back goes to the pots that paid, each its part of it, in the order in which cancelling shares it out: by the
card, in the books, or set aside no more. Of what was paid out already the provider owes it, as of every payout that is
taken back.
"""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Actor
from marketplace.booking import drafts
from marketplace.booking.cancel_costs import Paid, borne
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, Share, Waiver
from marketplace.booking.over import over_by
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.promises import promises_of, shares_of
from marketplace.booking.queries.providers import refuse_stranger
from marketplace.booking.queries.waivers import cancelled_line, late_waivers, may_ask_for, refuse_wrong, waiver_of
from marketplace.booking.services.cancelling import reason_of
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.fees_paid import lower_fees
from marketplace.booking.services.knowing import locked, locked_by_id, locked_with
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.promising import lower_promises, tell_less
from marketplace.booking.services.sweeping import each_alone
from marketplace.booking.services.waiver_letters import ask_provider, tell_answer
from marketplace.booking.waiving import WaiverState, moved
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.budgets.services import refunds
from marketplace.budgets.services.ledger import Portion
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.money import format_pence
from marketplace.payments.payouts import services as payouts
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def ask_let_off(ref: str, line_ref: str, *, reason: str, by: Viewer) -> None:
    """Ask the provider of a cancelled part to keep nothing of it, or less. Once for a part.

    Raises NotFound, NotAllowed, NotNow, and Refused by field.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        if not may_ask_for(known):
            known.require_planner()
        line = cancelled_line(known, line_ref)
        refuse_wrong(line)
        days = settings_in_force().number(SettingName.COMPLETES_AFTER_DAYS, on=clock.today())
        waiver = Waiver(line=line, words=words, pence=line.kept_pence, asked_at=clock.now())
        waiver.asked_by_account_id, waiver.answer_by = by.account_id, over_by(clock.today(), days=days)
        session.add(waiver)
        session.flush()
        audit.record("let-off-asked", about=line.about, by=by.actor)
        ask_provider(waiver)


def answer_let_off(line_ref: str, *, back_pence: int, words: str, by: Viewer) -> None:
    """Its provider gives so much of it back: all, a part, or nothing. Whoever arranges reads the words.

    Raises NotFound, Conflict once it was answered, Refused by field.
    """
    told = one_line(words)
    wrong = drafts.text_problems({"words": (told, LONGEST_WORDS)})
    if not back_pence and not told:
        wrong["words"] = "Say why you keep it, in a few words"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        line = locked_with(line_ref)
        refuse_stranger(line, viewer=by)
        waiver = waiver_of(line)
        if waiver is None:
            raise NotFound
        if not 0 <= back_pence <= waiver.pence:
            raise Refused(fields={"amount": f"Enter an amount up to {format_pence(waiver.pence)}"})
        _end(waiver, _answer(waiver, back_pence), back_pence=back_pence, words=told, by=by.actor)


def end_unanswered_let_offs() -> int:
    """End every one that a provider left unanswered; of how many breaks. A sweep, harmless when repeated."""
    wanted = select(Line.break_id).join(Waiver, Waiver.line_id == Line.id).where(*late_waivers()).distinct()
    return each_alone(session.scalars(wanted.order_by(Line.break_id)).all(), _end_late)


def _end_late(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        lines = [line.id for line in one.lines]
        late = session.scalars(select(Waiver).where(Waiver.line_id.in_(lines), *late_waivers())).all()
        for waiver in late:
            _end(waiver, WaiverState.UNANSWERED, back_pence=0, words="", by=SITE)
        return bool(late)


def _answer(waiver: Waiver, back_pence: int) -> WaiverState:
    if not back_pence:
        return WaiverState.REFUSED
    return WaiverState.WAIVED if back_pence == waiver.pence else WaiverState.IN_PART


def _end(waiver: Waiver, to: WaiverState, *, back_pence: int, words: str, by: Actor) -> None:
    waiver.state, waiver.back_pence, waiver.answer_words = moved(waiver.state, to), back_pence, words
    waiver.ended_at, waiver.ended_by_account_id = clock.now(), by.account_id
    session.flush()
    audit.record(f"let-off-{to.value}", about=waiver.line.about, by=by)
    if to.is_yes:
        _give_back(waiver, by=by)
    tell_answer(waiver)


def _give_back(waiver: Waiver, *, by: Actor) -> None:
    """Less is kept of the line: each share bears its part of what is left, and everything follows from that."""
    line, one = waiver.line, waiver.line.break_
    shares = [share for share in line.shares if share.kept_pence]
    left = borne([Paid(share.pot.sort.control, share.kept_pence) for share in shares], waiver.pence - waiver.back_pence)
    for share, pence in zip(shares, left, strict=True):
        share.kept_pence = pence
    session.flush()
    _bring_back(one, shares, key=waiver.about, by=by)
    let_go([line], by=by)
    if one.state is BreakState.CONFIRMED:
        refigure_fees(one, by=by)
    else:
        lower_fees(one, by=by)
    tell_less(lower_promises(one, by=by))
    payouts.settle(due_to_providers(one), by=by)
    one.changed_at = clock.now()
    session.flush()


def _bring_back(one: Break, shares: list[Share], *, key: str, by: Actor) -> None:
    """What the books say was paid for it comes back to its pot; of what its owner promised it goes with the promise."""
    promised = {share.reference for promise in promises_of(one) for share in shares_of(promise)}
    paid = paid_out([share.reference for share in shares])
    over = {share.reference: paid.get(share.reference, 0) - share.kept_pence for share in shares}
    portions = [Portion(name, pence) for name, pence in sorted(over.items()) if pence > 0 and name not in promised]
    if portions:
        refunds.refund(portions=portions, key=key, by=by)
