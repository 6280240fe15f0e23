"""Patterns: how a break was made up, kept to plan another one like it; and what officers did not agree to pay."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WHOSE = ("person", "carer", "together")
SORTS = ("listed", "brokered", "own_arrangement", "fee")
KINDS = (
    "accommodation",
    "care_home",
    "pa_bank",
    "sole_pa",
    "care_at_home",
    "shared_lives",
    "activity",
    "transport",
    "equipment",
    "other",
)
UNITS = ("night", "hour", "item", "sleepover", "waking_night", "mile", "extra")
FOR_WHOM = ("person", "carer", "both")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "break_pattern",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("whose", _one_of("whose", WHOSE), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.Column("needs_cover", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_break_pattern_of_one_owner")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_break_pattern_weekday")),
        sa.CheckConstraint("last_day >= 0", name=op.f("ck_break_pattern_days")),
        sa.CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 0 AND 1439",
            name=op.f("ck_break_pattern_of_a_day"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_break_pattern_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_break_pattern_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_break_pattern_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_pattern")),
        sa.UniqueConstraint("ref", name=op.f("uq_break_pattern_ref")),
    )
    op.create_index(op.f("ix_break_pattern_account_id"), "break_pattern", ["account_id"])
    op.create_index(op.f("ix_break_pattern_organisation_id"), "break_pattern", ["organisation_id"])
    _parts()
    _refusals()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("pot_refusal")
    op.drop_table("pattern_part")
    op.drop_table("break_pattern")


def _parts() -> None:
    op.create_table(
        "pattern_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("sort", _one_of("line_sort", SORTS), nullable=False),
        sa.Column("kind", _one_of("listing_kind", KINDS), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("unit", _one_of("rate_unit", UNITS), nullable=False),
        sa.Column("for_whom", _one_of("for_whom", FOR_WHOM), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("extras", sa.JSON(), nullable=False),
        sa.Column("miles", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sort = 'listed') = (listing_id IS NOT NULL)", name=op.f("ck_pattern_part_listed_has_its_listing")
        ),
        sa.CheckConstraint("sort <> 'fee'", name=op.f("ck_pattern_part_no_fee")),
        sa.CheckConstraint("guests IS NULL OR guests >= 1", name=op.f("ck_pattern_part_guests")),
        sa.CheckConstraint("quantity >= 0 AND miles >= 0", name=op.f("ck_pattern_part_not_below_nought")),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["break_pattern.id"], name=op.f("fk_pattern_part_pattern_id_break_pattern")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_pattern_part_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_part")),
    )
    op.create_index(op.f("ix_pattern_part_pattern_id"), "pattern_part", ["pattern_id"])


def _refusals() -> None:
    op.create_table(
        "pot_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("limit_pence", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_pot_refusal_not_below_nought")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_pot_refusal_break_id_break")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_pot_refusal_pot_id_pot")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_pot_refusal_by_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot_refusal")),
    )
    op.create_index("ix_pot_refusal_break_id_pot_id", "pot_refusal", ["break_id", "pot_id"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
