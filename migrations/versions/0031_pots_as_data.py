"""What the funder of a pot asks of it, money by date, the other sorts of money, paid relatives, who pays an invoice."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PAID_TO = ("person", "chosen", "guardian", "attorney", "parent")
MAY_BUY = ("allow", "ask", "never")
EVERY = ("week", "four_weeks", "month")
FACTORS = (
    "few_others",
    "way_of_speaking",
    "times",
    "close_care",
    "beliefs",
    "end_of_life",
    "for_now",
    "other",
)
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

# code, position, letter, label, sentence, control, options, settles_by, agreed_by, is_once
SORTS: tuple[tuple[object, ...], ...] = (
    (
        "direct_payment_held",
        11,
        "d",
        "Direct payment, held by somebody else",
        "The council pays it to somebody who holds it for the person. The person keeps control.",
        "stated",
        [1],
        ["bank_transfer", "card"],
        "holder",
        False,
    ),
    (
        "carer",
        35,
        "c",
        "Carer's own payment",
        "Money for a carer, under the carer's support plan. The carer pays nothing for it.",
        "stated",
        [1],
        ["bank_transfer", "card"],
        "holder",
        False,
    ),
    (
        "education",
        45,
        "n",
        "Education money",
        "A school or college pays its part.",
        "stated",
        [],
        ["funder_invoice"],
        "letter",
        False,
    ),
    (
        "housing_support",
        46,
        "n",
        "Housing support money",
        "Money for help to keep a home.",
        "stated",
        [],
        ["funder_invoice"],
        "letter",
        False,
    ),
    (
        "access_to_work",
        55,
        "i",
        "Access to Work",
        "Money for help at work. It pays for nothing else.",
        "stated",
        [],
        ["bank_transfer"],
        "letter",
        False,
    ),
    (
        "grant",
        60,
        "i",
        "Grant of a charity",
        "Money given one time, for what the letter says.",
        "stated",
        [],
        ["bank_transfer", "card"],
        "letter",
        True,
    ),
    (
        "start_up",
        61,
        "i",
        "Start-up money",
        "Money given one time, to begin with support.",
        "stated",
        [],
        ["bank_transfer", "card"],
        "letter",
        True,
    ),
    (
        "contribution",
        90,
        "o",
        "Your contribution",
        "What the council asks the person to pay. Nobody else counts it.",
        "own",
        [],
        ["card", "bank_transfer"],
        "holder",
        False,
    ),
)
COLUMNS = (
    "code",
    "position",
    "letter",
    "label",
    "sentence",
    "control",
    "options",
    "settles_by",
    "agreed_by",
    "is_once",
)
POSITIONS = {"direct_payment": 10, "isf": 20, "council_arranged": 30, "nhs": 40, "ilf": 50, "own": 100}


def upgrade() -> None:
    """Make the tables, and enter the sorts."""
    op.add_column("pot_sort", sa.Column("is_once", sa.Boolean(), server_default=sa.false(), nullable=False))
    _sorts()
    _terms()
    _purchases()
    _dated()
    _relatives()
    _lead()


def downgrade() -> None:
    """Take them away again. Pots of the sorts that came with them keep their sort, as money outlives its names."""
    for table in ("lead_payer", "paid_relative", "pot_outgoing", "pot_instalment", "pot_purchase", "pot_terms"):
        op.drop_table(table)
    codes = ", ".join(f"'{row[0]}'" for row in SORTS)
    op.execute(
        f"DELETE FROM pot_sort WHERE code IN ({codes}) AND id NOT IN (SELECT sort_id FROM pot)"  # noqa: S608 - names above
    )
    with op.batch_alter_table("pot_sort") as sort:
        sort.drop_column("is_once")


def _sorts() -> None:
    typed: dict[str, Any] = {
        "options": sa.JSON(),
        "settles_by": sa.JSON(),
        "position": sa.Integer(),
        "is_once": sa.Boolean(),
    }
    table = sa.table("pot_sort", *(sa.column(name, typed.get(name, sa.String())) for name in COLUMNS))
    for code, position in POSITIONS.items():
        op.execute(table.update().where(table.c.code == code).values(position=position))
    there = set(op.get_bind().scalars(sa.select(sa.column("code", sa.String())).select_from(table)))
    op.bulk_insert(table, [dict(zip(COLUMNS, row, strict=True)) for row in SORTS if row[0] not in there])


def _terms() -> None:
    op.create_table(
        "pot_terms",
        sa.Column("pot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week_cap_pence", sa.Integer(), nullable=True),
        sa.Column("total_cap_pence", sa.Integer(), nullable=True),
        sa.Column("is_firm", sa.Boolean(), nullable=False),
        sa.Column("kept_back_pence", sa.Integer(), nullable=False),
        sa.Column("carry_over_pence", sa.Integer(), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("paid_to", _one_of("paid_to", PAID_TO), nullable=True),
        sa.Column("paid_to_name", sa.String(length=120), nullable=False),
        sa.Column("paid_to_agreed_on", sa.Date(), nullable=True),
        sa.Column("means_tested_on", sa.Date(), nullable=True),
        sa.Column("award_letter", sa.String(length=200), nullable=False),
        sa.Column("award_year_pence", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("week_cap_pence > 0", name=op.f("ck_pot_terms_week_cap")),
        sa.CheckConstraint("total_cap_pence > 0", name=op.f("ck_pot_terms_total_cap")),
        sa.CheckConstraint("kept_back_pence >= 0", name=op.f("ck_pot_terms_kept_back")),
        sa.CheckConstraint("carry_over_pence >= 0", name=op.f("ck_pot_terms_carry_over")),
        sa.CheckConstraint("award_year_pence >= 0", name=op.f("ck_pot_terms_award_year")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_pot_terms_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["changed_by_account_id"], ["account.id"], name=op.f("fk_pot_terms_changed_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("pot_id", name=op.f("pk_pot_terms")),
    )


def _purchases() -> None:
    op.create_table(
        "pot_purchase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("listing_kind", KINDS), nullable=False),
        sa.Column("answer", _one_of("may_buy", MAY_BUY), nullable=True),
        sa.Column("most_pence", sa.Integer(), nullable=True),
        sa.CheckConstraint("most_pence > 0", name=op.f("ck_pot_purchase_above_nought")),
        sa.CheckConstraint("answer IS NOT NULL OR most_pence IS NOT NULL", name=op.f("ck_pot_purchase_says_something")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_pot_purchase_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot_purchase")),
        sa.UniqueConstraint("pot_id", "kind", name=op.f("uq_pot_purchase_pot_id_kind")),
    )


def _dated() -> None:
    op.create_table(
        "pot_instalment",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=True),
        *_made("pot_instalment"),
        sa.CheckConstraint("pence > 0", name=op.f("ck_pot_instalment_above_nought")),
    )
    op.create_table(
        "pot_outgoing",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("every", _one_of("every", EVERY), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_made("pot_outgoing"),
        sa.CheckConstraint("pence > 0", name=op.f("ck_pot_outgoing_above_nought")),
        sa.CheckConstraint("until_on >= next_on", name=op.f("ck_pot_outgoing_days_in_order")),
    )
    for table in ("pot_instalment", "pot_outgoing"):
        op.create_index(op.f(f"ix_{table}_pot_id"), table, ["pot_id"])


def _made(table: str) -> list[Any]:
    """Its ref, who wrote it down and when, and what it hangs on."""
    return [
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f(f"fk_{table}_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f(f"fk_{table}_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    ]


def _relatives() -> None:
    op.create_table(
        "paid_relative",
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_relative", sa.Boolean(), nullable=False),
        sa.Column("has_powers", sa.Boolean(), nullable=False),
        sa.Column("in_same_house", sa.Boolean(), nullable=True),
        sa.Column("all_agree", sa.Boolean(), nullable=False),
        sa.Column("is_capable", sa.Boolean(), nullable=False),
        sa.Column("factor", _one_of("factor", FACTORS), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_paid_relative_line_id_break_line")),
        sa.ForeignKeyConstraint(
            ["said_by_account_id"], ["account.id"], name=op.f("fk_paid_relative_said_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_paid_relative")),
    )


def _lead() -> None:
    op.create_table(
        "lead_payer",
        sa.Column("break_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["break_id"], ["break.id"], name=op.f("fk_lead_payer_break_id_break")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_lead_payer_pot_id_pot")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_lead_payer_by_account_id_account")),
        sa.PrimaryKeyConstraint("break_id", name=op.f("pk_lead_payer")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
