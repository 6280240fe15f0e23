"""What is left of a pot is told again once its time is over, and no more goes back than was told."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

MORE = "NEW.back_pence > OLD.back_pence AND NEW.back_pence > NEW.surplus_pence"
WORDS = "no more goes back than was told"
FUNCTION = f"""
CREATE FUNCTION surplus_told_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {MORE} THEN RAISE EXCEPTION '{WORDS}'; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """A pot is told once before each end, and after it when more is left. What went back before stays as it was."""
    with op.batch_alter_table("surplus") as table:
        table.add_column(sa.Column("nth", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(op.f("uq_surplus_pot_id_ends_on"), type_="unique")
        table.create_unique_constraint(op.f("uq_surplus_pot_id_ends_on_nth"), ["pot_id", "ends_on", "nth"])
    with op.batch_alter_table("surplus") as table:
        table.alter_column("nth", server_default=None)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER surplus_told_first BEFORE UPDATE ON surplus WHEN {MORE}"
            f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    else:
        op.execute(FUNCTION)
        op.execute(
            "CREATE TRIGGER surplus_told_first BEFORE UPDATE ON surplus"
            " FOR EACH ROW EXECUTE FUNCTION surplus_told_first()"
        )


def downgrade() -> None:
    """One telling for each end, the first."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER surplus_told_first")
    else:
        op.execute("DROP TRIGGER surplus_told_first ON surplus")
        op.execute("DROP FUNCTION surplus_told_first()")
    op.execute("DELETE FROM asked_money WHERE surplus_id IN (SELECT id FROM surplus WHERE nth > 0)")
    op.execute("DELETE FROM surplus WHERE nth > 0")
    with op.batch_alter_table("surplus") as table:
        table.drop_constraint(op.f("uq_surplus_pot_id_ends_on_nth"), type_="unique")
        table.create_unique_constraint(op.f("uq_surplus_pot_id_ends_on"), ["pot_id", "ends_on"])
        table.drop_column("nth")
