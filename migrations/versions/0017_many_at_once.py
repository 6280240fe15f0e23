"""Many listings at once: a provider's own names for its listings, and the files it sends; a listing may be refused."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STANDING = ("draft", "waiting", "sent_back", "published", "hidden", "closed")
STATES = ("reading", "refused", "ready", "taking", "taken", "dropped")


def upgrade() -> None:
    """Add the columns and the state, and make the table."""
    _let_state_be(*STANDING, "refused")
    op.add_column("listing_check", sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("listing", sa.Column("own_ref", sa.String(length=32), nullable=True))
    op.create_index("uq_listing_provider_id_own_ref", "listing", ["provider_id", "own_ref"], unique=True)
    op.create_table(
        "listing_sheet",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="sheet_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("read_as", sa.String(length=80), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("is_read_again", sa.Boolean(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("taken_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("rows_read >= 0 AND rows_read <= rows_total", name=op.f("ck_listing_sheet_rows")),
        sa.CheckConstraint("added >= 0 AND changed >= 0 AND unchanged >= 0", name=op.f("ck_listing_sheet_counts")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_listing_sheet_provider_id_provider")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_listing_sheet_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_account_id"], ["account.id"], name=op.f("fk_listing_sheet_taken_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_sheet")),
        sa.UniqueConstraint("ref", name=op.f("uq_listing_sheet_ref")),
    )
    op.create_index("ix_listing_sheet_provider_id_made_at", "listing_sheet", ["provider_id", "made_at"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("listing_sheet")
    op.drop_index("uq_listing_provider_id_own_ref", "listing")
    op.drop_column("listing", "own_ref")
    op.drop_column("listing_check", "is_refused")
    op.execute("UPDATE listing SET state = 'sent_back' WHERE state = 'refused'")
    _let_state_be(*STANDING)


def _let_state_be(*states: str) -> None:
    """The states that a listing may be in."""
    with op.batch_alter_table("listing") as listing:
        listing.drop_constraint(op.f("ck_listing_listing_state"), type_="check")
        listed = ", ".join(f"'{state}'" for state in states)
        listing.create_check_constraint(op.f("ck_listing_listing_state"), f"state IN ({listed})")
