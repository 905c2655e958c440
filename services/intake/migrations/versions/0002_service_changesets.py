"""Since when the Open311 services are what they are."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_changesets",
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )


def downgrade() -> None:
    op.drop_table("service_changesets")
