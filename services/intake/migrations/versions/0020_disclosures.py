"""Who looked at what is private about a report."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", BigSerial, primary_key=True, autoincrement=True),
        sa.Column("report_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_index("disclosures_of_report", "disclosures", ["report_id"])


def downgrade() -> None:
    op.drop_table("disclosures")
