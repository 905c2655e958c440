"""Whom others were told that a project is for; of what is there nobody was told, so that the next
ranking tells of each project anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("audience", sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column("projects", "audience")
