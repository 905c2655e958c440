"""The road of a report."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("road", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column("reports", "road")
