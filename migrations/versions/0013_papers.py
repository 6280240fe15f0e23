"""Papers with a date, what was told of their end, and legal entities linked with a provider's own."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "paper_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_paper_notice_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_notice")),
        sa.UniqueConstraint("about", "ends_on", "days", name=op.f("uq_paper_notice_about_ends_on_days")),
    )
    op.create_table(
        "linked_entity",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("is_of_one_hand", sa.Boolean(), nullable=False),
        sa.Column("is_sold_together", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_linked_entity_named")),
        sa.CheckConstraint("is_of_one_hand OR is_sold_together", name=op.f("ck_linked_entity_linked")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_linked_entity_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_linked_entity_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_entity")),
        sa.UniqueConstraint("ref", name=op.f("uq_linked_entity_ref")),
    )
    op.create_index(op.f("ix_linked_entity_key"), "linked_entity", ["key"], unique=False)
    op.create_index(
        "ix_linked_entity_standing",
        "linked_entity",
        ["provider_id", "key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "paper",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("pa_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "registration",
                "public_liability",
                "employers_liability",
                "employment",
                "sssc",
                "licence",
                "energy",
                "fire_risk",
                "loler",
                "food_hygiene",
                "mot",
                "vehicle_insurance",
                "vehicle_licence",
                name="paper_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=160), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("holder_postcode", sa.String(length=10), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "asked",
                "refused",
                name="paper_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.Integer(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_paper_decided")),
        sa.CheckConstraint("state NOT IN ('asked', 'refused') OR reason <> ''", name=op.f("ck_paper_says_why")),
        sa.CheckConstraint(
            "issued_on IS NULL OR ends_on IS NULL OR ends_on >= issued_on", name=op.f("ck_paper_days_in_order")
        ),
        sa.CheckConstraint("listing_id IS NULL OR pa_id IS NULL", name=op.f("ck_paper_about_one")),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"], ["account.id"], name=op.f("fk_paper_decided_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_paper_file_id_stored_file")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_paper_listing_id_listing")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_paper_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["pa_id"], ["pa.id"], name=op.f("fk_paper_pa_id_pa")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_paper_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("ref", name=op.f("uq_paper_ref")),
    )
    op.create_index(
        "ix_paper_current",
        "paper",
        ["about", "kind", "state"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL AND state IN ('waiting', 'accepted')"),
        postgresql_where=sa.text("replaced_at IS NULL AND state IN ('waiting', 'accepted')"),
    )
    op.create_index("ix_paper_ends_on", "paper", ["ends_on"], unique=False)
    op.create_index(op.f("ix_paper_listing_id"), "paper", ["listing_id"], unique=False)
    op.create_index(op.f("ix_paper_pa_id"), "paper", ["pa_id"], unique=False)
    op.create_index(op.f("ix_paper_provider_id"), "paper", ["provider_id"], unique=False)
    op.create_index("ix_paper_state_made_at", "paper", ["state", "made_at"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_paper_state_made_at", table_name="paper")
    op.drop_index(op.f("ix_paper_provider_id"), table_name="paper")
    op.drop_index(op.f("ix_paper_pa_id"), table_name="paper")
    op.drop_index(op.f("ix_paper_listing_id"), table_name="paper")
    op.drop_index("ix_paper_ends_on", table_name="paper")
    op.drop_index(
        "ix_paper_current",
        table_name="paper",
        sqlite_where=sa.text("replaced_at IS NULL AND state IN ('waiting', 'accepted')"),
        postgresql_where=sa.text("replaced_at IS NULL AND state IN ('waiting', 'accepted')"),
    )

    op.drop_table("paper")
    op.drop_index(
        "ix_linked_entity_standing",
        table_name="linked_entity",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_linked_entity_key"), table_name="linked_entity")

    op.drop_table("linked_entity")
    op.drop_table("paper_notice")
