"""A report says when words that came later spoke of a danger, until an officer has judged it."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("danger_anew_at", UtcDateTime, nullable=True))


def downgrade() -> None:
    op.drop_column("reports", "danger_anew_at")
