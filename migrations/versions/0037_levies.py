"""The visitor levy is a part of the price of a stay, and what disabled guests get back is kept with it."""

import sqlalchemy as sa
from alembic import op

from marketplace.geo import council_of

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

STATES = ("prepared", "sent", "refunded", "refused", "left")
ENTITLED = (
    "adult_disability",
    "child_disability",
    "pension_age_disability",
    "disability_living",
    "attendance",
    "independence",
    "other",
)
RECLAIM_CHECKS = {
    "entitlement_while_open": "(entitlement IS NOT NULL) = (state IN ('prepared', 'sent'))",
    "guest_agreed": "(guest_id IS NULL) = (agreed_at IS NULL)",
    "guest_said": "guest_id IS NOT NULL OR state = 'left'",
    "sent_on_a_day": "(sent_on IS NOT NULL) = (state IN ('sent', 'refunded', 'refused'))",
    "answered_on_a_day": "(answered_on IS NOT NULL) = (state IN ('refunded', 'refused'))",
    "refunded": "(refunded_pence > 0) = (state = 'refunded')",
    "not_above_the_levy": "levy_pence > 0 AND refunded_pence BETWEEN 0 AND levy_pence",
}
PLACES = """
SELECT search_row.listing_id, listing.postcode, listing.vat
FROM search_row JOIN listing ON listing.id = search_row.listing_id
WHERE listing.kind = 'accommodation' AND search_row.unit = 'night' AND listing.postcode IS NOT NULL
"""
STAND = "UPDATE search_row SET levied = :levied WHERE listing_id = :listing_id"


def upgrade() -> None:
    """Add them. What was quoted before keeps its price."""
    op.add_column("break_segment", sa.Column("levy_council", sa.String(length=9), server_default="", nullable=False))
    op.add_column("search_row", sa.Column("levied", sa.String(length=20), nullable=True))
    bind = op.get_bind()
    for row in bind.execute(sa.text(PLACES)).all():
        council = council_of(row.postcode)
        if council is not None:
            place = {"levied": f"{council.code} {row.vat}", "listing_id": row.listing_id}
            bind.execute(sa.text(STAND), place)
    _office()
    _reclaim()
    _refund()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("levy_refund")
    op.drop_table("levy_reclaim")
    op.drop_table("levy_office")
    op.drop_column("search_row", "levied")
    op.drop_column("break_segment", "levy_council")


def _office() -> None:
    op.create_table(
        "levy_office",
        sa.Column("council_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("web", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("address <> '' OR web <> ''", name=op.f("ck_levy_office_somewhere")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_levy_office_council_id_council")),
        sa.ForeignKeyConstraint(
            ["changed_by_account_id"], ["account.id"], name=op.f("fk_levy_office_changed_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("council_id", name=op.f("pk_levy_office")),
    )


def _reclaim() -> None:
    op.create_table(
        "levy_reclaim",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("reclaim_state", STATES), nullable=False),
        sa.Column("levy_pence", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.Column("entitlement", _one_of("entitlement", ENTITLED), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("refunded_pence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        *(sa.CheckConstraint(said, name=op.f(f"ck_levy_reclaim_{name}")) for name, said in RECLAIM_CHECKS.items()),
        sa.ForeignKeyConstraint(["line_id"], ["break_line.id"], name=op.f("fk_levy_reclaim_line_id_break_line")),
        sa.ForeignKeyConstraint(["guest_id"], ["person.id"], name=op.f("fk_levy_reclaim_guest_id_person")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_levy_reclaim_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levy_reclaim")),
        sa.UniqueConstraint("line_id", name=op.f("uq_levy_reclaim_line_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_levy_reclaim_ref")),
    )


def _refund() -> None:
    op.create_table(
        "levy_refund",
        sa.Column("reclaim_id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by_account_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_levy_refund_above_nought")),
        sa.ForeignKeyConstraint(
            ["reclaim_id"], ["levy_reclaim.id"], name=op.f("fk_levy_refund_reclaim_id_levy_reclaim")
        ),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_levy_refund_share_id_share")),
        sa.ForeignKeyConstraint(
            ["entered_by_account_id"], ["account.id"], name=op.f("fk_levy_refund_entered_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levy_refund")),
        sa.UniqueConstraint("reclaim_id", "share_id", name=op.f("uq_levy_refund_reclaim_id_share_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_levy_refund_ref")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
