"""Messages that leave the house: how each was sent, what people want to be told, the mailbox."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notices", sa.Column("delivery", sa.String(10), nullable=False, server_default="sent")
    )
    op.add_column("notices", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("notices", sa.Column("next_at", UtcDateTime, nullable=True))
    op.add_column("notices", sa.Column("trouble", sa.String(200), nullable=True))
    op.create_index("notices_waiting", "notices", ["next_at"])
    op.add_column("contacts", sa.Column("notify", sa.String(10), nullable=True))
    op.add_column("contacts", sa.Column("language", sa.String(10), nullable=True))
    op.create_table(
        "mailbox",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("report_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("mailbox_newest", "mailbox", ["at"])
    op.create_index("mailbox_of_report", "mailbox", ["report_id"])


def downgrade() -> None:
    op.drop_table("mailbox")
    op.drop_column("contacts", "language")
    op.drop_column("contacts", "notify")
    op.drop_index("notices_waiting", table_name="notices")
    for name in ("trouble", "next_at", "tries", "delivery"):
        op.drop_column("notices", name)
