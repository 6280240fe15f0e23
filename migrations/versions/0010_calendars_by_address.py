"""Calendars kept elsewhere have addresses, several to a space; what each takes is kept by a hash of its UID."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BRING = """
INSERT INTO outside_calendar (space_id, name, address, made_at, read_at, gone_through_at, failures, trouble, etag,
                              modified, digest, status, problems, is_empty, news, ref)
SELECT before.space_id, 'A file', '', read_at, read_at, read_at, 0, '', '', '', digest, status, problems, FALSE, '',
       'file' || space.ref
FROM outside_calendar_before AS before JOIN space ON space.id = before.space_id
"""
BRING_TIMES = """
INSERT INTO outside_time (calendar_id, uid_hash, starts_at, ends_at)
SELECT outside_calendar.id, '', found.starts_at, found.ends_at
FROM outside_calendar JOIN (
  SELECT space_id, starts_at, ends_at FROM occupancy WHERE cause = 'outside' AND released_at IS NULL
  UNION
  SELECT space_id, starts_at, ends_at FROM calendar_conflict WHERE closed_at IS NULL
) AS found ON found.space_id = outside_calendar.space_id
"""
"""What stands in the diary for a calendar, and what a case says that it takes as well."""


def upgrade() -> None:
    """Make the tables anew around what was read before: of each space one calendar, a file."""
    op.execute("CREATE TABLE outside_calendar_before AS SELECT * FROM outside_calendar")
    op.drop_table("outside_calendar")
    op.create_table(
        "outside_calendar",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_through_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("modified", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.Column("news", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(address = '') = (next_at IS NULL)", name=op.f("ck_outside_calendar_fetched_is_due")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_outside_calendar_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_calendar")),
        sa.UniqueConstraint("ref", name=op.f("uq_outside_calendar_ref")),
    )
    op.create_index("ix_outside_calendar_next_at", "outside_calendar", ["next_at"], unique=False)
    op.create_index(
        "ix_outside_calendar_fetched",
        "outside_calendar",
        ["read_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_outside_calendar_space_id", "outside_calendar", ["space_id"], unique=False)
    op.create_index(
        "uq_outside_calendar_file",
        "outside_calendar",
        ["space_id"],
        unique=True,
        sqlite_where=sa.text("address = ''"),
        postgresql_where=sa.text("address = ''"),
    )
    op.create_table(
        "outside_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid_hash", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_outside_time_period_in_order")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["outside_calendar.id"], name=op.f("fk_outside_time_calendar_id_outside_calendar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_time")),
        sa.UniqueConstraint(
            "calendar_id",
            "uid_hash",
            "starts_at",
            "ends_at",
            name=op.f("uq_outside_time_calendar_id_uid_hash_starts_at_ends_at"),
        ),
    )
    op.execute(BRING)
    op.execute(BRING_TIMES)
    op.drop_table("outside_calendar_before")


def downgrade() -> None:
    """Back to the last reading of one calendar for each space."""
    op.execute("CREATE TABLE outside_calendar_before AS SELECT * FROM outside_calendar WHERE address = ''")
    op.drop_table("outside_time")
    op.drop_table("outside_calendar")
    op.create_table(
        "outside_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_outside_calendar_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_calendar")),
        sa.UniqueConstraint("space_id", name=op.f("uq_outside_calendar_space_id")),
    )
    op.execute(
        "INSERT INTO outside_calendar (space_id, read_at, digest, status, events, problems)"
        " SELECT space_id, read_at, digest, status, 0, problems FROM outside_calendar_before WHERE read_at IS NOT NULL"
    )
    op.drop_table("outside_calendar_before")
