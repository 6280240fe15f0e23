"""What providers say as they join."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None

SORTS = (
    "housing_association",
    "hotel",
    "pa_bank",
    "sole_pa",
    "care_home",
    "activity",
    "transport",
    "equipment",
    "other",
)
FORMS = ("company", "charity", "public", "partnership", "sole_trader", "alone")
EMPLOYS = ("we", "themselves", "another")
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


def upgrade() -> None:
    """Make the tables."""
    _joining()


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("joining_offer")
    op.drop_table("joining")


def _joining() -> None:
    op.create_table(
        "joining",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("sort", _one_of("provider_sort", SORTS), nullable=False),
        sa.Column("legal_form", _one_of("legal_form", FORMS), nullable=True),
        sa.Column("legal_number", sa.String(length=20), nullable=False),
        sa.Column("is_registered", sa.Boolean(), nullable=True),
        sa.Column("registration_number", sa.String(length=20), nullable=False),
        sa.Column("belongs_with_others", sa.Boolean(), nullable=True),
        sa.Column("who_employs", _one_of("who_employs", EMPLOYS), nullable=True),
        sa.Column("employer", sa.String(length=160), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "registration_number = '' OR is_registered", name=op.f("ck_joining_registered_has_a_number")
        ),
        sa.CheckConstraint("employer = '' OR who_employs = 'another'", name=op.f("ck_joining_another_employs")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_joining_provider_id_provider")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_joining")),
    )
    op.create_table(
        "joining_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("listing_kind", KINDS), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["joining.provider_id"], name=op.f("fk_joining_offer_provider_id_joining")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joining_offer")),
        sa.UniqueConstraint("provider_id", "kind", name=op.f("uq_joining_offer_provider_id_kind")),
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
