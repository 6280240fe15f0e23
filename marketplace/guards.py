"""The guards of the database: exclusions, triggers and CHECKs that stand behind the code.

Each is declared here by name, so that ``marketplace db check`` can say which one is missing; what it does is written in
the migration that makes it. Alembic's own check sees none of the triggers and exclusions (DATA_MODEL 8).
"""

from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, text

from marketplace.db import Base


@dataclass(frozen=True, order=True)
class Guard:
    """One guard: the table it stands on and its name there."""

    table: str
    name: str


APPEND_ONLY = (
    "audit_record",
    "look",
    "transfer",
    "ledger_seal",
    "ledger_proof",
    "ledger_flaw",
    "break_move",
    "line_move",
    "client_movement",
    "paid_elsewhere",
    "seen_payment",
)
LEDGER = frozenset({Guard("transfer", "transfer_matches"), Guard("transfer", "transfer_moves")})
PAPERS = frozenset({Guard("quote", "quote_stays")})
SURPLUS = frozenset({Guard("surplus", "surplus_told_first")})
INVOICES_SQLITE = frozenset(
    {
        Guard("invoice", "invoice_stays"),
        Guard("invoice", "invoice_is_kept"),
        *(Guard("invoice_line", f"invoice_line_no_{verb}") for verb in ("update", "delete", "more")),
        Guard("invoice_line", "invoice_line_credits_no_more"),
    }
)
_PAPERS_SENT = ("invoice", "invoice_line", "recharge", "recharge_line", "line_debtor")
PAPERS_POSTGRESQL = frozenset(Guard(one, f"{one}_{what}") for one in _PAPERS_SENT for what in ("stays", "changes"))
RECHARGES_SQLITE = frozenset(
    {
        Guard("recharge", "recharge_stays"),
        Guard("recharge", "recharge_is_kept"),
        *(Guard("recharge_line", f"recharge_line_no_{verb}") for verb in ("update", "delete", "more")),
        *(Guard("line_debtor", f"line_debtor_no_{verb}") for verb in ("update", "delete")),
    }
)
NIGHTS = frozenset(Guard("occupancy", f"occupancy_changes_nights_{verb}") for verb in ("insert", "update", "delete"))

SQLITE_TRIGGERS = frozenset(
    {
        Guard("occupancy", "occupancy_no_overlap_insert"),
        Guard("occupancy", "occupancy_no_overlap_update"),
        Guard("season", "season_no_overlap_insert"),
        Guard("season", "season_no_overlap_update"),
        *(Guard(table, f"{table}_no_update") for table in APPEND_ONLY),
        *(Guard(table, f"{table}_no_delete") for table in APPEND_ONLY),
        *LEDGER,
        *PAPERS,
        *SURPLUS,
        *INVOICES_SQLITE,
        *RECHARGES_SQLITE,
        *NIGHTS,
    }
)

POSTGRESQL_TRIGGERS = frozenset(
    {
        *LEDGER,
        *PAPERS,
        *PAPERS_POSTGRESQL,
        *SURPLUS,
        *NIGHTS,
        *(Guard(table, f"{table}_append_only") for table in APPEND_ONLY),
    }
)
POSTGRESQL_EXCLUSIONS = frozenset(
    {Guard("occupancy", "ex_occupancy_space_id_period"), Guard("season", "ex_season_listing_id_days")}
)


def declared_checks() -> set[Guard]:
    """Every CHECK that the models declare."""
    return {
        Guard(table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def expected(dialect: str) -> set[Guard]:
    """Every guard that must stand on this engine."""
    if dialect == "sqlite":
        return declared_checks() | SQLITE_TRIGGERS
    return declared_checks() | POSTGRESQL_TRIGGERS | POSTGRESQL_EXCLUSIONS


def missing(connection: Connection) -> list[Guard]:
    """The guards that ought to stand and do not, in order."""
    dialect = connection.dialect.name
    standing = _on_sqlite(connection) if dialect == "sqlite" else _on_postgresql(connection)
    return sorted(expected(dialect) - standing)


def _on_sqlite(connection: Connection) -> set[Guard]:
    triggers = connection.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"))
    standing = {Guard(str(table), str(name)) for table, name in triggers}
    tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    sql_of = {str(name): str(sql) for name, sql in tables}
    return standing | {check for check in declared_checks() if check.name in sql_of.get(check.table, "")}


def _on_postgresql(connection: Connection) -> set[Guard]:
    found = connection.execute(
        text("""
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype IN ('c', 'x') AND convalidated AND connamespace = current_schema()::regnamespace
        UNION ALL
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
        """)
    )
    return {Guard(str(table), str(name)) for table, name in found}
