"""What providers say as they join, the roles in their teams, and the address book of those who have not joined."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
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
    _address_book()
    _invitations()
    with op.batch_alter_table("break_line") as line:
        line.add_column(sa.Column("off_site_id", sa.Integer(), nullable=True))
        line.create_foreign_key(
            op.f("fk_break_line_off_site_id_off_site_provider"), "off_site_provider", ["off_site_id"], ["id"]
        )
        line.create_index(op.f("ix_break_line_off_site_id"), ["off_site_id"])


def downgrade() -> None:
    """Take them away again: whoever had such a role has none."""
    with op.batch_alter_table("break_line") as line:
        line.drop_index(op.f("ix_break_line_off_site_id"))
        line.drop_constraint(op.f("fk_break_line_off_site_id_off_site_provider"), type_="foreignkey")
        line.drop_column("off_site_id")
    for table in ("off_site_invitation", "off_site_known", "off_site_provider"):
        op.drop_table(table)
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


def _address_book() -> None:
    op.create_table(
        "off_site_provider",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", _one_of("listing_kind", KINDS), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=False),
        sa.Column("registration_number", sa.String(length=20), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_off_site_provider_merged_into_another")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["off_site_provider.id"],
            name=op.f("fk_off_site_provider_merged_into_id_off_site_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_off_site_provider_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_site_provider")),
        sa.UniqueConstraint("ref", name=op.f("uq_off_site_provider_ref")),
    )
    for column in ("key", "email", "telephone"):
        op.create_index(op.f(f"ix_off_site_provider_{column}"), "off_site_provider", [column])
    op.create_table(
        "off_site_known",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("off_site_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["off_site_id"], ["off_site_provider.id"], name=op.f("fk_off_site_known_off_site_id_off_site_provider")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_off_site_known_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_site_known")),
        sa.UniqueConstraint(
            "off_site_id", "organisation_id", name=op.f("uq_off_site_known_off_site_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_off_site_known_organisation_id"), "off_site_known", ["organisation_id"])


def _invitations() -> None:
    op.create_table(
        "off_site_invitation",
        sa.Column("off_site_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "taken_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_off_site_invitation_taken_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["off_site_id"],
            ["off_site_provider.id"],
            name=op.f("fk_off_site_invitation_off_site_id_off_site_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_off_site_invitation_invited_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_site_invitation")),
        sa.UniqueConstraint("ref", name=op.f("uq_off_site_invitation_ref")),
    )
    op.create_index(op.f("ix_off_site_invitation_off_site_id"), "off_site_invitation", ["off_site_id"])
    is_open = sa.text("taken_at IS NULL AND withdrawn_at IS NULL")
    op.create_index(
        "uq_off_site_invitation_open",
        "off_site_invitation",
        ["off_site_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
