"""Which ranks a project could have, which bands it stands in, and what to find out next."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RANKS = ("best_rank", "worst_rank", "likely_best", "likely_worst", "band")


def upgrade() -> None:
    op.add_column("rankings", sa.Column("unknowns", Json, nullable=True))
    for column in _RANKS:
        op.add_column("scores", sa.Column(column, sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in reversed(_RANKS):
        op.drop_column("scores", column)
    op.drop_column("rankings", "unknowns")
