"""The fee of who holds an ISF keeps the rate that it was worked out with, whatever its pot says later."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

IN_TITLE = re.compile(r", (\d{1,2})(?:\.(\d{1,2}))?%$")
MOST = 2500


def upgrade() -> None:
    """A fee that is there was agreed at the rate that stands in its title."""
    op.add_column("break_line", sa.Column("fee_basis_points", sa.Integer(), nullable=True))
    bind = op.get_bind()
    fees = bind.execute(
        sa.text(
            "SELECT break_line.id, break_line.title, pot.fee_basis_points FROM break_line"
            " JOIN pot ON pot.id = break_line.pot_id WHERE break_line.sort = 'fee'"
        )
    )
    for line_id, title, of_pot in fees.all():
        bind.execute(
            sa.text("UPDATE break_line SET fee_basis_points = :rate WHERE id = :id"),
            {"rate": _rate(title) or of_pot or MOST, "id": line_id},
        )
    with op.batch_alter_table("break_line") as line:
        line.create_check_constraint(
            op.f("ck_break_line_fee_has_its_rate"), "(sort = 'fee') = (fee_basis_points IS NOT NULL)"
        )
        line.create_check_constraint(op.f("ck_break_line_fee_rate"), f"fee_basis_points BETWEEN 1 AND {MOST}")


def downgrade() -> None:
    """Without it every fee follows its pot again."""
    with op.batch_alter_table("break_line") as line:
        line.drop_constraint(op.f("ck_break_line_fee_rate"), type_="check")
        line.drop_constraint(op.f("ck_break_line_fee_has_its_rate"), type_="check")
        line.drop_column("fee_basis_points")


def _rate(title: object) -> int:
    found = IN_TITLE.search(str(title))
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    return rate if rate <= MOST else 0
