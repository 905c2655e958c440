"""The road that a need lies on; who was counted in needs that nobody has touched since."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("needs", sa.Column("road", sa.String(length=200), nullable=True))
    op.create_index("needs_road", "needs", ["road"])
    _count_people()


def downgrade() -> None:
    op.drop_index("needs_road", "needs")
    op.drop_column("needs", "road")


def _count_people() -> None:
    people = sa.table("need_people", sa.column("need_id"), sa.column("person"))
    members = sa.table("need_members", sa.column("need_id"), sa.column("report_id"))
    reports = sa.table("reports", sa.column("id"), sa.column("pseudonym"))
    counted = sa.select(people.c.need_id)
    missing = (
        sa.select(members.c.need_id, sa.func.coalesce(reports.c.pseudonym, ""))
        .join(reports, reports.c.id == members.c.report_id)
        .where(members.c.need_id.not_in(counted))
        .distinct()
    )
    op.execute(people.insert().from_select(["need_id", "person"], missing))
