"""A profile with sizes, support by time of day, notes and versions; easy words for an account; a say to be asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SIZES = {"chair_length_mm": (300, 2500), "turning_mm": (500, 3000), "with_chair_kg": (10, 900)}
PARTS = ("morning", "afternoon", "evening", "night")
LEVELS = ("none", "one", "two", "sleepover", "waking", "waking_two")
TOPICS = ("talking", "upset", "likes", "dislikes", "worked")
FILLED_BY = ("alone", "with_help", "told", "for_them")


def upgrade() -> None:
    """Make the tables and columns."""
    with op.batch_alter_table("person") as person:
        for name, (least, most) in SIZES.items():
            person.add_column(sa.Column(name, sa.Integer(), nullable=True))
            person.create_check_constraint(op.f(f"ck_person_{name}"), f"{name} BETWEEN {least} AND {most}")
        person.add_column(sa.Column("sling", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("person") as person:
        person.alter_column("sling", server_default=None)
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("reads_easily", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("account") as account:
        account.alter_column("reads_easily", server_default=None)
    with op.batch_alter_table("say") as say:
        say.alter_column("is_yes", existing_type=sa.Boolean(), nullable=True)
        say.add_column(sa.Column("helped_by", sa.String(length=120), nullable=False, server_default=""))
        say.add_column(sa.Column("told_how", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("say") as say:
        say.alter_column("helped_by", server_default=None)
        say.alter_column("told_how", server_default=None)
    _notes_and_times()
    _versions()


def downgrade() -> None:
    """Take them away again: who wants to be asked again has not answered."""
    for table in ("profile_version", "support_time", "profile_note"):
        op.drop_table(table)
    op.execute("DELETE FROM say WHERE is_yes IS NULL")
    with op.batch_alter_table("say") as say:
        say.drop_column("told_how")
        say.drop_column("helped_by")
        say.alter_column("is_yes", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("account") as account:
        account.drop_column("reads_easily")
    with op.batch_alter_table("person") as person:
        person.drop_column("sling")
        for name in SIZES:
            person.drop_constraint(op.f(f"ck_person_{name}"), type_="check")
            person.drop_column(name)


def _notes_and_times() -> None:
    op.create_table(
        "profile_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", _one_of("note_topic", TOPICS), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_note")),
        sa.UniqueConstraint("person_id", "topic", name=op.f("uq_profile_note_person_id_topic")),
    )
    op.create_table(
        "support_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", _one_of("part_of_day", PARTS), nullable=False),
        sa.Column("level", _one_of("support_level", LEVELS), nullable=False),
        sa.CheckConstraint(
            "level = 'none' OR (part = 'night') = (level IN ('sleepover', 'waking', 'waking_two'))",
            name=op.f("ck_support_time_level_of_its_part"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_time_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_time")),
        sa.UniqueConstraint("person_id", "part", name=op.f("uq_support_time_person_id_part")),
    )


def _versions() -> None:
    op.create_table(
        "profile_version",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("filled_by", _one_of("filled_by", FILLED_BY), nullable=False),
        sa.Column("helped_by", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_profile_version_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_version_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_version")),
        sa.UniqueConstraint("ref", name=op.f("uq_profile_version_ref")),
    )
    op.create_index(op.f("ix_profile_version_person_id_part"), "profile_version", ["person_id", "part"])


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
