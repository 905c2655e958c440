"""People as an interval: who is vouched for, messages of nobody known, supporters.

The kept tallies go: every need is counted anew when it is next touched. What can be told without
counting anew is told at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBERS = ("unknown", "verified")


def upgrade() -> None:
    op.add_column(
        "reports", sa.Column("verified", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "need_people", sa.Column("vouched", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for table in ("needs", "projects"):
        for name in _NUMBERS:
            number = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            op.add_column(table, number)
        op.add_column(
            table,
            sa.Column("by_messages", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    op.add_column(
        "needs", sa.Column("supporters", sa.Integer(), nullable=False, server_default="0")
    )
    _tell_what_is_known()


def downgrade() -> None:
    op.drop_column("needs", "supporters")
    for table in ("projects", "needs"):
        for name in ("by_messages", *reversed(_NUMBERS)):
            op.drop_column(table, name)
    op.drop_column("need_people", "vouched")
    op.drop_column("reports", "verified")
    op.execute(sa.table("need_tallies").delete())


def _tell_what_is_known() -> None:
    names = ("id", "pseudonym", "joins", "source")
    reports = sa.table("reports", *(sa.column(name) for name in names))
    members = sa.table("need_members", sa.column("need_id"), sa.column("report_id"))
    needs = sa.table("needs", sa.column("id"), sa.column("unknown"))
    together = members.join(reports, reports.c.id == members.c.report_id)
    nobodys = (
        sa.select(sa.func.count())
        .select_from(together)
        .where(
            members.c.need_id == needs.c.id,
            reports.c.pseudonym.is_(None),
            reports.c.joins.is_(None),
        )
        .scalar_subquery()
    )
    op.execute(sa.update(needs).values(unknown=nobodys))
    op.execute(sa.table("need_tallies").delete())
