"""What others answer to a swap: those whose it is, those who pay, an officer of what rules ask, the new provider.

A yes that cannot be gone on with (the space or the money went meanwhile) ends the swap, and the old part stays.
"""

from collections.abc import Iterable, Sequence

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import AboveLimit, NotNow
from marketplace.booking.models import Line, RuleDecision, Swap, SwapPot
from marketplace.booking.queries.agreeing import agreed_together, limit_of, way_in
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.providers import READ_FIRST, needs_two_steps
from marketplace.booking.queries.readiness import decisions_of, shares_paid
from marketplace.booking.queries.swaps import asked_for, is_left_to, may_answer, says_missing
from marketplace.booking.services.saying import write_down
from marketplace.booking.services.substituting import keep_working_time
from marketplace.booking.services.swap_ends import end_swap
from marketplace.booking.services.swap_paying import conclude
from marketplace.booking.services.swapping import go_on, locked_swap, refuse_state
from marketplace.booking.sorts import AcceptedHow, AgreedHow
from marketplace.booking.swaps import SwapState
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.spending import R47, SpendingLimit


def answer_swap(ref: str, swap_ref: str, *, is_yes: bool, reason: str, by: Viewer) -> SwapState:
    """Yes or no to all of a swap that waits for the viewer: for the pots they answer for, and as officer for rules.

    The reason is kept, as a like case of what a rule asked. Where the swap stands then. Raises NotFound where nothing
    waits for them, CannotSwap, AboveLimit (R47), Refused by field.
    """
    words = one_line(reason)
    if not words or len(words) > LONGEST_WORDS:
        raise Refused(fields={"reason": f"Say why, in {LONGEST_WORDS} letters or fewer. The family reads this"})
    with transaction():
        known, swap = locked_swap(ref, swap_ref, by=by)
        refuse_state(swap, SwapState.WAITS)
        rows = waits_for(swap, known)
        decides = is_left_to(known, swap)
        if not rows and not decides:
            raise NotFound
        for row in rows:
            if is_yes:
                _refuse_above(known, row, swap)
            row.is_yes, row.reason, row.by_name = is_yes, words, by.name[:120]
            row.by_account_id, row.at = by.account_id, clock.now()
        _keep_decisions(swap, _decided(swap, rows, known, decides=decides), is_yes=is_yes, reason=words, by=by)
        if decides and is_yes:
            swap.asks = []
        audit.record("swap-answered", about=swap.break_.about, by=by.actor, reason="yes" if is_yes else "no")
        session.flush()
        if is_yes:
            _go_on(swap, by)
        else:
            end_swap(swap, SwapState.NOT_AGREED, words=words, by=by.actor)
        return swap.state


def say_of_swap(ref: str, swap_ref: str, *, person_ref: str, is_yes: bool, words: str = "", by: Viewer) -> SwapState:
    """Yes or no of somebody whom the new part is for; a no ends it. Where it stands then. Raises NotFound, NoPowers."""
    with transaction():
        known, swap = locked_swap(ref, swap_ref, by=by)
        if not known.is_seen:
            raise NotFound
        refuse_state(swap, SwapState.WAITS)
        person = next((one for one in says_missing(swap.fresh) if one.ref == person_ref), None)
        if person is None:
            raise NotFound
        said = write_down(known, swap.fresh, person, is_yes=is_yes, words=words)
        if is_yes:
            _go_on(swap, by)
        else:
            why = said or f"{person.called} does not want it"
            end_swap(swap, SwapState.NOT_AGREED, words=why, by=by.actor)
        return swap.state


def accept_swap_for_now(line: Line, *, by: Viewer) -> None:
    """The new provider of support says yes for now, in the transaction that is open: it may read what it must first.

    Raises NotNow.
    """
    swap = _asked(line)
    if swap.state is not SwapState.ASKED or swap.provisionally_at is not None or not needs_two_steps(line):
        raise NotNow("You have said yes already")
    swap.provisionally_at = clock.now()
    audit.record("swap-accepted-for-now", about=line.about, by=by.actor)
    session.flush()


def accept_swap(line: Line, *, by: Viewer) -> SwapState:
    """The new provider says yes, in the transaction that is open: the parts are exchanged, or a card pays first.

    Raises NotNow, Refused where support has not been accepted for now.
    """
    swap = _asked(line)
    if swap.state is not SwapState.ASKED:
        raise NotNow("You have said yes already. The family has to pay first")
    if needs_two_steps(line) and swap.provisionally_at is None:
        raise Refused(READ_FIRST)
    try:
        with session.begin_nested():
            conclude(swap, how=AcceptedHow.ON_SITE, by=by)
            keep_working_time(line)
    except (NotNow, NotEnoughMoney, Refused) as why:
        session.expire_all()
        end_swap(swap, SwapState.OVER, words=why.message, by=by.actor)
    return swap.state


def decline_swap(line: Line, *, reason: str, by: Viewer) -> None:
    """The new provider says no, in the transaction that is open: the old part stays. Raises NotNow."""
    swap = _asked(line)
    end_swap(swap, SwapState.DECLINED, words=f"{line.provider} said no: {reason}", by=by.actor)


def waits_for(swap: Swap, known: KnownBreak) -> list[SwapPot]:
    """The pots of which a swap waits for the viewer's yes."""
    return [row for row in swap.pots if row.is_waited_for and may_answer(known, row.pot)]


def _asked(line: Line) -> Swap:
    swap = asked_for(line)
    if swap is None:
        raise NotNow("This request is over: nothing is held for it any more")
    return swap


def _go_on(swap: Swap, by: Viewer) -> None:
    try:
        with session.begin_nested():
            go_on(swap, by=by)
    except (NotNow, NotEnoughMoney, Refused) as why:
        session.expire_all()
        end_swap(swap, SwapState.OVER, words=why.message, by=by.actor)


def _refuse_above(known: KnownBreak, row: SwapPot, swap: Swap) -> None:
    """An officer agrees no more of a break with a swap than without one (R47)."""
    pot = row.pot
    if way_in(known, pot) is not AgreedHow.OFFICER:
        return
    paid = sum(share.pence for share in shares_paid(swap.break_, pot)) - row.old_pence + row.new_pence
    together = paid + agreed_together(swap.break_, pot, viewer=known.viewer)
    asked = SpendingLimit(
        asked_pence=together,
        limit_pence=limit_of(known.viewer),
        on=clock.today(),
        council=pot.council.gss_code if pot.council else None,
    )
    within = R47.result(asked, settings_in_force(), on=clock.today())
    if within is not None and within.waits:
        raise AboveLimit(within)


def _decided(
    swap: Swap, rows: Sequence[SwapPot], known: KnownBreak, *, decides: bool
) -> list[tuple[Line | None, str, str]]:
    """What an officer has decided with this answer: the line, the rule, the pot. Each is a like case for the next."""
    lines = {line.ref: line for line in swap.break_.lines}
    of_pots = [row.pot for row in rows if way_in(known, row.pot) is AgreedHow.OFFICER]
    decided: list[tuple[Line | None, str, str]] = [(swap.fresh, R47.id, pot.ref) for pot in of_pots]
    asks = swap.asks if decides else []
    return decided + [(lines.get(line_ref), rule_id, pot_ref) for line_ref, rule_id, pot_ref, _ in asks]


def _keep_decisions(
    swap: Swap, decided: Iterable[tuple[Line | None, str, str]], *, is_yes: bool, reason: str, by: Viewer
) -> None:
    standing = decisions_of(swap.break_)
    for line, rule_id, pot_ref in decided if by.account_id is not None else ():
        before = standing.get((line.id if line else None, rule_id, pot_ref))
        session.add(
            RuleDecision(
                break_id=swap.break_id,
                line_id=line.id if line else None,
                rule_id=rule_id,
                pot_ref=pot_ref,
                is_yes=is_yes,
                reason=reason,
                by_account_id=by.account_id,
                at=clock.now(),
                instead_of_id=before.id if before else None,
            )
        )
