"""The file of a month may be that of a funder which has nobody here: its money half, for the brokerage to send on."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0059"
branch_labels = None
depends_on = None

OF_TWO = "(council_id IS NULL) <> (holder_id IS NULL)"
OF_THREE = (
    "CASE WHEN council_id IS NULL THEN 0 ELSE 1 END + CASE WHEN holder_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN funder IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """A file is of one council, of one holder, or of one funder by its name."""
    with op.batch_alter_table("money_export") as export:
        export.add_column(sa.Column("funder", sa.String(length=120), nullable=True))
        export.drop_constraint(op.f("ck_money_export_of_one"), type_="check")
        export.create_check_constraint(op.f("ck_money_export_of_one"), OF_THREE)
    op.create_index(op.f("ix_money_export_funder"), "money_export", ["funder"])


def downgrade() -> None:
    """Without them: the files of funders are gone, and are made anew from the books."""
    op.drop_index(op.f("ix_money_export_funder"), "money_export")
    op.execute("DELETE FROM money_export WHERE funder IS NOT NULL")
    with op.batch_alter_table("money_export") as export:
        export.drop_constraint(op.f("ck_money_export_of_one"), type_="check")
        export.create_check_constraint(op.f("ck_money_export_of_one"), OF_TWO)
        export.drop_column("funder")
