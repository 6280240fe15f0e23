"""What providers say as they join, and the roles in their teams."""

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
ROLES = (
    "person",
    "carer",
    "family",
    "adviser",
    "care_manager",
    "approver",
    "council_finance",
    "provider",
    "isf_holder",
    "brokerage",
    "brokerage_finance",
)
NEW_ROLES = ("diary_keeper", "provider_finance")
WITH_ROLES = ("invitation", "membership")


def upgrade() -> None:
    """Make the tables, and let a team have the roles."""
    _joining()
    _let_roles_be((*ROLES, *NEW_ROLES))


def downgrade() -> None:
    """Take them away again: whoever had such a role has none."""
    for table in WITH_ROLES:
        op.execute(f"DELETE FROM {table} WHERE role IN ('diary_keeper', 'provider_finance')")  # noqa: S608 - fixed
    _let_roles_be(ROLES)
    op.drop_table("joining_offer")
    op.drop_table("joining")


def _let_roles_be(roles: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{role}'" for role in roles)
    for table in WITH_ROLES:
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_role_name"), type_="check")
            changed.create_check_constraint(op.f(f"ck_{table}_role_name"), f"role IN ({listed})")


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
