"""What spoke for joining, when a report was grouped: how the places, matters and words agreed.

Joins of before have none; `citymend bank regroup` writes no new lines for reports that stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for figure in ("covered", "named", "matter", "words"):
        op.add_column("need_joins", sa.Column(figure, sa.Integer(), nullable=True))


def downgrade() -> None:
    for figure in ("words", "matter", "named", "covered"):
        op.drop_column("need_joins", figure)
