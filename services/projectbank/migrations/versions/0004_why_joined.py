"""How far from its need a report was when it joined, and which reports repeat one another."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("need_joins", sa.Column("distance", sa.Integer(), nullable=True))
    op.add_column("need_members", sa.Column("copy_of", sa.String(length=64), nullable=True))
    op.add_column("reports", sa.Column("sketch", sa.String(length=200), nullable=True))
    op.create_index("reports_sketch", "reports", ["sketch"])


def downgrade() -> None:
    op.drop_index("reports_sketch", "reports")
    op.drop_column("reports", "sketch")
    op.drop_column("need_members", "copy_of")
    op.drop_column("need_joins", "distance")
