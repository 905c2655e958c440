"""What people call the place of a need and of a draft.

It is known when a need is next counted; `citymend bank regroup` counts all.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("needs", "projects"):
        op.add_column(table, sa.Column("place", sa.String(length=60), nullable=True))


def downgrade() -> None:
    for table in ("projects", "needs"):
        op.drop_column(table, "place")
