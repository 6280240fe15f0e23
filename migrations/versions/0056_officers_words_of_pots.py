"""What an officer wrote of a pot is kept beside what anybody else says of it, who makes it stricter and never looser."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0050"
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
    op.drop_column("pot_terms", "by_officer")
    op.execute("DELETE FROM pot_purchase WHERE answer IS NULL AND most_pence IS NULL")
    with op.batch_alter_table("pot_purchase") as purchase:
        purchase.drop_constraint(op.f("ck_pot_purchase_says_something"), type_="check")
        purchase.create_check_constraint(op.f("ck_pot_purchase_says_something"), SAID)
        purchase.drop_constraint(op.f("ck_pot_purchase_officers_answer"), type_="check")
        purchase.drop_constraint(op.f("ck_pot_purchase_officers_above_nought"), type_="check")
        purchase.drop_column("officers_most_pence")
        purchase.drop_column("officers_answer")
