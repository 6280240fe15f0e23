"""The writes of holding and confirming a break as plain SQL, row for row, without any of the site's code around them.

Locks and guards are the database's own and stay; nothing is looked up, checked or decided. ``rows_written`` lets
``bench.booking`` see that both really write the same number of rows to the same tables.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.holdings import needs_money
from marketplace.booking.queries.known import whole
from marketplace.budgets.models import AccountSort
from marketplace.budgets.services import entries
from marketplace.db import new_ref, session, transaction

KEPT_BY_A_HOLD, KEPT_BY_A_CONFIRMATION = 17, 17
LETTERS = 6
SENTENCE = "The support plan says this money may buy this."
FACTS = json.dumps([["What it is for", "agreed in the support plan"]])
BODY = "Everyone has agreed. Two nights away is confirmed. " * 12
COUNTED = (
    "occupancy",
    "transfer",
    "money_hold",
    "audit_record",
    "break_move",
    "kept_result",
    "promise",
    "letter",
    "job",
)


@dataclass(frozen=True)
class Plan:
    """All that the writes name, looked up before."""

    break_id: int
    about: str
    segments: tuple[tuple[int, int, str, datetime, datetime], ...]
    shares: tuple[tuple[int, int, int, str], ...]
    pots: tuple[int, ...]
    own: tuple[int, ...]
    account_id: int | None


def planned(ref: str, account_id: int | None, *, space: int) -> Plan:
    """What is written for one draft, in each listing's space of this number."""
    one = session.scalars(whole().where(Break.ref == ref).options(selectinload(Break.lines))).one()
    lines = one.lines_in
    return Plan(
        break_id=one.id,
        about=one.about,
        segments=tuple(segment for line in lines for segment in _segments(line, space)),
        shares=tuple(share for line in lines for share in _shares(line)),
        pots=tuple(sorted({share.pot_id for line in lines for share in line.shares})),
        own=tuple(s.pot_id for line in lines for s in line.shares if not needs_money(s)),
        account_id=account_id,
    )


def _segments(line: Line, space: int) -> list[tuple[int, int, str, datetime, datetime]]:
    spaces = [each.id for each in line.listing.spaces if each.closed_at is None] if line.listing else []
    return [
        (segment.id, spaces[space % len(spaces)], segment.reference, segment.starts_at, segment.ends_at)
        for segment in line.segments
        if segment.starts_at and segment.ends_at
    ]


def _shares(line: Line) -> list[tuple[int, int, int, str]]:
    counted = [share for share in line.shares if needs_money(share)]
    with transaction():
        payees = entries.accounts_of(AccountSort.PAYEE, {line.payee}) if counted else {}
        sides = entries.sides([share.pot_id for share in counted])
    return [(sides[s.pot_id].account_id, payees[line.payee], s.pence, s.reference) for s in counted]


def hold_and_confirm(plan: Plan) -> bool:
    """Both transactions; whether nothing stood in the way."""
    try:
        with transaction():
            _hold(session.connection(), plan, clock.now())
    except IntegrityError:
        return False
    with transaction():
        _confirm(session.connection(), plan, clock.now())
    return True


def rows_written(does: Callable[[], object]) -> dict[str, int]:
    """How many rows more each table has after ``does``."""
    before = _counts()
    does()
    after = _counts()
    return {table: after[table] - before[table] for table in COUNTED}


def _counts() -> dict[str, int]:
    session.rollback()
    return {table: session.scalars(text(f"SELECT count(*) FROM {table}")).one() for table in COUNTED}  # noqa: S608


class _Plain:
    """One connection, spoken to in SQL with ``:name`` for what is filled in."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_postgresql = connection.dialect.name == "postgresql"

    def run(self, sql: str, rows: dict[str, object] | list[dict[str, object]]) -> None:
        several = rows if isinstance(rows, list) else [rows]
        if self.is_postgresql:
            for name in several[0]:
                sql = sql.replace(f":{name}", f"%({name})s")
        else:
            several = [{name: _as_text(value) for name, value in row.items()} for row in several]
        self.connection.exec_driver_sql(sql, several if len(several) > 1 else several[0])

    def lock(self, table: str, ids: Sequence[int]) -> None:
        names = ", ".join(str(one) for one in sorted(ids))
        if self.is_postgresql:
            self.connection.exec_driver_sql(f"SELECT id FROM {table} WHERE id IN ({names}) ORDER BY id FOR UPDATE")  # noqa: S608
        self.connection.exec_driver_sql(f"UPDATE {table} SET version = version + 1 WHERE id IN ({names})")  # noqa: S608


def _as_text(value: object) -> object:
    return value.replace(tzinfo=None).isoformat(" ") if isinstance(value, datetime) else value


def _lock_all(plain: _Plain, plan: Plan) -> None:
    plain.lock("break", [plan.break_id])
    plain.lock("space", [segment[1] for segment in plan.segments])
    plain.lock("pot", plan.pots)


def _hold(connection: Connection, plan: Plan, now: datetime) -> None:
    plain = _Plain(connection)
    until = now + timedelta(minutes=30)
    _lock_all(plain, plan)
    plain.run(
        "UPDATE break_segment SET space_id = :space WHERE id = :segment",
        [{"space": space, "segment": segment} for segment, space, *_ in plan.segments],
    )
    plain.run(
        "INSERT INTO occupancy (space_id, starts_at, ends_at, cause, reference, made_at, expires_at)"
        " VALUES (:space, :starts, :ends, 'hold', :reference, :made, :until)",
        [
            {"space": space, "starts": starts, "ends": ends, "reference": reference, "made": now, "until": until}
            for _, space, reference, starts, ends in plan.segments
        ],
    )
    _audit(plain, plan, now, len(plan.segments))
    plain.run(
        "INSERT INTO transfer (from_id, to_id, pence, phase, key, reference, expires_at, at, by_account_id)"
        " VALUES (:source, :target, :pence, 'pending', :key, :reference, :until, :made, :account)",
        [
            {
                "source": source,
                "target": target,
                "pence": pence,
                "key": f"{plan.about}:1:{reference}",
                "reference": reference,
                "until": until,
                "made": now,
                "account": plan.account_id,
            }
            for source, target, pence, reference in plan.shares
        ],
    )
    _move(plain, plan, now, "draft", "held")
    _set(plain, plan, "state = 'held', hold_until = :until, holds_made = 1", {"until": until})
    _keep(plain, plan, now, KEPT_BY_A_HOLD)


def _confirm(connection: Connection, plan: Plan, now: datetime) -> None:
    plain = _Plain(connection)
    _lock_all(plain, plan)
    until = now + timedelta(days=7)
    _until(plain, plan, until)
    _audit(plain, plan, now, len(plan.segments) + len(plan.shares))
    _move(plain, plan, now, "held", "requested")
    _set(plain, plan, "state = 'requested', hold_until = :until", {"until": until})
    _keep(plain, plan, now, KEPT_BY_A_CONFIRMATION)
    _move(plain, plan, now, "requested", "confirming")
    _set(plain, plan, "state = 'confirming', hold_until = :until", {"until": now + timedelta(days=1)})
    _until(plain, plan, None)
    _audit(plain, plan, now, len(plan.segments) + len(plan.shares))
    _move(plain, plan, now, "confirming", "confirmed")
    _set(plain, plan, "state = 'confirmed', hold_until = NULL, confirmed_at = :until", {"until": now})
    for pot_id in plan.own:
        plain.run(
            "UPDATE promise SET due_on = :due WHERE break_id = :break AND pot_id = :pot",
            {"due": str(now.date()), "break": plan.break_id, "pot": pot_id},
        )
    for _ in range(LETTERS):
        _letter(plain, plan, now)


def _until(plain: _Plain, plan: Plan, until: datetime | None) -> None:
    cause = "" if until else "cause = 'booking', "
    for _, _, reference, *_ in plan.segments:
        plain.run(
            f"UPDATE occupancy SET {cause}expires_at = :until WHERE reference = :reference",  # noqa: S608
            {"until": until, "reference": reference},
        )
    for *_, reference in plan.shares:
        plain.run(
            "UPDATE money_hold SET expires_at = :until WHERE reference = :reference",
            {"until": until, "reference": reference},
        )


def _set(plain: _Plain, plan: Plan, values: str, more: dict[str, object]) -> None:
    plain.run(f"UPDATE break SET {values} WHERE id = :break", {"break": plan.break_id} | more)  # noqa: S608


def _audit(plain: _Plain, plan: Plan, now: datetime, count: int) -> None:
    plain.run(
        "INSERT INTO audit_record (at, action, about, by_name, by_account_id)"
        " VALUES (:made, 'space-hold', :about, 'account', :account)",
        [{"made": now, "about": plan.about, "account": plan.account_id}] * count,
    )


def _move(plain: _Plain, plan: Plan, now: datetime, before: str, to: str) -> None:
    plain.run(
        "INSERT INTO break_move (break_id, from_state, to_state, why, at, by_name, by_account_id)"
        " VALUES (:break, :before, :to, 'held', :made, 'account', :account)",
        {"break": plan.break_id, "before": before, "to": to, "made": now, "account": plan.account_id},
    )
    _audit(plain, plan, now, 1)


def _keep(plain: _Plain, plan: Plan, now: datetime, count: int) -> None:
    row = {"about": plan.about, "sentence": SENTENCE, "facts": FACTS, "made": now}
    plain.run(
        "INSERT INTO kept_result (about, rule_id, answer, sentence, facts, at)"
        " VALUES (:about, 'R7', 'allowed', :sentence, :facts, :made)",
        [row] * count,
    )


def _letter(plain: _Plain, plan: Plan, now: datetime) -> None:
    ref = new_ref()
    plain.run(
        "INSERT INTO letter (ref, name, channel, to_address, to_name, message_id, subject, body, holds_secret, about,"
        " made_at) VALUES (:ref, 'break-confirmed', 'email', 'anna@example.org', 'Anna Hume', :ref, 'Confirmed', :body,"
        " false, :about, :made)",
        {"ref": ref, "body": BODY, "about": plan.about, "made": now},
    )
    plain.run(
        "INSERT INTO job (kind, key, payload, due_at, attempts) VALUES ('send-letter', :ref, :payload, :made, 0)",
        {"ref": ref, "payload": json.dumps({"letter": ref}), "made": now},
    )
