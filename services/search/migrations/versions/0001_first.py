"""What the runtime keeps in search's database: jobs, leases and parked records."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("jobs", "leases", "parked", "inbox", "outbox")


def upgrade() -> None:
    _outbox()
    _inbox()
    _parked()
    _leases()
    _jobs()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BigSerial, autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("headers", Json, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "topic", "key"),
    )


def _parked() -> None:
    op.create_table(
        "parked",
        sa.Column("id", BigSerial, autoincrement=True, nullable=False),
        sa.Column("consumer", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("headers", Json, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked_at", UtcDateTime, nullable=False),
        sa.Column("replayed_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "parked_origin", "parked", ["consumer", "topic", "partition", "offset"], unique=True
    )
    op.create_index("parked_seq", "parked", ["consumer", "seq"], unique=False)


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", BigSerial, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("arguments", Json, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("progress", Json, nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.Column("failed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("jobs_state", "jobs", ["state", "id"], unique=False)
