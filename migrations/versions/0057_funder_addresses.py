"""Where a funder that has nobody here is, for invoices to it, and the account that others pay it back to."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each funder of which the brokerage's finance has said it."""
    op.create_table(
        "funder_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funder", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("sort_code", sa.String(length=6), nullable=False),
        sa.Column("account_number", sa.String(length=8), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_address")),
        sa.UniqueConstraint("funder", name=op.f("uq_funder_address_funder")),
    )


def downgrade() -> None:
    """Without them: invoices to funders have a name alone again."""
    op.drop_table("funder_address")
