"""The tables of what the nightly look proposes, and what planners answered."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial, Json, UtcDateTime

proposals = Table(
    "need_proposals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("need_id", String(32), nullable=False),
    Column("other_id", String(32), nullable=True),
    Column("reports", Json, nullable=False),
    Column("beside", Json, nullable=False),
    Column("likely", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("gain", BigInteger, nullable=False),
    Column("figures", Json, nullable=False),
    Index("need_proposals_gain", "gain", "id"),
)

answers = Table(
    "need_proposal_answers",
    metadata,
    Column("number", BigSerial, primary_key=True),
    Column("proposal", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("answer", String(10), nullable=False),
    Column("need_id", String(32), nullable=False),
    Column("other_id", String(32), nullable=True),
    Column("reports", Json, nullable=False),
    Column("beside", Json, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

reviews = Table(
    "need_reviews",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
