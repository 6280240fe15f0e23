"""The statement of a direct payment's own account: taken in as a file, then said of each line what it is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.account_lines import Choice, SaidAs, Waiting, in_order, is_turned, may_be, turned
from marketplace.budgets.bank_file import BankRow, read_whole
from marketplace.budgets.models import HandLine, Pot, SentReturn
from marketplace.budgets.models.account_lines import LONGEST_FILE_NAME, AccountFile, AccountLine
from marketplace.budgets.queries.account_lines import movements
from marketplace.budgets.queries.returns import ReturnPage
from marketplace.budgets.queries.statements import months_of
from marketplace.budgets.services.pots import record
from marketplace.budgets.services.returns import LONGEST_LINE, MOST_LINES, open_return
from marketplace.budgets.statement import Month
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.files import Upload


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the lines of a file: new by month, known before, of a sent month, of no month."""

    new: Mapping[Month, int]
    known: int
    sent: int
    outside: int


def take_in(ref: str, month: Month, *, upload: Upload, is_turned_round: bool, by: Viewer) -> TakenIn:
    """Take in the lines of a file, each once: they wait until somebody says what they are. All of them, or none.

    ``is_turned_round``: what was spent stands in the file without a minus sign. Lines of months whose return is sent,
    of other months than the pot has, and of days to come are left out.

    Raises NotFound, NotAllowed, Conflict once the return of this month is sent, Refused at ``file``.
    """
    rows = _rows(upload, is_turned_round=is_turned_round)
    with transaction():
        pot = _open(ref, month, by).pot
        known = set(session.scalars(select(AccountLine.digest).where(AccountLine.pot_id == pot.id)))
        fresh = [row for row in rows if row.digest not in known]
        sent = _sent_months(pot)
        there = {str(one) for one in months_of(pot)}
        found = Counter(_fate(row, there, sent) for row in fresh)
        to_keep = [row for row in fresh if _fate(row, there, sent) is None]
        if to_keep:
            _keep(pot, upload.name, to_keep, by)
            record("account-statement-taken-in", pot, by=by)
        session.flush()
    new = Counter(Month.of(row.on) for row in to_keep)
    return TakenIn(dict(sorted(new.items())), len(rows) - len(fresh), found["sent"], found["outside"])


def _rows(upload: Upload, *, is_turned_round: bool) -> list[BankRow]:
    found = read_whole(upload.content)
    moved = turned(found.moved) if is_turned_round else found.moved
    if is_turned(moved):
        tick = "Take the tick away" if is_turned_round else "Tick the box"
        raise Refused(
            fields={"is_turned_round": f"The balances show that the file writes it the other way round. {tick}"}
        )
    if not moved:
        raise Refused(fields={"file": "There is no line in this file with money that came in or went out"})
    return in_order(moved)


def _fate(row: BankRow, there: set[str], sent: set[str]) -> str | None:
    """Why a line is left out; none where it is kept."""
    month = str(Month.of(row.on))
    if month not in there or row.on > clock.today():
        return "outside"
    return "sent" if month in sent else None


def _keep(pot: Pot, name: str, rows: Sequence[BankRow], by: Viewer) -> None:
    file = AccountFile(
        pot_id=pot.id,
        name=name[:LONGEST_FILE_NAME] or "statement",
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )
    session.add(file)
    session.flush()
    for position, row in enumerate(rows):
        session.add(
            AccountLine(
                pot_id=pot.id,
                file_id=file.id,
                position=position,
                on=row.on,
                month=str(Month.of(row.on)),
                words=row.words,
                pence=row.pence,
                left_pence=row.left_pence,
                digest=row.digest,
            )
        )


def say_lines(ref: str, month: Month, *, said: Mapping[str, Choice], by: Viewer) -> None:
    """Say what lines are, by their references: all of it is kept, or none.

    Raises NotFound, NotAllowed, Conflict when the return is sent or somebody was first, Refused at a line.
    """
    if not said:
        raise Refused("Say of one line at least what it is")
    with transaction():
        page = _open(ref, month, by)
        if len(page.sums.by_hand) + sum(one.said is SaidAs.ADDED for one in said.values()) > MOST_LINES:
            raise Refused(f"A month can have {MOST_LINES} lines. Add several in one by hand")
        rows = _waiting(page, said)
        _say_here(page, {rows[each]: one.what for each, one in said.items() if one.said is SaidAs.HERE})
        for line_ref, choice in said.items():
            if choice.said is SaidAs.ADDED:
                rows[line_ref].hand_line = _added(page, rows[line_ref], choice, by)
            rows[line_ref].said = choice.said
        record("account-lines-said", page.pot, by=by)
        session.flush()


def _waiting(page: ReturnPage, refs: Collection[str]) -> Mapping[str, AccountLine]:
    """The lines of these references, in one question. Raises NotFound, Conflict where something was said of one."""
    mine = select(AccountLine).where(AccountLine.pot_id == page.pot.id, AccountLine.month == str(page.month))
    rows = {row.ref: row for row in session.scalars(mine.where(AccountLine.ref.in_(refs)))}
    if rows.keys() != set(refs):
        raise NotFound
    if any(row.said is not None for row in rows.values()):
        raise Conflict("Somebody has said already what one of these lines is. Nothing was changed")
    return rows


def _say_here(page: ReturnPage, lines: Mapping[AccountLine, str]) -> None:
    """These lines moved here, by the keys of what did. What one of them is, is less for the next."""
    if not lines:
        return
    moved = {one.key: one for one in movements(page.pot, page.month)}
    sent = _sent_months(page.pot)
    for row, key in lines.items():
        line = Waiting(row.ref, row.on, row.words, row.pence)
        found = moved.get(key)
        if found is None or not may_be(line, [found]):
            raise Refused(fields={row.ref: "That is another line already, or another amount. Choose again"})
        moved[key] = replace(found, left_pence=found.left_pence - row.pence)
        row.movement, row.movement_month = key, str(found.month)
        row.is_instead = found.month != page.month and row.movement_month not in sent


def _sent_months(pot: Pot) -> set[str]:
    return set(session.scalars(select(SentReturn.month).where(SentReturn.pot_id == pot.id)))


def _added(page: ReturnPage, row: AccountLine, choice: Choice, by: Viewer) -> HandLine:
    if choice.sort.is_in != (row.pence > 0):
        way = "came in" if row.pence > 0 else "went out"
        raise Refused(fields={row.ref: f"This line {way}. Choose something that {way}"})
    line = HandLine(
        pot_id=page.pot.id,
        month=row.month,
        happened_on=row.on,
        sort=choice.sort,
        pence=abs(row.pence),
        words=row.words[:LONGEST_LINE],
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )
    session.add(line)
    return line


def say_anew(ref: str, month: Month, line_ref: str, *, by: Viewer) -> None:
    """A line waits again. Raises NotFound, NotAllowed, Conflict once a return is sent that counts on what was said."""
    with transaction():
        page = _open(ref, month, by)
        row = _line(page, line_ref)
        if row.is_instead and row.movement_month in _sent_months(page.pot):
            raise Conflict("A return that is sent counts on what you said of this line. It stays as it is")
        added = row.hand_line
        row.said, row.hand_line, row.movement, row.movement_month, row.is_instead = None, None, "", "", False
        session.flush()
        if added is not None:
            session.delete(added)
        record("account-line-said-anew", page.pot, by=by)
        session.flush()


def take_file_out(ref: str, month: Month, file_ref: str, *, by: Viewer) -> None:
    """Take out the lines of a file that still wait; what was said of others stays. Raises NotFound, Conflict."""
    with transaction():
        page = _open(ref, month, by)
        wanted = select(AccountFile).where(AccountFile.pot_id == page.pot.id, AccountFile.ref == file_ref)
        file = session.scalar(wanted)
        if file is None:
            raise NotFound
        mine = AccountLine.file_id == file.id
        session.execute(delete(AccountLine).where(mine, AccountLine.said.is_(None)))
        if not session.scalar(select(func.count()).select_from(AccountLine).where(mine)):
            session.delete(file)
        record("account-statement-taken-out", page.pot, by=by)
        session.flush()


def _open(ref: str, month: Month, by: Viewer) -> ReturnPage:
    page = open_return(ref, month, by)
    if not page.may_read_account:
        raise NotAllowed("Whoever uses this money reads the statement of its account")
    return page


def _line(page: ReturnPage, line_ref: str) -> AccountLine:
    mine = select(AccountLine).where(AccountLine.pot_id == page.pot.id, AccountLine.month == str(page.month))
    found = session.scalar(mine.where(AccountLine.ref == line_ref))
    if found is None:
        raise NotFound
    return found
