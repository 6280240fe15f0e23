"""Prices: extras, seasons with rates of their own, waking nights and miles, deposits, value added tax."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

UNITS_BEFORE = ("night", "hour", "item", "sleepover")
UNITS = (*UNITS_BEFORE, "waking_night", "mile", "extra")
WITH_UNITS = ("rate", "break_segment")

SEASONS_OVERLAP_ON_SQLITE = """
CREATE TRIGGER season_no_overlap_{verb} BEFORE {verb} ON season
BEGIN
  SELECT RAISE(ABORT, 'ex_season_listing_id_days')
   WHERE EXISTS (
     SELECT 1 FROM season
      WHERE listing_id = NEW.listing_id AND id IS NOT NEW.id
        AND first_on <= NEW.last_on AND last_on >= NEW.first_on
   );
END
"""

SEASONS_OVERLAP_ON_POSTGRESQL = """
ALTER TABLE season ADD CONSTRAINT ex_season_listing_id_days
EXCLUDE USING gist (listing_id WITH =, daterange(first_on, last_on, '[]') WITH &&)
"""


VATS = "vat IN ('none', 'exempt', 'reduced', 'standard')"
COLUMNS = (
    ("listing", "deposit_pence INTEGER NOT NULL DEFAULT 0", "deposit", "deposit_pence >= 0"),
    (
        "listing",
        "deposit_back_days INTEGER",
        "deposit_comes_back",
        "deposit_pence = 0 OR deposit_back_days IS NOT NULL",
    ),
    ("listing", "deposit_how VARCHAR(200) NOT NULL DEFAULT ''", "", ""),
    ("listing", "vat VARCHAR(40) NOT NULL DEFAULT 'none'", "vat", VATS),
    ("break_line", "vat VARCHAR(40)", "vat", VATS),
    ("break_line", "vat_per_ten_thousand INTEGER NOT NULL DEFAULT 0", "vat_rate", "vat_per_ten_thousand >= 0"),
    ("break_line", "deposit_pence INTEGER NOT NULL DEFAULT 0", "deposit", "deposit_pence >= 0"),
    ("break_line", "deposit_back_days INTEGER", "", ""),
)
"""Table, column, and its CHECK by name; said in SQL so that SQLite need not make the whole table anew."""


def upgrade() -> None:
    """Make the tables, and say more of rates and segments."""
    _make_tables()
    for column in ("stay_pence", "person_pence"):
        op.add_column("search_row", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("search_row", sa.Column("seasons", sa.Text(), nullable=True))
    op.add_column("break_segment", sa.Column("season", sa.String(length=40), nullable=False, server_default=""))
    _allow_units(UNITS)
    for table, column, name, check in COLUMNS:
        guard = f" CONSTRAINT ck_{table}_{name} CHECK ({check})" if check else ""
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}{guard}")
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update"):
            op.execute(SEASONS_OVERLAP_ON_SQLITE.format(verb=verb))
    else:
        op.execute(SEASONS_OVERLAP_ON_POSTGRESQL)


def downgrade() -> None:
    """Take it all away again."""
    op.execute("DELETE FROM rate WHERE unit IN ('waking_night', 'mile')")
    op.execute("UPDATE break_segment SET unit = 'sleepover' WHERE unit = 'waking_night'")
    op.execute("UPDATE break_segment SET unit = 'item' WHERE unit IN ('mile', 'extra')")
    _allow_units(UNITS_BEFORE)
    op.drop_column("break_segment", "season")
    for column in ("deposit_back_days", "deposit_pence", "vat_per_ten_thousand", "vat"):
        op.drop_column("break_line", column)
    for column in ("vat", "deposit_how", "deposit_back_days", "deposit_pence"):
        op.drop_column("listing", column)
    for column in ("seasons", "person_pence", "stay_pence"):
        op.drop_column("search_row", column)
    for table in ("season_rate", "season", "extra"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "extra",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("per", _one_of("extra_per", "stay", "person", "each"), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_extra_above_nought")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_extra_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra")),
        sa.UniqueConstraint("listing_id", "name", name=op.f("uq_extra_listing_id_name")),
    )
    op.create_table(
        "season",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_season_days_in_order")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_season_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
    )
    op.create_index("ix_season_listing_id", "season", ["listing_id"], unique=False)
    op.create_table(
        "season_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("unit", _one_of("rate_unit", *UNITS), nullable=False),
        sa.Column("weekday_pence", sa.Integer(), nullable=False),
        sa.Column("weekend_pence", sa.Integer(), nullable=False),
        sa.Column("bank_holiday_pence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekday_pence > 0 AND weekend_pence > 0 AND bank_holiday_pence > 0",
            name=op.f("ck_season_rate_above_nought"),
        ),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_rate_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_rate")),
        sa.UniqueConstraint("season_id", "unit", name=op.f("uq_season_rate_season_id_unit")),
    )


def _allow_units(units: tuple[str, ...]) -> None:
    for table in WITH_UNITS:
        name = op.f(f"ck_{table}_rate_unit")
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(name, type_="check")
            changed.create_check_constraint(name, f"unit IN ({', '.join(repr(unit) for unit in units)})")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
