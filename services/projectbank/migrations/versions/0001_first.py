"""Reports, needs, projects, rankings, and the runtime's tables."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "grouping_cursor",
    "inbox",
    "jobs",
    "leases",
    "need_joins",
    "need_members",
    "needs",
    "outbox",
    "parked",
    "project_needs",
    "projects",
    "rankings",
    "report_links",
    "reports",
    "scores",
)


def upgrade() -> None:
    _grouping_cursor()
    _inbox()
    _jobs()
    _leases()
    _need_joins()
    _need_members()
    _needs()
    _outbox()
    _parked()
    _project_needs()
    _projects()
    _rankings()
    _report_links()
    _reports()
    _scores()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _grouping_cursor() -> None:
    op.create_table(
        "grouping_cursor",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
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


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _need_joins() -> None:
    op.create_table(
        "need_joins",
        sa.Column("id", BigSerial, nullable=False),
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("need_joins_report", "need_joins", ["report_id"], unique=False)


def _need_members() -> None:
    op.create_table(
        "need_members",
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_index("need_members_need", "need_members", ["need_id", "position"], unique=False)
    op.create_index("need_members_position", "need_members", ["position"], unique=True)


def _needs() -> None:
    op.create_table(
        "needs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("area_path", Json, nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("long", sa.Float(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("last_seen", UtcDateTime, nullable=False),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("needs_number", "needs", ["number"], unique=True)
    op.create_index("needs_state", "needs", ["state", "number"], unique=False)


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


def _project_needs() -> None:
    op.create_table(
        "project_needs",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "need_id"),
    )
    op.create_index("project_needs_need", "project_needs", ["need_id"], unique=False)


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("project_type", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("area_path", Json, nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("long", sa.Float(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("published", Json, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("projects_area", "projects", ["project_type", "area"], unique=False)
    op.create_index("projects_number", "projects", ["number"], unique=True)
    op.create_index("projects_place", "projects", ["project_type", "lat"], unique=False)


def _rankings() -> None:
    op.create_table(
        "rankings",
        sa.Column("id", BigSerial, autoincrement=True, nullable=False),
        sa.Column("criteria_version", sa.String(length=20), nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _report_links() -> None:
    op.create_table(
        "report_links",
        sa.Column("report_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=True),
        sa.Column("projects", Json, nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=False),
        sa.Column("request_type", sa.String(length=20), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("long", sa.Float(), nullable=True),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("area_path", Json, nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("pseudonym", sa.String(length=128), nullable=True),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("joins", sa.String(length=64), nullable=True),
        sa.Column("occurred_at", UtcDateTime, nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reports_joins", "reports", ["joins"], unique=False)
    op.create_index("reports_occurred_at", "reports", ["occurred_at"], unique=False)
    op.create_index("reports_pending", "reports", ["pending", "seq"], unique=False)
    op.create_index("reports_position", "reports", ["position"], unique=True)
    op.create_index("reports_seq", "reports", ["seq"], unique=True)


def _scores() -> None:
    op.create_table(
        "scores",
        sa.Column("ranking_id", BigSerial, autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("inputs", Json, nullable=False),
        sa.PrimaryKeyConstraint("ranking_id", "rank"),
    )
    op.create_index("scores_project", "scores", ["project_id", "ranking_id"], unique=False)
