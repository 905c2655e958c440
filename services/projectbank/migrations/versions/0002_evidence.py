"""What planners record of projects, experts' ratings, and evidence kept criterion by criterion."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import BigSerial, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VOICE = 1_000_000
_HALF_LIFE = 180


def upgrade() -> None:
    op.add_column(
        "projects", sa.Column("titled", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("projects", sa.Column("estimate", Json, nullable=True))
    op.add_column("projects", sa.Column("gates", Json, nullable=False, server_default="[]"))
    op.add_column("rankings", sa.Column("top", sa.Integer(), nullable=True))
    op.add_column("scores", sa.Column("robustness", sa.String(length=20), nullable=True))
    op.add_column("scores", sa.Column("top_share", sa.Integer(), nullable=True))
    op.add_column("scores", sa.Column("second_rank", sa.Integer(), nullable=True))
    _project_changes()
    _ratings()
    _rewrite_inputs()


def downgrade() -> None:
    op.drop_table("ratings")
    op.drop_table("project_changes")
    for column in ("second_rank", "top_share", "robustness"):
        op.drop_column("scores", column)
    op.drop_column("rankings", "top")
    for column in ("gates", "estimate", "titled"):
        op.drop_column("projects", column)


def _project_changes() -> None:
    op.create_table(
        "project_changes",
        sa.Column("id", BigSerial, autoincrement=True, nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("project_changes_project", "project_changes", ["project_id", "id"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=50), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "criterion", "version"),
    )


def _rewrite_inputs() -> None:
    """Scores frozen by the last release keep their evidence, in the form of this one."""
    scores = sa.table(
        "scores",
        sa.column("ranking_id", sa.BigInteger()),
        sa.column("rank", sa.Integer()),
        sa.column("inputs", sa.Text()),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(scores)).all():
        known = json.loads(row.inputs)
        if "facts" in known:
            continue
        bind.execute(
            sa.update(scores)
            .where(scores.c.ranking_id == row.ranking_id, scores.c.rank == row.rank)
            .values(inputs=json.dumps(_inputs(known), ensure_ascii=False, sort_keys=True))
        )


def _inputs(known: Mapping[str, Any]) -> dict[str, Any]:
    confirmed, suggested = known["confirmed_severity"], known["suggested_severity"]
    facts = {
        "safety": _fact("reports", 0, suggested, {"suggested": suggested}, kind="partial")
        if confirmed is None
        else _fact(
            "reports",
            confirmed,
            confirmed,
            {"confirmed": confirmed, "time_limited": 0, "floor": 0},
        ),
        "attention": {
            **_fact(
                "reports",
                0,
                0,
                {
                    "people": known["people"],
                    "tenths": known["heat"] * 10 // _VOICE,
                    "half_life": _HALF_LIFE,
                },
            ),
            "low": [known["heat"], _VOICE],
            "high": [known["heat"], _VOICE],
        },
    }
    if known["placed"]:
        own = known["needs"] - 1
        facts["synergy"] = _fact("needs", own, own, {"own": own, "near": 0, "metres": 0})
    kept = ("people", "confirmed_severity", "suggested_severity", "first_seen", "first_number")
    return {"facts": facts, **{name: known[name] for name in kept}}


def _fact(
    source: str, low: int, high: int, details: Mapping[str, Any], *, kind: str = "measured"
) -> dict[str, Any]:
    return {
        "kind": kind,
        "source": source,
        "low": [low, 1],
        "high": [high, 1],
        "as_of": None,
        "who": None,
        "details": dict(details),
    }
