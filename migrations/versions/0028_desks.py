"""How somebody agreed that a break is arranged for them; who is in hospital or has died, and what becomes of breaks."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CAUSES = ("in_hospital", "died")
FOR_NOW = ("keep", "move", "let_go")
BEHALF_HOW = ("in_person", "telephone", "written", "through_powers", "by_other_means")


def upgrade() -> None:
    """Make the tables."""
    _on_behalf()
    _standstill()
    _emergency()
    _meetings()


def downgrade() -> None:
    """Take them away again: who was in hospital is not, for all that is known."""
    for table in ("meeting_terms", "meeting_word", "meeting_time", "meeting"):
        op.drop_table(table)
    op.drop_table("emergency")
    op.drop_table("standstill_choice")
    op.drop_table("standstill")
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("ck_person_standstill_cause"), type_="check")
        person.drop_column("stands_still")
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("stopped_at")
    op.drop_table("on_behalf")


def _on_behalf() -> None:
    op.create_table(
        "on_behalf",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("how", _one_of("behalf_how", BEHALF_HOW), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("options", sa.String(length=10), nullable=False),
        sa.Column("option_reason", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(options = '') = (option_reason = '')", name=op.f("ck_on_behalf_options_have_a_reason")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_on_behalf_break_id_break")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_on_behalf_by_account_id_account")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_on_behalf")),
    )


def _standstill() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("stands_still", _one_of("standstill_cause", CAUSES), nullable=True))
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "standstill",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cause", _one_of("standstill_cause", CAUSES), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_account_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_account_id IS NULL)", name=op.f("ck_standstill_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standstill_person_id_person")),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_standstill_{column}_account"))
            for column in ("recorded_by_account_id", "ended_by_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standstill")),
        sa.UniqueConstraint("ref", name=op.f("uq_standstill_ref")),
    )
    op.create_index(op.f("ix_standstill_person_id"), "standstill", ["person_id"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_standstill_open",
        "standstill",
        ["person_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "standstill_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standstill_id", sa.Integer(), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("choice", _one_of("for_now", FOR_NOW), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("moved_to_id", sa.Integer(), nullable=True),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["standstill_id"], ["standstill.id"], name=op.f("fk_standstill_choice_standstill_id_standstill")
        ),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_standstill_choice_break_id_break")),
        sa.ForeignKeyConstraint(["moved_to_id"], ["break.id"], name=op.f("fk_standstill_choice_moved_to_id_break")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_standstill_choice_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standstill_choice")),
    )
    op.create_index(op.f("ix_standstill_choice_break_id"), "standstill_choice", ["break_id"])
    op.create_index("ix_standstill_choice_standstill_id_break_id", "standstill_choice", ["standstill_id", "break_id"])


def _emergency() -> None:
    op.create_table(
        "emergency",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("plan_due_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_emergency_break_id_break")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_emergency_officer_id_account")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_emergency")),
    )


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("how", _one_of("meet_how", ("video", "telephone", "public_place")), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("meet_state", ("asked", "agreed", "off")), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_period_in_order")),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_meeting_period_whole")),
        sa.CheckConstraint(
            "state <> 'agreed' OR (starts_at IS NOT NULL AND space_id IS NOT NULL)",
            name=op.f("ck_meeting_agreed_is_known"),
        ),
        sa.CheckConstraint("pence >= 0 AND minutes BETWEEN 10 AND 120", name=op.f("ck_meeting_short")),
        sa.CheckConstraint("how <> 'public_place' OR place <> ''", name=op.f("ck_meeting_place_is_said")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_meeting_listing_id_listing")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_person_id_person")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_meeting_space_id_space")),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_meeting_asked_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("ref", name=op.f("uq_meeting_ref")),
    )
    op.create_index(op.f("ix_meeting_listing_id"), "meeting", ["listing_id"])
    op.create_index(op.f("ix_meeting_person_id"), "meeting", ["person_id"])
    op.create_table(
        "meeting_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("meet_side", ("family", "provider")), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_time_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_time")),
    )
    op.create_index(op.f("ix_meeting_time_meeting_id"), "meeting_time", ["meeting_id"])
    op.create_table(
        "meeting_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("meet_side", ("family", "provider")), nullable=False),
        sa.Column("answer", _one_of("meet_answer", ("yes", "no", "another")), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_word_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_meeting_word_by_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_word")),
        sa.UniqueConstraint("meeting_id", "side", name=op.f("uq_meeting_word_meeting_id_side")),
    )
    op.create_table(
        "meeting_terms",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence >= 0 AND minutes BETWEEN 10 AND 120", name=op.f("ck_meeting_terms_short")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_meeting_terms_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_meeting_terms")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
