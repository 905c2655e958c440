"""Searches that people keep, and questions that find nothing."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_searches_holder", "saved_searches", ["holder"], unique=False)
    op.create_table(
        "zero_hits",
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("question"),
    )
    op.create_index("ix_zero_hits_last_at", "zero_hits", ["last_at"], unique=False)


def downgrade() -> None:
    op.drop_table("zero_hits")
    op.drop_table("saved_searches")
