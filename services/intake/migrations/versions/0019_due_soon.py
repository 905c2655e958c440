"""The deadline of which it was noted that it is due soon."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("soon_noted", UtcDateTime, nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "soon_noted")
