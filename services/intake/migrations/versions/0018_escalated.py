"""The unit to which a late case was passed up."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("escalated", sa.String(100), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "escalated")
