"""Who is to help somebody wash and dress, why, and as whom a PA counts for it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SEX = sa.Enum("woman", "man", name="carer_sex", native_enum=False, create_constraint=True, length=40)
REASON = sa.Enum(
    "privacy", "belief", "before", name="care_reason", native_enum=False, create_constraint=True, length=40
)


def upgrade() -> None:
    """Add the columns, empty: nobody has said."""
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("care_by", SEX, nullable=True))
        table.add_column(sa.Column("care_reason", REASON, nullable=True))
        table.create_check_constraint(op.f("ck_person_care_wish_whole"), "(care_by IS NULL) = (care_reason IS NULL)")
    with op.batch_alter_table("pa_work") as table:
        table.add_column(sa.Column("care_as", SEX, nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("pa_work") as table:
        table.drop_constraint(op.f("ck_pa_work_carer_sex"), type_="check")
        table.drop_column("care_as")
    with op.batch_alter_table("person") as table:
        for name in ("care_wish_whole", "carer_sex", "care_reason"):
            table.drop_constraint(op.f(f"ck_person_{name}"), type_="check")
        table.drop_column("care_reason")
        table.drop_column("care_by")
