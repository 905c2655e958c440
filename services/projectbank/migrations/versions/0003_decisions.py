"""What planners decided about needs, and counts of needs that are kept between batches."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _need_decisions()
    op.create_table(
        "need_tallies",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.PrimaryKeyConstraint("need_id"),
    )
    op.create_table(
        "need_people",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("need_id", "person"),
    )
    op.add_column("needs", sa.Column("indicators", Json, nullable=False, server_default="[]"))
    op.add_column("reports", sa.Column("road", sa.String(length=200), nullable=True))
    _need_members()


def downgrade() -> None:
    for column in ("pinned", "shape", "placed_in", "counted"):
        op.drop_column("need_members", column)
    op.drop_column("reports", "road")
    op.drop_column("needs", "indicators")
    for table in ("need_people", "need_tallies", "need_decisions"):
        op.drop_table(table)


def _need_decisions() -> None:
    op.create_table(
        "need_decisions",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=True),
        sa.Column("reports", Json, nullable=False),
        sa.Column("shapes", Json, nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("need_decisions_position", "need_decisions", ["position"], unique=True)
    op.create_index("need_decisions_need", "need_decisions", ["need_id", "number"])
    op.create_index("need_decisions_other", "need_decisions", ["other_id", "number"])


def _need_members() -> None:
    """Until now every report was in the shape that founded its need."""
    for name, kind, default in (
        ("counted", sa.String(length=32), ""),
        ("placed_in", sa.BigInteger(), "0"),
        ("shape", sa.BigInteger(), "0"),
    ):
        op.add_column("need_members", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column(
        "need_members", sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    members = sa.table(
        "need_members", sa.column("need_id"), sa.column("placed_in"), sa.column("shape")
    )
    needs = sa.table("needs", sa.column("id"), sa.column("number"))
    number = sa.select(needs.c.number).where(needs.c.id == members.c.need_id).scalar_subquery()
    op.execute(members.update().values(placed_in=number, shape=number))
