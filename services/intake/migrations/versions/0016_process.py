"""Appeals against a lateness, counts that are still to be told, and parts of split reports."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_appeals",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("first_by", sa.String(200), nullable=True),
        sa.Column("first_at", UtcDateTime, nullable=True),
        sa.Column("first_verdict", sa.String(20), nullable=True),
        sa.Column("first_why", sa.Text, nullable=True),
        sa.Column("second_by", sa.String(200), nullable=True),
        sa.Column("second_at", UtcDateTime, nullable=True),
        sa.Column("second_verdict", sa.String(20), nullable=True),
        sa.Column("second_why", sa.Text, nullable=True),
    )
    op.create_index("case_appeals_by_state", "case_appeals", ["state", "asked_at"])
    op.add_column(
        "cases", sa.Column("untold", sa.Boolean, nullable=False, server_default=sa.false())
    )
    untold = sa.column("untold", sa.Boolean).is_(True)
    op.create_index("cases_untold", "cases", ["id"], postgresql_where=untold, sqlite_where=untold)
    op.create_table(
        "report_parts",
        sa.Column("child_id", sa.String(40), primary_key=True),
        sa.Column("parent_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
    )
    op.create_index("report_parts_by_parent", "report_parts", ["parent_id"])


def downgrade() -> None:
    op.drop_table("report_parts")
    op.drop_index("cases_untold", table_name="cases")
    op.drop_column("cases", "untold")
    op.drop_table("case_appeals")
