"""Needs that may be one or several, proposed by the nightly look, and what people answered."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, Json, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need_proposals",
        sa.Column("id", sa.String(length=40), nullable=False),
        *_what_it_names(),
        sa.Column("likely", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("gain", sa.BigInteger(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("need_proposals_gain", "need_proposals", ["gain", "id"])
    op.create_table(
        "need_proposal_answers",
        sa.Column("number", BigSerial, nullable=False),
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        *_what_it_names(),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "need_reviews",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    for table in ("need_reviews", "need_proposal_answers", "need_proposals"):
        op.drop_table(table)


def _what_it_names() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=True),
        sa.Column("reports", Json, nullable=False),
        sa.Column("beside", Json, nullable=False),
    )
