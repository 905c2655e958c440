"""What a project's title is made of, so that pages say it in their own language."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
_ADDED = ("project_type", "category", "area")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("project_news", sa.Column(name, sa.String(length=100), nullable=True))


def downgrade() -> None:
    for name in _ADDED:
        op.drop_column("project_news", name)
