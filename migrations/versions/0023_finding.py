"""Shortlists, kept searches and what they were told; what was not found is counted thing by thing."""

import json
from collections import Counter
from functools import cache

import sqlalchemy as sa
from alembic import op

from marketplace.geo import UnknownPlace, find, nearest_town

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ENDS = ("stopped", "over", "gone")
SORTS = ("search", "need", "kind", "month")
FOR_SOMEBODY = sa.text("person_id IS NOT NULL")
FOR_NOBODY = sa.text("person_id IS NULL")


def upgrade() -> None:
    """Make the tables, and carry what was counted before into them."""
    _shortlist()
    _searches()
    op.create_table(
        "unmet_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_in", sa.Date(), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("sort", _one_of("unmet_sort", SORTS), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_count")),
        sa.UniqueConstraint("asked_in", "town", "sort", "what", name=op.f("uq_unmet_count_asked_in_town_sort_what")),
    )
    op.create_table(
        "unmet_lately",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_unmet_lately")),
    )
    _carry_over()
    op.drop_table("unmet_need")


def downgrade() -> None:
    """Take them away again. The searches that were counted cannot be put together from their counts."""
    op.create_table(
        "unmet_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("near", sa.String(length=80), nullable=False),
        sa.Column("within_km", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("sleeps", sa.Integer(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_need")),
    )
    for table in ("unmet_lately", "unmet_count", "search_news", "saved_search", "kept_listing"):
        op.drop_table(table)


def _shortlist() -> None:
    op.create_table(
        "kept_listing",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kept_listing_account_id_account")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_listing_person_id_person")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_kept_listing_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_listing")),
        sa.UniqueConstraint("ref", name=op.f("uq_kept_listing_ref")),
    )
    for name, columns, whose in (
        ("uq_kept_listing_for_somebody", ["account_id", "person_id", "listing_id"], FOR_SOMEBODY),
        ("uq_kept_listing_for_nobody", ["account_id", "listing_id"], FOR_NOBODY),
    ):
        op.create_index(name, "kept_listing", columns, unique=True, sqlite_where=whose, postgresql_where=whose)


def _searches() -> None:
    op.create_table(
        "saved_search",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stop_key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", _one_of("search_end", ENDS), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name=op.f("ck_saved_search_says_how_it_ended")),
        sa.CheckConstraint("ended_at IS NULL OR NOT tells", name=op.f("ck_saved_search_ended_tells_nothing")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_search_account_id_account")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_saved_search_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id_person")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_saved_search_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("ref", name=op.f("uq_saved_search_ref")),
        sa.UniqueConstraint("stop_key", name=op.f("uq_saved_search_stop_key")),
    )
    op.create_index(op.f("ix_saved_search_account_id"), "saved_search", ["account_id"])
    op.create_index("ix_saved_search_tells", "saved_search", ["tells", "looked_at"])
    op.create_table(
        "search_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_search_id"], ["saved_search.id"], name=op.f("fk_search_news_saved_search_id_saved_search")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_search_news_listing_id_listing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_news")),
        sa.UniqueConstraint(
            "saved_search_id",
            "listing_id",
            "told_at",
            name=op.f("uq_search_news_saved_search_id_listing_id_told_at"),
        ),
    )
    op.create_index(op.f("ix_search_news_saved_search_id"), "search_news", ["saved_search_id"])


def _carry_over() -> None:
    """Count each search kept whole until now, and leave nothing of how its parts belonged together."""
    rows = op.get_bind().execute(
        sa.text('SELECT "on" AS asked_on, near, kind, from_on, needs FROM unmet_need').columns(
            asked_on=sa.Date, from_on=sa.Date, needs=sa.JSON
        )
    )
    counts: Counter[tuple[object, str, str, str]] = Counter()
    for row in rows:
        needs = json.loads(row.needs) if isinstance(row.needs, str) else row.needs
        things = [("search", ""), ("kind", row.kind or ""), *(("need", fact) for fact in _facts(needs))]
        if row.from_on:
            things.append(("month", f"{row.from_on:%Y-%m}"))
        town = _town(row.near)
        counts.update((row.asked_on.replace(day=1), town, sort, what) for sort, what in things)
    table = sa.table(
        "unmet_count",
        sa.column("asked_in", sa.Date),
        *(sa.column(name, sa.String) for name in ("town", "sort", "what")),
        sa.column("count", sa.Integer),
    )
    names = ("asked_in", "town", "sort", "what")
    op.bulk_insert(table, [{**dict(zip(names, key, strict=True)), "count": count} for key, count in counts.items()])


@cache
def _town(near: str) -> str:
    """The town nearest to where was asked: a whole postcode, or where somebody stood, would say too much."""
    try:
        return nearest_town(find(near).point).label if near else ""
    except UnknownPlace:
        return ""


def _facts(needs: list[str]) -> set[str]:
    """The facts named by needs as they were kept: ``must narrowest_door_mm>=780``."""
    return {need.partition(" ")[2].partition("=")[0].rstrip("<>") for need in needs}


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
