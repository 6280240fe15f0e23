"""The books proved: new entries are sealed each hour; each day everything is worked out again, and kept as a row.

A proof changes nothing of the ledger. When it finds something, the brokerage and its finance are written to, once for
each proof, and the page of the books is an alarm until a later proof finds nothing.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock, jobs
from marketplace.accounts.models import Account
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Actor
from marketplace.budgets import proof
from marketplace.budgets.models import Transfer
from marketplace.budgets.models.proofs import LedgerFlaw, LedgerProof, LedgerSeal
from marketplace.budgets.proof import Flaw
from marketplace.budgets.queries import proving
from marketplace.db import session, snapshot, transaction
from marketplace.errors import NotFound
from marketplace.notifications.services import Recipient, owe

MOST_FLAWS_KEPT = 200
"""Of one proof: whoever looks begins with the first ones, and the count is kept in full."""

READERS = (Permission.HANDLE_PAYMENTS, Permission.KEEP_SETTINGS)
"""Whoever may see how the books stand, and is written to when they are wrong."""

PROVE = "prove-ledger-now"
"""The kind of job that proves the books because somebody asked."""

log = logging.getLogger(__name__)


def seal() -> str:
    """Seal the entries that came since the last seal; the head of the chain now, empty while there is nothing."""
    after_id, before = _last_sealed()
    last_id = _all_written_up_to()
    if last_id <= after_id:
        return before
    with snapshot():
        digest, count = proof.sealed(before, proving.entries_above(after_id, last_id))
    try:
        with transaction():
            session.add(
                LedgerSeal(after_id=after_id, last_id=last_id, entries=count, digest=digest, made_at=clock.now())
            )
            session.flush()
    except IntegrityError:  # somebody else went on from there first: theirs stands
        if _last_sealed() == (after_id, before):
            raise
        return _last_sealed()[1]
    log.info("ledger sealed up to entry %s: %s", last_id, digest)
    return digest


def prove(*, by: Actor = SITE, heads: Sequence[str] = ()) -> LedgerProof:
    """Work everything out again and keep what came of it. ``heads``: digests that somebody wrote down elsewhere."""
    seal()
    with snapshot():
        told = proving.heads_before() | {head: f"the head given, {head[:12]}" for head in heads}
        flaws = proving.sum_flaws() + proving.chain_flaws(told)
        head, seals = _last_sealed()[1], len(proving.seals())
        entries, accounts = proving.count_entries(), proving.count_accounts()
    with transaction():
        made = LedgerProof(at=clock.now(), entries=entries, accounts=accounts, seals=seals, head=head, flaws=len(flaws))
        session.add(made)
        session.flush()
        session.add_all(LedgerFlaw(proof_id=made.id, **_row(flaw)) for flaw in flaws[:MOST_FLAWS_KEPT])
        audit.record("ledger-proved", about=f"ledger-proof:{made.id}", by=by)
        if flaws:
            _tell(made)
    level = logging.ERROR if flaws else logging.INFO
    log.log(level, "ledger proved: %s entries, %s flaws, head %s", entries, len(flaws), head)
    return made


def ask_for_proof(*, by: Viewer) -> None:
    """Somebody of the brokerage wants to know now: the worker proves the books at once. Raises NotFound for others."""
    if not any(by.can(may) for may in READERS):
        raise NotFound
    with transaction():
        jobs.owe(PROVE, key=f"{PROVE}:{clock.now():%Y%m%dT%H%M%S}", payload={})
        audit.record("ledger-proof-asked", about="ledger", by=by.actor)


def do_prove(_payload: jobs.Payload) -> None:
    """Prove the books. The worker's job."""
    prove()


def _last_sealed() -> tuple[int, str]:
    """The last entry that is sealed, and the head of the chain."""
    last = select(LedgerSeal.last_id, LedgerSeal.digest).order_by(LedgerSeal.after_id.desc()).limit(1)
    found = session.execute(last).first()
    return (found.last_id, found.digest) if found else (0, "")


def _all_written_up_to() -> int:
    """A number up to which every entry is written that ever will be.

    Numbers are given before a transaction commits, so a lower one may come later. Whoever writes holds the table's lock
    for writers until then: taking the one against it, for the moment of a look, waits for all of them.
    """
    with transaction():
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL lock_timeout = '5s'"))
            session.execute(text("LOCK TABLE transfer IN SHARE MODE"))
        return session.scalars(select(func.coalesce(func.max(Transfer.id), 0))).one()


def _row(flaw: Flaw) -> dict[str, object]:
    return {
        "kind": flaw.kind,
        "about": flaw.about[:100],
        "kept_pence": flaw.kept_pence,
        "reckoned_pence": flaw.reckoned_pence,
    }


def _tell(made: LedgerProof) -> None:
    """One letter to each reader."""
    readers: dict[int, Account] = {one.id: one for may in READERS for one in accounts_that(may)}
    for reader in readers.values():
        owe(
            "books-wrong",
            to=Recipient(reader.name, reader.email),
            about=f"ledger-proof:{made.id}",
            at=made.at,
            flaws=made.flaws,
            entries=made.entries,
        )


DOERS = {PROVE: do_prove}
"""What the worker does for each kind of job."""
