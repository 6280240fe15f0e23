"""On what terms a listing is booked, what people are told when they come, and what they say of its facts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

EVIDENCE = ("measured_by_us", "guest_confirmed", "measured_by_owner", "stated_by_owner", "disputed")
NOTES = ("house_rules", "handover", "keys", "hoist_induction", "out_of_hours")
BEFORE = ("on_site", "telephone", "email", "letter", "in_person")
STANDING = ("standing_word",)
NEVER_OF_SUPPORT = """
accepted_how IS NULL OR accepted_how <> 'standing_word' OR (NOT includes_personal_care
 AND kind NOT IN ('pa_bank', 'sole_pa', 'care_at_home', 'shared_lives'))
"""


def upgrade() -> None:
    """Make the table, and let a search and a line know its terms."""
    op.create_table(
        "booking_terms",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("changeover_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("is_firm", sa.Boolean(), nullable=False),
        sa.Column("is_instant", sa.Boolean(), nullable=False),
        sa.Column("cancellation", _one_of("cancellation", ("not_said", "day", "week", "month", "own")), nullable=False),
        sa.Column("cancellation_words", sa.String(length=500), nullable=False),
        sa.CheckConstraint("changeover_days BETWEEN 1 AND 127", name=op.f("ck_booking_terms_changeover_days")),
        sa.CheckConstraint("notice_days BETWEEN 0 AND 90", name=op.f("ck_booking_terms_notice_days")),
        sa.CheckConstraint(
            "cancellation <> 'own' OR cancellation_words <> ''", name=op.f("ck_booking_terms_own_words_said")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_booking_terms_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_booking_terms")),
    )
    op.create_table(
        "arrival_notes",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=1000), nullable=False) for name in NOTES),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_arrival_notes_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_arrival_notes")),
    )
    _fact_words()
    op.add_column("search_row", sa.Column("changeover_days", sa.Integer(), server_default="127", nullable=False))
    op.add_column("search_row", sa.Column("notice_days", sa.Integer(), server_default="0", nullable=False))
    op.add_column("search_row", sa.Column("is_firm", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("break_line") as line:
        line.add_column(sa.Column("cancellation", sa.String(length=800), server_default="", nullable=False))
        line.drop_constraint(op.f("ck_break_line_accepted_how"), type_="check")
        line.create_check_constraint(op.f("ck_break_line_accepted_how"), _is_one_of(BEFORE + STANDING))
        line.create_check_constraint(op.f("ck_break_line_standing_word"), NEVER_OF_SUPPORT)


def downgrade() -> None:
    """Take them away again. What was said yes to at once stays said, as by its provider on the site."""
    op.execute("UPDATE break_line SET accepted_how = 'on_site' WHERE accepted_how = 'standing_word'")
    with op.batch_alter_table("break_line") as line:
        line.drop_constraint(op.f("ck_break_line_standing_word"), type_="check")
        line.drop_constraint(op.f("ck_break_line_accepted_how"), type_="check")
        line.create_check_constraint(op.f("ck_break_line_accepted_how"), _is_one_of(BEFORE))
        line.drop_column("cancellation")
    for column in ("is_firm", "notice_days", "changeover_days"):
        op.drop_column("search_row", column)
    op.drop_table("fact_word")
    op.drop_table("arrival_notes")
    op.drop_table("booking_terms")


def _fact_words() -> None:
    op.create_table(
        "fact_word",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("is_so", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("value_words", sa.String(length=80), nullable=False),
        sa.Column("before", _one_of("evidence", EVIDENCE), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_account_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_how", _one_of("settled", ("put_right", "stands")), nullable=True),
        sa.Column("settled_reason", sa.String(length=300), nullable=False),
        sa.Column("settled_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("is_so OR words <> ''", name=op.f("ck_fact_word_says_what_was_wrong")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name=op.f("ck_fact_word_settled_whole")),
        sa.CheckConstraint("NOT is_so OR settled_at IS NULL", name=op.f("ck_fact_word_only_disputes_are_settled")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_fact_word_listing_id_listing")),
        sa.ForeignKeyConstraint(
            ["said_by_account_id"], ["account.id"], name=op.f("fk_fact_word_said_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_account_id"], ["account.id"], name=op.f("fk_fact_word_settled_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_word")),
        sa.UniqueConstraint("ref", name=op.f("uq_fact_word_ref")),
        sa.UniqueConstraint("reference", "fact_id", name=op.f("uq_fact_word_reference_fact_id")),
    )
    op.create_index("ix_fact_word_listing_id_settled_at", "fact_word", ["listing_id", "settled_at"], unique=False)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _is_one_of(values: tuple[str, ...]) -> str:
    return f"accepted_how IN ({', '.join(map(repr, values))})"
