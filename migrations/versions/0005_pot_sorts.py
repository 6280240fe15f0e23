"""The sorts of pots that there are. A new one is a row of a later migration, not code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# code, letter, label, sentence, control, options, settles_by, agreed_by
SORTS: tuple[tuple[object, ...], ...] = (
    (
        "direct_payment",
        "d",
        "Direct payment",
        "Money that the council pays over. The person pays for support from it.",
        "stated",
        [1],
        ["bank_transfer", "card"],
        "holder",
    ),
    (
        "isf",
        "c",
        "Held by a provider (ISF)",
        "The person chooses. A provider holds the council's money and pays.",
        "committed",
        [2],
        ["isf_holder"],
        "holder",
    ),
    (
        "council_arranged",
        "c",
        "Council-arranged (virtual budget)",
        "The council keeps the money and pays the bills.",
        "committed",
        [2, 3],
        ["council_invoice"],
        "officer",
    ),
    ("nhs", "n", "NHS money", "The NHS pays its part of support.", "stated", [], ["funder_invoice"], "letter"),
    (
        "ilf",
        "i",
        "ILF award",
        "Money from the Independent Living Fund, for what the award letter says.",
        "stated",
        [],
        ["bank_transfer"],
        "letter",
    ),
    (
        "own",
        "o",
        "Own money",
        "Private money. Nobody else counts it.",
        "own",
        [],
        ["card", "bank_transfer"],
        "holder",
    ),
)
COLUMNS = ("code", "letter", "label", "sentence", "control", "options", "settles_by", "agreed_by")


def upgrade() -> None:
    """Enter them."""
    typed: dict[str, Any] = {"options": sa.JSON(), "settles_by": sa.JSON(), "position": sa.Integer()}
    table = sa.table("pot_sort", *(sa.column(name, typed.get(name, sa.String())) for name in (*COLUMNS, "position")))
    rows = [dict(zip(COLUMNS, row, strict=True)) | {"position": number} for number, row in enumerate(SORTS, start=1)]
    op.bulk_insert(table, rows)


def downgrade() -> None:
    """Take them out again."""
    op.execute("DELETE FROM pot_sort")
