"""The index on what a report joins holds only reports that join something."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_NAME, _TABLE, _COLUMNS = "reports_joins", "reports", ["joins"]


def upgrade() -> None:
    joining = sa.text("joins IS NOT NULL")
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, _COLUMNS, postgresql_where=joining, sqlite_where=joining)


def downgrade() -> None:
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, _COLUMNS)
