"""Taking a statement in: each line once, in however many files it comes."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.bank_file import BankRow
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.files import Upload
from marketplace.payments.bank.models import BankLine, BankStatement, OutgoingLine, SeenPayment
from marketplace.payments.bank.reading import Moved, what_moved

LineT = TypeVar("LineT", BankLine, OutgoingLine)


def take_in(upload: Upload, *, by: Viewer) -> str:
    """Keep the money that a statement says came in and went out; its reference. The same file again changes nothing.

    Raises NotFound for anybody but finance, Refused at ``file``, Conflict while somebody else takes the same lines in.
    """
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    found = what_moved(upload.content, today=clock.today())
    try:
        with transaction():
            return _kept(upload, found, by)
    except IntegrityError as error:
        raise Conflict("Somebody else takes these lines in at this moment. Send the file again") from error


def _kept(upload: Upload, found: Moved, by: Viewer) -> str:
    """Of a file that was here before, what was not read then can be new: what went out, or was still to come."""
    digest = hashlib.sha256(upload.content).hexdigest()
    one = session.scalar(select(BankStatement).where(BankStatement.digest == digest))
    came, went = _new(found.lines, BankLine), _new(found.went, OutgoingLine)
    if one is None:
        one = _statement(upload, digest, found, by)
        one.known = len(found.lines) - len(came)
    elif not (came or went):
        return one.ref
    if not one.went:
        one.went_known = len(found.went) - len(went)
    one.lines, one.went = len(found.lines), len(found.went)
    one.refused = [[bad.row, bad.why] for bad in found.bad]
    session.add(one)
    session.flush()
    for line in came:
        session.add(_line(BankLine(), line, one))
    for line in went:
        session.add(_line(OutgoingLine(), line, one))
    audit.record("bank-statement-taken-in", about=f"statement:{one.ref}", by=by.actor)
    session.flush()
    return one.ref


def _new(rows: Sequence[BankRow], model: type[LineT]) -> list[BankRow]:
    """Those that no earlier file had."""
    digests = [row.digest for row in rows]
    known = set(session.scalars(select(model.digest).where(model.digest.in_(digests))))
    return [row for row in rows if row.digest not in known]


def _statement(upload: Upload, digest: str, found: Moved, by: Viewer) -> BankStatement:
    return BankStatement(
        name=upload.name[:120],
        digest=digest,
        lines=len(found.lines),
        refused=[[bad.row, bad.why] for bad in found.bad],
        made_at=clock.now(),
        made_by_account_id=by.account_id,
        left_on=found.left[0] if found.left else None,
        left_pence=found.left[1] if found.left else None,
    )


def _line(made: LineT, row: BankRow, statement: BankStatement) -> LineT:
    made.statement_id, made.row, made.on = statement.id, row.row, row.on
    made.words, made.pence, made.digest = row.words, abs(row.pence), row.digest
    return made


def locked_line(ref: str, *, by: Viewer) -> BankLine:
    """A line that nobody has said anything of yet, locked. Raises NotFound, Conflict."""
    return _locked(BankLine, ref, by)


def locked_outgoing(ref: str, *, by: Viewer) -> OutgoingLine:
    """The same of money that went out. Raises NotFound, Conflict."""
    return _locked(OutgoingLine, ref, by)


def _locked(model: type[LineT], ref: str, by: Viewer) -> LineT:
    wanted = select(model).where(model.ref == ref)
    found = session.scalar(wanted) if by.can(Permission.HANDLE_PAYMENTS) else None
    if found is None:
        raise NotFound
    lock((model, [found.id]))
    line = session.scalars(wanted).one()
    if line.done_at is not None:
        raise Conflict("Somebody has said already what this line is")
    return line


def settle_line(line: BankLine, *, reference: str, by: Viewer) -> None:
    """Write down what a locked line paid."""
    line.reference, line.done_at, line.done_by_account_id = reference, clock.now(), by.account_id
    audit.record("bank-line-matched", about=f"bank-line:{line.ref}", by=by.actor)


def put_aside(ref: str, *, by: Viewer) -> None:
    """A line is nothing of breaks. Raises NotFound, Conflict."""
    _put_aside(BankLine, ref, "bank-line", by)


def put_outgoing_aside(ref: str, *, by: Viewer) -> None:
    """Money that went out is nothing of breaks. Raises NotFound, Conflict."""
    _put_aside(OutgoingLine, ref, "bank-line-out", by)


def _put_aside(model: type[LineT], ref: str, name: str, by: Viewer) -> None:
    with transaction():
        line = _locked(model, ref, by)
        line.is_other, line.done_at, line.done_by_account_id = True, clock.now(), by.account_id
        audit.record("bank-line-put-aside", about=f"{name}:{line.ref}", by=by.actor)


def see_payments(line: OutgoingLine, payments: Sequence[tuple[str, str, int]], *, by: Viewer) -> None:
    """A locked line is these payments of ours: the key, what it is of, and the pence of each.

    Raises Conflict when they do not come to the line, or one of them stands in another line.
    """
    if sum(pence for *_, pence in payments) != line.pence:
        raise Conflict("This is not the amount that went out")
    rows = [SeenPayment(key=key, line_id=line.id, reference=about, pence=pence) for key, about, pence in payments]
    session.add_all(rows)
    line.done_at, line.done_by_account_id = clock.now(), by.account_id
    audit.record("bank-line-seen", about=f"bank-line-out:{line.ref}", by=by.actor)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("One of these was seen at the bank before") from error
