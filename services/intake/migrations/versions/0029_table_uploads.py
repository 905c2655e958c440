"""Tables that officers hand in at the desk."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "table_uploads",
        sa.Column("id", sa.String(length=40), primary_key=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("preset", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
    )
    op.create_index("table_uploads_newest", "table_uploads", ["created_at", "id"])


def downgrade() -> None:
    op.drop_table("table_uploads")
