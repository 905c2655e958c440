"""Who was told, or is about to be told, of which step."""

from typing import Final, Literal

from sqlalchemy import Column, Index, Integer, String, Table

from services.intake.tables import metadata
from services.runtime.tables import UtcDateTime

Delivery = Literal["waiting", "sent", "kept", "failed", "dropped"]
"""Waiting to be sent; taken over by the other side; kept in the mailbox, so that nobody got it;
never to be taken over, which the staff see; or no longer wanted when its turn came."""


def delivery_columns() -> list[Column[object]]:
    """What a table of things to be sent holds about the sending."""
    return [
        Column("delivery", String(10), nullable=False, server_default="sent"),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("next_at", UtcDateTime, nullable=True),
        Column("trouble", String(200), nullable=True),
    ]


notices = Table(
    "notices",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    *delivery_columns(),
    Index("notices_newest", "at"),
    Index("notices_waiting", "next_at"),
)
"""One per case, step and person; the text is the step's, the address the contact store's.
`next_at` is none unless it waits."""
done = Table(
    "notices_done",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
)
STEPS: Final = ("decline", "answer", "dispatch", "close", "suspend", "shelve", "reopen")
"""Steps of a case that a neighbour is told of."""
ANSWERS: Final = ("decline", "answer", "close")
"""Those of them that say how it ended."""
