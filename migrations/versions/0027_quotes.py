"""Quotes, breaks to choose from, and comparisons with a care home."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CHANGED = "NEW.number <> OLD.number OR NEW.pence <> OLD.pence OR (NEW.kept <> OLD.kept AND NEW.kept <> '')"
"""What a quote says is never changed; it may be erased."""

SQLITE = f"""
CREATE TRIGGER quote_stays BEFORE UPDATE ON quote WHEN {CHANGED}
BEGIN SELECT RAISE(ABORT, 'a quote stays as it was'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION quote_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {CHANGED} THEN RAISE EXCEPTION 'a quote stays as it was'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER quote_stays BEFORE UPDATE ON quote FOR EACH ROW EXECUTE FUNCTION quote_stays()
"""


def upgrade() -> None:
    """Make the tables."""
    _quotes()
    _choices()
    _comparisons()
    op.execute(SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL)


def downgrade() -> None:
    """Take them away again."""
    for table in ("compared_outcome", "comparison", "choice", "choice_set", "quote"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION quote_stays()")


def _quotes() -> None:
    op.create_table(
        "quote",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_quote_not_below_nought")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_quote_break_id_break")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_quote_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", name=op.f("uq_quote_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_quote_ref")),
    )
    op.create_index(op.f("ix_quote_break_id"), "quote", ["break_id"])


def _choices() -> None:
    op.create_table(
        "choice_set",
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answered_how",
            _one_of(
                "chosen_how",
                (
                    "sign_in",
                    "for_them",
                    "told",
                ),
            ),
            nullable=True,
        ),
        sa.Column("answered_by_account_id", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=120), nullable=False),
        sa.Column("answer_words", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answered_how = 'told') = (told_by <> '') OR answered_how IS NULL",
            name=op.f("ck_choice_set_told_by_somebody"),
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_how IS NULL)", name=op.f("ck_choice_set_answer_whole")),
        sa.CheckConstraint(
            "answered_at IS NULL OR (sent_at IS NOT NULL AND taken_back_at IS NULL)", name=op.f("ck_choice_set_answer")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_account_id"], ["account.id"], name=op.f("fk_choice_set_answered_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_choice_set_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_set")),
        sa.UniqueConstraint("ref", name=op.f("uq_choice_set_ref")),
    )
    op.create_table(
        "choice",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name=op.f("ck_choice_at_most_five")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_choice_quote_id_quote")),
        sa.ForeignKeyConstraint(["set_id"], ["choice_set.id"], name=op.f("fk_choice_set_id_choice_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("quote_id", name=op.f("uq_choice_quote_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_choice_ref")),
        sa.UniqueConstraint("set_id", "position", name=op.f("uq_choice_set_id_position")),
    )
    op.create_index(
        "uq_choice_chosen",
        "choice",
        ["set_id"],
        unique=True,
        sqlite_where=sa.text("is_chosen"),
        postgresql_where=sa.text("is_chosen"),
    )


def _comparisons() -> None:
    op.create_table(
        "comparison",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("home_name", sa.String(length=160), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("home_nights", sa.Integer(), nullable=False),
        sa.Column("home_council_pence", sa.Integer(), nullable=False),
        sa.Column("home_person_pence", sa.Integer(), nullable=False),
        sa.Column("home_staff", sa.String(length=200), nullable=False),
        sa.Column("home_miles", sa.Integer(), nullable=True),
        sa.Column("home_who", sa.String(length=300), nullable=False),
        sa.Column("home_near", sa.String(length=300), nullable=False),
        sa.Column("break_near", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column(
            "decided",
            _one_of(
                "week",
                (
                    "break",
                    "care_home",
                ),
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.Integer(), nullable=True),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided IS NULL) AND (decided_at IS NULL) = (reason = '') AND (decided_at IS NULL) = (kept = '')",
            name=op.f("ck_comparison_decision_whole"),
        ),
        sa.CheckConstraint(
            "home_council_pence >= 0 AND home_person_pence >= 0", name=op.f("ck_comparison_not_below_nought")
        ),
        sa.CheckConstraint("home_miles BETWEEN 0 AND 999", name=op.f("ck_comparison_home_miles")),
        sa.CheckConstraint("home_nights BETWEEN 1 AND 60", name=op.f("ck_comparison_home_nights")),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_comparison_break_id_break")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_comparison_council_id_council")),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"], ["account.id"], name=op.f("fk_comparison_decided_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_comparison_listing_id_listing")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_comparison_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("ref", name=op.f("uq_comparison_ref")),
    )
    op.create_index(op.f("ix_comparison_break_id"), "comparison", ["break_id"])
    op.create_index("ix_comparison_council_id_decided_at", "comparison", ["council_id", "decided_at"])
    op.create_table(
        "compared_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comparison_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("by_break", sa.Boolean(), nullable=False),
        sa.Column("by_home", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparison.id"], name=op.f("fk_compared_outcome_comparison_id_comparison")
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_compared_outcome_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compared_outcome")),
        sa.UniqueConstraint("comparison_id", "outcome_id", name=op.f("uq_compared_outcome_comparison_id_outcome_id")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
