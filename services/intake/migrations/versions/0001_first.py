"""Reports, what never leaves intake, feedback, and the runtime's tables."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "project_news",
    "report_links",
    "contacts",
    "report_history",
    "reports",
    "jobs",
    "leases",
    "parked",
    "inbox",
    "outbox",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("report_tickets")))
    _outbox()
    _inbox()
    _parked()
    _leases()
    _jobs()
    _reports()
    _report_history()
    _contacts()
    _report_links()
    _project_news()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(sa.Sequence("report_tickets")))


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


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("category_group", sa.String(length=100), nullable=False),
        sa.Column("category_confidence", sa.Float(), nullable=False),
        sa.Column("category_decided_by", sa.String(length=20), nullable=False),
        sa.Column("request_type", sa.String(length=20), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("long", sa.Float(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("area_path", sa.Text(), nullable=False),
        sa.Column("area_confidence", sa.Float(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=True),
        sa.Column("pseudonym_verified", sa.Boolean(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=True),
        sa.Column("object", sa.String(length=100), nullable=True),
        sa.Column("joins", sa.String(length=40), nullable=True),
        sa.Column("occurred_at", UtcDateTime, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("received_from", sa.String(length=200), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("extras", sa.Text(), nullable=False),
        sa.Column("tracking_token", sa.String(length=64), nullable=False),
        sa.Column("client_key", sa.String(length=500), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("client_key"),
        sa.UniqueConstraint("seq"),
        sa.UniqueConstraint("tracking_token"),
    )
    op.create_index("reports_by_area", "reports", ["area", "received_at"], unique=False)
    op.create_index("reports_by_category", "reports", ["category", "received_at"], unique=False)
    op.create_index("reports_by_occurrence", "reports", ["occurred_at"], unique=False)
    op.create_index("reports_by_point", "reports", ["lat", "long"], unique=False)
    op.create_index("reports_external", "reports", ["source", "external_id"], unique=True)
    op.create_index("reports_newest", "reports", ["received_at", "id"], unique=False)
    op.create_index(
        "reports_newest_by_audience", "reports", ["audience", "received_at", "id"], unique=False
    )
    op.create_index(
        "reports_unnumbered",
        "reports",
        ["accepted"],
        unique=False,
        postgresql_where=sa.text("seq IS NULL"),
        sqlite_where=sa.text("seq IS NULL"),
    )


def _report_history() -> None:
    op.create_table(
        "report_history",
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "version"),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=True),
        sa.Column("known_by", sa.String(length=20), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("reporter_key", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("extras", Json, nullable=True),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_index("contacts_pseudonym", "contacts", ["pseudonym"], unique=False)


def _report_links() -> None:
    op.create_table(
        "report_links",
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=True),
        sa.Column("projects", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )


def _project_news() -> None:
    op.create_table(
        "project_news",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ranked_at", UtcDateTime, nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
