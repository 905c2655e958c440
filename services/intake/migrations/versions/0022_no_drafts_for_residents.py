"""News of drafts were kept for residents' pages; those that are everybody's are told again."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    news = sa.table("project_news", sa.column("candidate", sa.Boolean))
    op.execute(news.delete().where(news.c.candidate.is_(True)))


def downgrade() -> None:
    """What was forgotten is told again with the next ranking."""
