"""Taking a statement in: each line once, in however many files it comes."""

import hashlib

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.files import Upload
from marketplace.payments.bank.models import BankLine, BankStatement
from marketplace.payments.bank.reading import Came, what_came


def take_in(upload: Upload, *, by: Viewer) -> str:
    """Keep the money that a statement says came in; its reference. The same file again changes nothing.

    Raises NotFound for anybody but finance, Refused at ``file``, Conflict while somebody else takes the same lines in.
    """
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    found = what_came(upload.content, today=clock.today())
    try:
        return _kept(upload, found, by)
    except IntegrityError as error:
        raise Conflict("Somebody else takes these lines in at this moment. Send the file again") from error


def _kept(upload: Upload, found: Came, by: Viewer) -> str:
    digest = hashlib.sha256(upload.content).hexdigest()
    with transaction():
        before = session.scalar(select(BankStatement.ref).where(BankStatement.digest == digest))
        if before is not None:
            return before
        digests = [line.digest for line in found.lines]
        known = set(session.scalars(select(BankLine.digest).where(BankLine.digest.in_(digests))))
        one = BankStatement(
            name=upload.name[:120],
            digest=digest,
            lines=len(found.lines),
            known=len(known),
            refused=[[bad.row, bad.why] for bad in found.bad],
            made_at=clock.now(),
            made_by_account_id=by.account_id,
            left_on=found.left[0] if found.left else None,
            left_pence=found.left[1] if found.left else None,
        )
        session.add(one)
        session.flush()
        for line in found.lines:
            if line.digest not in known:
                kept = BankLine(statement_id=one.id, row=line.row, on=line.on, words=line.words, pence=line.pence)
                kept.digest = line.digest
                session.add(kept)
        audit.record("bank-statement-taken-in", about=f"statement:{one.ref}", by=by.actor)
        session.flush()
        return one.ref


def locked_line(ref: str, *, by: Viewer) -> BankLine:
    """A line that nobody has said anything of yet, locked. Raises NotFound, Conflict."""
    wanted = select(BankLine).where(BankLine.ref == ref)
    found = session.scalar(wanted) if by.can(Permission.HANDLE_PAYMENTS) else None
    if found is None:
        raise NotFound
    lock((BankLine, [found.id]))
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
    with transaction():
        line = locked_line(ref, by=by)
        line.is_other, line.done_at, line.done_by_account_id = True, clock.now(), by.account_id
        audit.record("bank-line-put-aside", about=f"bank-line:{line.ref}", by=by.actor)
