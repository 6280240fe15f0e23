"""What officers wrote and decided: their words of a pot stand beside those of others; a decision names what it replaces."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

ANSWERS = "officers_answer IN ('allow', 'ask', 'never')"
TERMS = (
    "week_cap_pence",
    "total_cap_pence",
    "is_firm",
    "kept_back_pence",
    "carry_over_pence",
    "is_provisional",
    "award_year_pence",
    "share_basis_points",
)
SAID = "answer IS NOT NULL OR most_pence IS NOT NULL"
SAID_BY_ANYBODY = (
    "coalesce(answer, officers_answer) IS NOT NULL OR coalesce(most_pence, officers_most_pence) IS NOT NULL"
)
FIRSTS = (
    (
        "uq_rule_decision_first_of_line",
        ["break_id", "line_id", "rule_id", "pot_ref"],
        sa.text("instead_of_id IS NULL AND line_id IS NOT NULL"),
    ),
    (
        "uq_rule_decision_first_of_break",
        ["break_id", "rule_id", "pot_ref"],
        sa.text("instead_of_id IS NULL AND line_id IS NULL"),
    ),
)
BY_OFFICERS = (
    "changed_by_account_id IN (SELECT account_id FROM membership WHERE role IN ('care_manager', 'approver'))"
    " OR pot_id IN (SELECT pot.id FROM pot JOIN pot_sort ON pot_sort.id = pot.sort_id"
    " WHERE pot_sort.control = 'committed')"
)


def upgrade() -> None:
    """Add the columns. What is known to be an officer's is carried over; what may be a family's is theirs."""
    with op.batch_alter_table("pot_purchase") as purchase:
        purchase.add_column(sa.Column("officers_answer", sa.String(length=40), nullable=True))
        purchase.add_column(sa.Column("officers_most_pence", sa.Integer(), nullable=True))
        purchase.create_check_constraint(op.f("ck_pot_purchase_officers_answer"), ANSWERS)
        purchase.create_check_constraint(op.f("ck_pot_purchase_officers_above_nought"), "officers_most_pence > 0")
        purchase.drop_constraint(op.f("ck_pot_purchase_says_something"), type_="check")
        purchase.create_check_constraint(op.f("ck_pot_purchase_says_something"), SAID_BY_ANYBODY)
    op.add_column("pot_terms", sa.Column("by_officer", sa.JSON(), server_default="{}", nullable=False))
    op.execute(
        "UPDATE pot_purchase SET officers_answer = answer, officers_most_pence = most_pence WHERE pot_id IN"
        " (SELECT pot.id FROM pot JOIN pot_sort ON pot_sort.id = pot.sort_id WHERE pot_sort.control = 'committed')"
    )
    _carry_over()
    _follow_on()


def _follow_on() -> None:
    """Decisions on one question that were added one after the other: each takes the place of the one before."""
    with op.batch_alter_table("rule_decision") as decision:
        decision.add_column(sa.Column("instead_of_id", sa.Integer(), nullable=True))
        decision.create_foreign_key(
            op.f("fk_rule_decision_instead_of_id_rule_decision"), "rule_decision", ["instead_of_id"], ["id"]
        )
        decision.create_unique_constraint(op.f("uq_rule_decision_instead_of_id"), ["instead_of_id"])
    op.execute(
        "UPDATE rule_decision SET instead_of_id = (SELECT max(other.id) FROM rule_decision AS other"
        " WHERE other.break_id = rule_decision.break_id AND other.rule_id = rule_decision.rule_id"
        " AND coalesce(other.line_id, 0) = coalesce(rule_decision.line_id, 0)"
        " AND other.pot_ref = rule_decision.pot_ref AND other.id < rule_decision.id)"
    )
    for name, columns, where in FIRSTS:
        op.create_index(name, "rule_decision", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _carry_over() -> None:
    """What an officer was the last to write of terms, and all of council-held money, which officers alone keep."""
    bind = op.get_bind()
    columns = ", ".join(TERMS)
    rows = bind.execute(sa.text(f"SELECT pot_id, {columns} FROM pot_terms WHERE {BY_OFFICERS}"))  # noqa: S608 - our names
    for row in rows.mappings().all():
        written = {name: None if row[name] is None else int(row[name]) for name in TERMS}
        bind.execute(
            sa.text("UPDATE pot_terms SET by_officer = :written WHERE pot_id = :pot"),
            {"written": json.dumps(written), "pot": row["pot_id"]},
        )


def downgrade() -> None:
    """Without them: what only an officer's columns said is gone."""
    for name, _, _ in FIRSTS:
        op.drop_index(name, "rule_decision")
    with op.batch_alter_table("rule_decision") as decision:
        decision.drop_constraint(op.f("uq_rule_decision_instead_of_id"), type_="unique")
        decision.drop_constraint(op.f("fk_rule_decision_instead_of_id_rule_decision"), type_="foreignkey")
        decision.drop_column("instead_of_id")
    op.drop_column("pot_terms", "by_officer")
    op.execute("DELETE FROM pot_purchase WHERE answer IS NULL AND most_pence IS NULL")
    with op.batch_alter_table("pot_purchase") as purchase:
        purchase.drop_constraint(op.f("ck_pot_purchase_says_something"), type_="check")
        purchase.create_check_constraint(op.f("ck_pot_purchase_says_something"), SAID)
        purchase.drop_constraint(op.f("ck_pot_purchase_officers_answer"), type_="check")
        purchase.drop_constraint(op.f("ck_pot_purchase_officers_above_nought"), type_="check")
        purchase.drop_column("officers_most_pence")
        purchase.drop_column("officers_answer")
