"""Photographs of listings: their words, the sizes they are served in, the facts they prove."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "photo",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_photo_position")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_photo_listing_id_listing")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_photo_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("listing_id", "digest", name=op.f("uq_photo_listing_id_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_photo_ref")),
    )
    op.create_table(
        "photo_size",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_photo_size_not_flat")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_size_photo_id_photo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_size")),
        sa.UniqueConstraint("photo_id", "name", name=op.f("uq_photo_size_photo_id_name")),
    )
    op.create_table(
        "photo_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_fact_photo_id_photo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_fact")),
        sa.UniqueConstraint("photo_id", "fact_id", name=op.f("uq_photo_fact_photo_id_fact_id")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("photo_fact")
    op.drop_table("photo_size")
    op.drop_table("photo")
