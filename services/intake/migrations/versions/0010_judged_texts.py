"""Which text of a report a judgement is about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("judgements", sa.Column("about", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("judgements", "about")
