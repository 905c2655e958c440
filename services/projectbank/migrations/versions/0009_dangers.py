"""What answers a need, the dangers its messages speak of, and what planners say of it.

What is kept is brought up to date when a need is next counted; `citymend bank regroup` counts all.
"""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("danger", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "reports", sa.Column("raised", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "needs",
        sa.Column("answered_by", sa.String(length=20), nullable=False, server_default="works"),
    )
    op.add_column("needs", sa.Column("responsible_unit", sa.String(length=100), nullable=True))
    op.add_column("needs", sa.Column("dangers", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("needs", sa.Column("severity", sa.Integer(), nullable=True))
    op.add_column("need_decisions", sa.Column("details", Json, nullable=True))
    for name, table, column, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    for name, table, *_ in _INDEXES:
        op.drop_index(name, table)
    op.drop_column("need_decisions", "details")
    for name in ("severity", "dangers", "responsible_unit", "answered_by"):
        op.drop_column("needs", name)
    for name in ("raised", "danger"):
        op.drop_column("reports", name)


_INDEXES = (
    ("reports_dangerous", "reports", "id", "danger > 3"),
    ("needs_dangerous", "needs", "number", "dangers > 0"),
)
