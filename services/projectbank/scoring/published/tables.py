"""The tables of published rankings and the scores of each."""

from sqlalchemy import Column, Index, Integer, String, Table

from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial, Json, UtcDateTime

rankings = Table(
    "rankings",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("criteria_version", String(20), nullable=False),
    Column("as_of", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("top", Integer, nullable=True),
    Column("unknowns", Json, nullable=True),
)

scores = Table(
    "scores",
    metadata,
    Column("ranking_id", BigSerial, primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("project_id", String(32), nullable=False),
    Column("lane", String(10), nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("parts", Json, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("robustness", String(20), nullable=True),
    Column("top_share", Integer, nullable=True),
    Column("second_rank", Integer, nullable=True),
    Column("best_rank", Integer, nullable=True),
    Column("worst_rank", Integer, nullable=True),
    Column("likely_best", Integer, nullable=True),
    Column("likely_worst", Integer, nullable=True),
    Column("band", Integer, nullable=True),
    Index("scores_project", "project_id", "ranking_id"),
)
