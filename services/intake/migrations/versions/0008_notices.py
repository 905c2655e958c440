"""What people on a case were told of its steps."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("report_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("notices_newest", "notices", ["at"])
    op.create_table(
        "notices_done",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
    )
    op.create_index("case_steps_by_time", "case_steps", ["at"])


def downgrade() -> None:
    op.drop_index("case_steps_by_time", table_name="case_steps")
    op.drop_table("notices_done")
    op.drop_table("notices")
