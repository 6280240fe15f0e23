"""What cancelling costs is data: steps of a listing, kept with each part, and what of each share was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0028"
branch_labels = None
depends_on = None

BEARERS = ("payers", "provider")
OWN_SAID = "cancellation <> 'own' OR cancellation_words <> ''"


def upgrade() -> None:
    """Add them. What was booked before keeps what it was told: nothing is kept."""
    with op.batch_alter_table("booking_terms") as terms:
        terms.add_column(sa.Column("cancellation_steps", sa.String(length=30), server_default="", nullable=False))
        terms.drop_constraint(op.f("ck_booking_terms_own_words_said"), type_="check")
        terms.create_check_constraint(
            op.f("ck_booking_terms_own_words_said"), f"{OWN_SAID} OR cancellation_steps <> ''"
        )
        terms.create_check_constraint(
            op.f("ck_booking_terms_usual_steps"), "cancellation = 'own' OR cancellation_steps = ''"
        )
    op.add_column(
        "break_line", sa.Column("cancellation_steps", sa.String(length=30), server_default="", nullable=False)
    )
    with op.batch_alter_table("share") as share:
        share.add_column(sa.Column("kept_pence", sa.Integer(), server_default="0", nullable=False))
        share.create_check_constraint(op.f("ck_share_kept"), "kept_pence BETWEEN 0 AND pence")
    with op.batch_alter_table("standstill_choice") as choice:
        choice.add_column(sa.Column("bears", _one_of("bearer", BEARERS), nullable=True))
        choice.create_check_constraint(op.f("ck_standstill_choice_borne_with_a_reason"), "bears IS NULL OR words <> ''")


def downgrade() -> None:
    """Take them away again: own steps become words that say nothing of days."""
    with op.batch_alter_table("standstill_choice") as choice:
        choice.drop_constraint(op.f("ck_standstill_choice_borne_with_a_reason"), type_="check")
        choice.drop_constraint(op.f("ck_standstill_choice_bearer"), type_="check")
        choice.drop_column("bears")
    with op.batch_alter_table("share") as share:
        share.drop_constraint(op.f("ck_share_kept"), type_="check")
        share.drop_column("kept_pence")
    op.drop_column("break_line", "cancellation_steps")
    op.execute(
        "UPDATE booking_terms SET cancellation_words = 'Ask us what cancelling costs.'"
        " WHERE cancellation = 'own' AND cancellation_words = ''"
    )
    with op.batch_alter_table("booking_terms") as terms:
        terms.drop_constraint(op.f("ck_booking_terms_usual_steps"), type_="check")
        terms.drop_constraint(op.f("ck_booking_terms_own_words_said"), type_="check")
        terms.create_check_constraint(op.f("ck_booking_terms_own_words_said"), OWN_SAID)
        terms.drop_column("cancellation_steps")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
