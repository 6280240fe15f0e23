"""What each sort of pot buys is data of the sort; a pot may pay a share of support, which was free text before."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

STAYS = ("accommodation", "care_home", "shared_lives")
HELP = ("pa_bank", "sole_pa", "care_at_home")
REST = ("activity", "transport", "equipment", "other")

# code: what it buys; its sentence; its source
SORTS: dict[str, tuple[dict[str, str], str, str]] = {
    "nhs": (
        dict.fromkeys(HELP, "allow")
        | {"shared_lives": "ask", "care_home": "ask", "accommodation": "never"}
        | dict.fromkeys(REST, "never"),
        "The NHS pays its part of support. It lends equipment itself, and pays for no holiday.",
        "Our reading of how health boards share the cost of support; a letter that names more counts first",
    ),
    "education": (
        dict.fromkeys((*HELP, *REST), "ask") | dict.fromkeys(STAYS, "never"),
        "A school or college pays its part of learning. It pays for no holiday.",
        "Our reading of support for learning; a letter that names more counts first",
    ),
    "housing_support": (
        dict.fromkeys(HELP, "ask") | dict.fromkeys((*STAYS, *REST), "never"),
        "It pays for help to keep a home, and for nothing else.",
        "Our reading of housing support services; a letter that names more counts first",
    ),
    "access_to_work": (
        dict.fromkeys((*STAYS, *HELP, *REST), "never"),
        "It pays for help at work, and for nothing else. A break is not work.",
        "GOV.UK, Access to Work: practical help at work; a letter that names more counts first",
    ),
    "grant": (
        dict.fromkeys((*STAYS, *HELP, *REST), "ask"),
        "A grant pays for what its letter says.",
        "Each charity's own letter",
    ),
    "start_up": (
        dict.fromkeys((*HELP, "equipment"), "allow") | dict.fromkeys((*STAYS, "activity", "transport", "other"), "ask"),
        "It pays for what support needs to begin.",
        "Our reading of money to begin with support; a letter that names more counts first",
    ),
}
SHARE = "share_basis_points BETWEEN 1 AND 10000"
PER_CENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))? ?(?:%|per cent)")
MOST = 10_000
ADDED = sa.text("UPDATE pot_terms SET share_basis_points = :share WHERE pot_id = :pot")
MADE = sa.text(
    "INSERT INTO pot_terms (pot_id, share_basis_points, is_firm, kept_back_pence, is_provisional, paid_to_name,"
    " award_letter, changed_at, changed_by_account_id)"
    " SELECT pot_id, :share, false, 0, false, '', '', made_at, made_by_account_id FROM stated_amount WHERE id = :said"
)


def upgrade() -> None:
    """Add the columns, enter what sorts buy, and carry over the share that the letter of an NHS pot said."""
    op.add_column("pot_sort", sa.Column("buys", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("pot_sort", sa.Column("buys_words", sa.String(length=200), server_default="", nullable=False))
    op.add_column("pot_sort", sa.Column("buys_source", sa.String(length=200), server_default="", nullable=False))
    with op.batch_alter_table("pot_terms") as terms:
        terms.add_column(sa.Column("share_basis_points", sa.Integer(), nullable=True))
        terms.create_check_constraint(op.f("ck_pot_terms_share"), SHARE)
    _enter()
    _carry_over()


def downgrade() -> None:
    """Take them away again; the letters still say what they said."""
    with op.batch_alter_table("pot_terms") as terms:
        terms.drop_constraint(op.f("ck_pot_terms_share"), type_="check")
        terms.drop_column("share_basis_points")
    with op.batch_alter_table("pot_sort") as sort:
        for name in ("buys", "buys_words", "buys_source"):
            sort.drop_column(name)


def _enter() -> None:
    sort = sa.table(
        "pot_sort",
        sa.column("code", sa.String),
        sa.column("buys", sa.JSON),
        sa.column("buys_words", sa.String),
        sa.column("buys_source", sa.String),
    )
    for code, (buys, words, source) in SORTS.items():
        values = {"buys": buys, "buys_words": words, "buys_source": source}
        op.execute(sort.update().where(sort.c.code == code).values(values))


def _carry_over() -> None:
    """Where the newest word on an NHS pot names one per cent of support, that is its share, as of when it was said."""
    bind = op.get_bind()
    said = sa.text(
        "SELECT stated_amount.pot_id, stated_amount.id, stated_amount.evidence FROM stated_amount"
        " JOIN pot ON pot.id = stated_amount.pot_id JOIN pot_sort ON pot_sort.id = pot.sort_id"
        " WHERE pot_sort.code = 'nhs' ORDER BY stated_amount.stated_on, stated_amount.id"
    )
    newest = {pot_id: (stated_id, str(evidence)) for pot_id, stated_id, evidence in bind.execute(said)}
    has_terms = set(bind.scalars(sa.text("SELECT pot_id FROM pot_terms")))
    for pot_id, (stated_id, evidence) in newest.items():
        share = share_in(evidence)
        if share is None:
            continue
        if pot_id in has_terms:
            bind.execute(ADDED, {"share": share, "pot": pot_id})
        else:
            bind.execute(MADE, {"share": share, "said": stated_id})


def share_in(words: str) -> int | None:
    """Hundredths of a per cent, where the words name one per cent alone and speak of support."""
    found = PER_CENT.findall(words)
    if len(found) != 1 or "support" not in words.lower():
        return None
    whole, rest = found[0]
    share = int(whole) * 100 + int(rest.ljust(2, "0"))
    return share if 0 < share <= MOST else None
