"""The file of a month may be that of a funder which has nobody here; a word with which money is passed on is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

OF_TWO = "(council_id IS NULL) <> (holder_id IS NULL)"
OF_THREE = (
    "CASE WHEN council_id IS NULL THEN 0 ELSE 1 END + CASE WHEN holder_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN funder IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """A file is of one council, of one holder, or of one funder by its name. What was passed on stands by the money."""
    with op.batch_alter_table("money_export") as export:
        export.add_column(sa.Column("funder", sa.String(length=120), nullable=True))
        export.drop_constraint(op.f("ck_money_export_of_one"), type_="check")
        export.create_check_constraint(op.f("ck_money_export_of_one"), OF_THREE)
    op.create_index(op.f("ix_money_export_funder"), "money_export", ["funder"])
    op.create_table(
        "passed_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_passed_on_break_id_break")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_passed_on_by_account_id_account")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_passed_on_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_on")),
    )
    op.create_index("ix_passed_on_break_id_pot_id", "passed_on", ["break_id", "pot_id"])


def downgrade() -> None:
    """Without them: the files of funders are gone, and are made anew from the books; words are in the letters alone."""
    op.drop_table("passed_on")
    op.drop_index(op.f("ix_money_export_funder"), "money_export")
    op.execute("DELETE FROM money_export WHERE funder IS NOT NULL")
    with op.batch_alter_table("money_export") as export:
        export.drop_constraint(op.f("ck_money_export_of_one"), type_="check")
        export.create_check_constraint(op.f("ck_money_export_of_one"), OF_TWO)
        export.drop_column("funder")
