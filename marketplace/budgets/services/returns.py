"""The return of a direct payment for a month: lines added by hand, and the whole of it sent once."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.account_lines import SaidAs
from marketplace.budgets.models import HandLine, Pot, SentReturn
from marketplace.budgets.models.account_lines import AccountLine
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.returns import ReturnPage, return_of
from marketplace.budgets.queries.statements import latest_stated
from marketplace.budgets.services.pots import record
from marketplace.budgets.services.stating import Stated, state_amount
from marketplace.budgets.statement import Month
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.writing import one_line
from marketplace.wording import plural

LONGEST_LINE = 120
LONGEST_WORDS = 300
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Added:
    """A line to be added: its day, what it is, pence above nought, and in words what for."""

    on: date
    sort: HandSort
    pence: int
    words: str = ""


def add_line(ref: str, month: Month, *, line: Added, by: Viewer) -> None:
    """Add what else went through the account. Raises NotFound, NotAllowed, Refused by field, Conflict once sent."""
    words = one_line(line.words)
    wrong = {}
    if not month.first_on <= line.on <= min(month.last_on, clock.today()):
        wrong["on"] = f"Choose a day in {month.words} that is not still to come"
    if not 0 < line.pence <= MOST_PENCE:
        wrong["amount"] = f"Enter an amount up to {format_pence(MOST_PENCE)}"
    if len(words) > LONGEST_LINE:
        wrong["words"] = f"Use {LONGEST_LINE} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        page = open_return(ref, month, by)
        if len(page.sums.by_hand) >= MOST_LINES:
            raise Refused(fields={"words": f"A month can have {MOST_LINES} lines. Add several in one"})
        session.add(
            HandLine(
                pot_id=page.pot.id,
                month=str(month),
                happened_on=line.on,
                sort=line.sort,
                pence=line.pence,
                words=words,
                made_at=clock.now(),
                made_by_account_id=by.account_id,
            )
        )
        record("return-line-added", page.pot, by=by)
        session.flush()


def take_line_out(ref: str, month: Month, line_ref: str, *, by: Viewer) -> None:
    """Take a line out again. Raises NotFound, NotAllowed, Conflict once it is sent."""
    with transaction():
        page = open_return(ref, month, by)
        mine = select(HandLine).where(HandLine.pot_id == page.pot.id, HandLine.month == str(month))
        row = session.scalar(mine.where(HandLine.ref == line_ref))
        if row is None:
            raise NotFound
        of_bank = update(AccountLine).where(AccountLine.hand_line_id == row.id)
        session.execute(of_bank.values(said=None, hand_line_id=None))  # the line of the bank waits again
        session.delete(row)
        record("return-line-taken-out", page.pot, by=by)
        session.flush()


def send_return(ref: str, month: Month, *, bank_pence: int, opening_pence: int | None, words: str, by: Viewer) -> None:
    """Send it: what the bank says stands beside the sums, and a difference is explained. The pot's amount follows.

    ``opening_pence``: where no return was sent before it. What lines of the bank said that are nothing of this money is
    forgotten with it. Raises NotFound, NotAllowed, Refused by field, Conflict.
    """
    said = one_line(words)
    with transaction():
        page = open_return(ref, month, by)
        sums = page.sums
        opening = sums.opening_pence if not page.asks_opening else opening_pence
        _refuse_bad(page, bank_pence, opening, said)
        closing = (opening or 0) + sums.in_pence - sums.out_pence
        if closing != bank_pence and not said:
            differs = format_pence(abs(bank_pence - closing))
            raise Refused(
                fields={"words": f"The bank and the sums differ by {differs}. Say why, or add what is missing"}
            )
        row = SentReturn(
            pot_id=page.pot.id,
            month=str(month),
            opening_pence=opening or 0,
            in_pence=sums.in_pence,
            out_pence=sums.out_pence,
            closing_pence=closing,
            bank_pence=bank_pence,
            words=said,
            sent_at=clock.now(),
            sent_by_account_id=by.account_id,
        )
        session.add(row)
        others = update(AccountLine).where(AccountLine.pot_id == page.pot.id, AccountLine.month == str(month))
        session.execute(others.where(AccountLine.said == SaidAs.ELSEWHERE).values(words=""))
        record("return-sent", page.pot, by=by)
        session.flush()
        _state(page.pot, month, bank_pence, by)


def _refuse_bad(page: ReturnPage, bank_pence: int, opening: int | None, said: str) -> None:
    wrong = {}
    if page.at_bank is not None and page.at_bank.waiting:
        waiting = plural(page.at_bank.waiting, "line")
        wrong["bank"] = f"Say first what {waiting} of the bank statement are"
    if not page.is_over:
        wrong["bank"] = f"Send it when {page.month.words} is over"
    if not 0 <= bank_pence <= MOST_PENCE:
        wrong["bank"] = f"Enter an amount up to {format_pence(MOST_PENCE)}"
    if opening is None or not 0 <= opening <= MOST_PENCE:
        wrong["opening"] = "Enter what the account had on the first day"
    if len(said) > LONGEST_WORDS:
        wrong["words"] = f"Use {LONGEST_WORDS} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)


def _state(pot: Pot, month: Month, bank_pence: int, by: Viewer) -> None:
    """What the bank says is what is in the pot on that day, unless it is closed or something newer was said."""
    latest = latest_stated(pot)
    if pot.closed_at is not None or (latest is not None and latest.stated_on > month.last_on):
        return
    outgoings = min(latest.outgoings_pence if latest else 0, bank_pence)
    evidence = f"Return of {month.words}"
    state_amount(pot.ref, stated=Stated(month.last_on, bank_pence, outgoings, evidence), by=by)


def open_return(ref: str, month: Month, by: Viewer) -> ReturnPage:
    """A return that ``by`` may still write, with its pot locked. Raises NotFound, NotAllowed, Conflict once sent."""
    page = return_of(ref, month, viewer=by)
    lock((Pot, [page.pot.id]))
    page = return_of(ref, month, viewer=by)
    if page.sent is not None:
        raise Conflict(f"The return of {month.words} is sent already")
    if not page.may_write:
        raise NotAllowed("Whoever keeps this money writes its returns")
    return page
