"""What was seen of a reporter: contact and words, or the slip that opens the page."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "disclosures",
        sa.Column("what", sa.String(length=10), nullable=False, server_default="contact"),
    )


def downgrade() -> None:
    op.drop_column("disclosures", "what")
