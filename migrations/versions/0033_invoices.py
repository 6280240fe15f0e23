"""Invoices of providers and how they are paid, statements of the bank, and what is on file behind an ISF and a wage."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEPT = (
    "ref",
    "book_id",
    "number",
    "sort",
    "credits_id",
    "payer",
    "council_id",
    "holder_id",
    "month",
    "issued_on",
    "due_on",
    "parts",
    "pence",
    "vat_pence",
    "seller_name",
    "seller_street",
    "seller_town",
    "seller_postcode",
    "seller_email",
    "seller_vat_number",
    "sort_code",
    "account_number",
    "buyer_name",
    "buyer_street",
    "buyer_town",
    "buyer_postcode",
    "buyer_endpoint",
    "made_at",
)
"""Columns of an invoice that are as they were sent; its state and the run that pays it are not among them."""

WAYS = ("card", "bank_transfer", "council_invoice", "funder_invoice", "isf_holder")
WITH_WAYS = ("agreement", "promise")

CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
STAYS = "an invoice stays as it was sent"
TOO_MANY = "NEW.position > (SELECT parts FROM invoice WHERE invoice.id = NEW.invoice_id)"
"""An invoice has so many lines as it says: none is put in afterwards."""

SQLITE = (
    f"CREATE TRIGGER invoice_stays BEFORE UPDATE ON invoice WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    f"CREATE TRIGGER invoice_is_kept BEFORE DELETE ON invoice BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    f"CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    f"CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    (
        f"CREATE TRIGGER invoice_line_no_more BEFORE INSERT ON invoice_line WHEN {TOO_MANY}"
        f" BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
    ),
)
POSTGRESQL = (
    f"""
CREATE FUNCTION invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{STAYS}'; END IF;
  IF {CHANGED} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE FUNCTION invoice_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '{STAYS}'; END IF;
  IF {TOO_MANY} THEN RAISE EXCEPTION '{STAYS}'; END IF;
  RETURN NEW;
END $$
""",
    "CREATE TRIGGER invoice_stays BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_stays()",
    (
        "CREATE TRIGGER invoice_line_stays BEFORE INSERT OR UPDATE OR DELETE ON invoice_line"
        " FOR EACH ROW EXECUTE FUNCTION invoice_line_stays()"
    ),
)


def upgrade() -> None:
    """Make the tables."""
    _bank()
    _books()
    _invoices()
    _lines()
    _stated()
    _let_ways_be((*WAYS, "afterwards"))
    _let_direct_payments_settle(["bank_transfer", "card", "afterwards"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take them away again: what was to be paid afterwards is then paid by bank transfer."""
    for table in WITH_WAYS:
        op.execute(f"UPDATE {table} SET way = 'bank_transfer' WHERE way = 'afterwards'")  # noqa: S608 - fixed
    _let_ways_be(WAYS)
    _let_direct_payments_settle(["bank_transfer", "card"])
    for table in (
        "invoice_move",
        "invoice_line",
        "stated_pay",
        "invoice",
        "holding_agreement",
        "invoice_book",
        "payment_run",
        "payer_address",
        "bank_line",
        "bank_statement",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION invoice_stays()")
        op.execute("DROP FUNCTION invoice_line_stays()")


def _bank() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_bank_statement_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_statement_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_bank_statement_ref")),
    )
    op.create_table(
        "bank_line",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("is_other", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(done_at IS NULL) = (reference = '' AND NOT is_other)", name=op.f("ck_bank_line_done_is_said")
        ),
        sa.CheckConstraint("pence > 0", name=op.f("ck_bank_line_above_nought")),
        sa.ForeignKeyConstraint(
            ["done_by_account_id"], ["account.id"], name=op.f("fk_bank_line_done_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_statement_id_bank_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_line_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_bank_line_ref")),
    )
    op.create_index("ix_bank_line_done_at", "bank_line", ["done_at"])
    op.create_index(op.f("ix_bank_line_statement_id"), "bank_line", ["statement_id"])


def _books() -> None:
    op.create_table(
        "payer_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(council_id IS NULL) <> (holder_id IS NULL)", name=op.f("ck_payer_address_of_one")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_payer_address_council_id_council")),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["organisation.id"], name=op.f("fk_payer_address_holder_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_address")),
        sa.UniqueConstraint("council_id", name=op.f("uq_payer_address_council_id")),
        sa.UniqueConstraint("holder_id", name=op.f("uq_payer_address_holder_id")),
    )
    op.create_table(
        "payment_run",
        sa.Column(
            "payer",
            _one_of(
                "payer_sort",
                (
                    "council",
                    "holder",
                    "funder",
                ),
            ),
            nullable=False,
        ),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_payment_run_council_id_council")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_payment_run_holder_id_organisation")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_payment_run_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_payment_run_ref")),
    )
    op.create_index(op.f("ix_payment_run_council_id"), "payment_run", ["council_id"])
    op.create_index(op.f("ix_payment_run_holder_id"), "payment_run", ["holder_id"])
    op.create_table(
        "invoice_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("vat_number", sa.String(length=12), nullable=False),
        sa.Column("sort_code", sa.String(length=6), nullable=False),
        sa.Column("account_number", sa.String(length=8), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 90", name=op.f("ck_invoice_book_days")),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_invoice_book_numbers")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_invoice_book_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_book")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_invoice_book_provider_id")),
    )


def _invoices() -> None:
    op.create_table(
        "invoice",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            _one_of(
                "invoice_sort",
                (
                    "invoice",
                    "credit_note",
                ),
            ),
            nullable=False,
        ),
        sa.Column("credits_id", sa.Integer(), nullable=True),
        sa.Column(
            "payer",
            _one_of(
                "payer_sort",
                (
                    "council",
                    "holder",
                    "funder",
                ),
            ),
            nullable=False,
        ),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("vat_pence", sa.Integer(), nullable=False),
        sa.Column("seller_name", sa.String(length=160), nullable=False),
        sa.Column("seller_street", sa.String(length=120), nullable=False),
        sa.Column("seller_town", sa.String(length=60), nullable=False),
        sa.Column("seller_postcode", sa.String(length=10), nullable=False),
        sa.Column("seller_email", sa.String(length=254), nullable=False),
        sa.Column("seller_vat_number", sa.String(length=12), nullable=False),
        sa.Column("sort_code", sa.String(length=6), nullable=False),
        sa.Column("account_number", sa.String(length=8), nullable=False),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("buyer_street", sa.String(length=120), nullable=False),
        sa.Column("buyer_town", sa.String(length=60), nullable=False),
        sa.Column("buyer_postcode", sa.String(length=10), nullable=False),
        sa.Column("buyer_endpoint", sa.String(length=254), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "invoice_state",
                (
                    "sent",
                    "disputed",
                    "accepted",
                    "paid",
                    "credited",
                ),
            ),
            nullable=False,
        ),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(payer = 'council') = (council_id IS NOT NULL) AND (payer = 'holder') = (holder_id IS NOT NULL)",
            name=op.f("ck_invoice_payer_is_known"),
        ),
        sa.CheckConstraint(
            "(sort = 'credit_note') = (credits_id IS NOT NULL)", name=op.f("ck_invoice_credits_an_invoice")
        ),
        sa.CheckConstraint("state <> 'paid' OR run_id IS NOT NULL", name=op.f("ck_invoice_paid_in_a_run")),
        sa.CheckConstraint("number > 0 AND parts > 0 AND pence > 0", name=op.f("ck_invoice_above_nought")),
        sa.CheckConstraint("vat_pence >= 0 AND vat_pence <= pence", name=op.f("ck_invoice_vat")),
        sa.ForeignKeyConstraint(["book_id"], ["invoice_book.id"], name=op.f("fk_invoice_book_id_invoice_book")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_invoice_council_id_council")),
        sa.ForeignKeyConstraint(["credits_id"], ["invoice.id"], name=op.f("fk_invoice_credits_id_invoice")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_invoice_holder_id_organisation")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_invoice_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["payment_run.id"], name=op.f("fk_invoice_run_id_payment_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_invoice_book_id_number")),
        sa.UniqueConstraint("credits_id", name=op.f("uq_invoice_credits_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_invoice_ref")),
    )
    op.create_index(op.f("ix_invoice_council_id"), "invoice", ["council_id"])
    op.create_index(op.f("ix_invoice_holder_id"), "invoice", ["holder_id"])
    op.create_index("ix_invoice_payer_state", "invoice", ["payer", "state"])
    op.create_index(op.f("ix_invoice_run_id"), "invoice", ["run_id"])


def _lines() -> None:
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("piece", sa.String(length=100), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("is_credit", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("when_words", sa.String(length=120), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column(
            "vat",
            _one_of(
                "vat",
                (
                    "none",
                    "exempt",
                    "reduced",
                    "standard",
                ),
            ),
            nullable=True,
        ),
        sa.Column("vat_per_ten_thousand", sa.Integer(), nullable=False),
        sa.Column("vat_pence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "pence > 0 AND vat_pence >= 0 AND vat_pence <= pence", name=op.f("ck_invoice_line_above_nought")
        ),
        sa.CheckConstraint("position > 0 AND turn >= 0", name=op.f("ck_invoice_line_counted")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")),
        sa.UniqueConstraint(
            "reference", "piece", "turn", "is_credit", name=op.f("uq_invoice_line_reference_piece_turn_is_credit")
        ),
    )
    op.create_table(
        "invoice_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column(
            "to_state",
            _one_of(
                "invoice_state",
                (
                    "sent",
                    "disputed",
                    "accepted",
                    "paid",
                    "credited",
                ),
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_invoice_move_by_account_id_account")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_move_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_move")),
    )
    op.create_index(op.f("ix_invoice_move_invoice_id"), "invoice_move", ["invoice_id"])


def _stated() -> None:
    op.create_table(
        "holding_agreement",
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("review_on > signed_on", name=op.f("ck_holding_agreement_days_in_order")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_holding_agreement_made_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["stored_file.id"], name=op.f("fk_holding_agreement_paper_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_holding_agreement_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_agreement")),
        sa.UniqueConstraint("ref", name=op.f("uq_holding_agreement_ref")),
    )
    op.create_index(op.f("ix_holding_agreement_pot_id"), "holding_agreement", ["pot_id"])
    op.create_table(
        "stated_pay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("wage_pence", sa.Integer(), nullable=False),
        sa.Column("on_costs_pence", sa.Integer(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.CheckConstraint("wage_pence > 0 AND on_costs_pence >= 0", name=op.f("ck_stated_pay_not_below_nought")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_stated_pay_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_pay")),
        sa.UniqueConstraint("listing_id", name=op.f("uq_stated_pay_listing_id")),
    )


def _let_ways_be(ways: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{way}'" for way in ways)
    for table in WITH_WAYS:
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_settles_by"), type_="check")
            changed.create_check_constraint(op.f(f"ck_{table}_settles_by"), f"way IN ({listed})")


def _let_direct_payments_settle(ways: list[str]) -> None:
    sort = sa.table("pot_sort", sa.column("code", sa.String), sa.column("settles_by", sa.JSON))
    op.execute(sort.update().where(sort.c.code == "direct_payment").values(settles_by=ways))


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
