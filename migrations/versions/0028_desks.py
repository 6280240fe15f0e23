"""How somebody agreed that a break is arranged for them; who is in hospital or has died, and what becomes of breaks."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0021"
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


def downgrade() -> None:
    """Take them away again: who was in hospital is not, for all that is known."""
    op.drop_table("emergency")
    op.drop_table("standstill_choice")
    op.drop_table("standstill")
    with op.batch_alter_table("person") as person:
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


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
