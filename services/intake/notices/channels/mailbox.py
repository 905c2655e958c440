"""The embedded channel: messages lie in a table, and the staff read them on a page."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete

from services.intake.notices.channels.port import BOTH, Kind, Message
from services.intake.tables import metadata
from services.runtime.database import Database, upsert
from services.runtime.tables import UtcDateTime

KEPT: Final = timedelta(days=30)
"""Messages hold the way into a report's page: they are not kept for ever."""

mailbox = Table(
    "mailbox",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("report_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("mailbox_newest", "at"),
    Index("mailbox_of_report", "report_id"),
)
"""Holds no address: whom it is for is the contact store's, as for every other channel."""


class MailboxChannel:
    """Keeps each message exactly once, also when it is sent again, and forgets them in time."""

    reaches: Final[frozenset[Kind]] = BOTH

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, message: Message) -> None:
        row = {
            "id": message.id,
            "report_id": message.report,
            "at": message.at,
            "subject": message.subject,
            "text": message.text,
        }

        def use(conn: Connection) -> None:
            conn.execute(delete(mailbox).where(mailbox.c.at < message.at - KEPT))
            upsert(conn, mailbox, [row], key=["id"])

        self._database.write(use)

    def close(self) -> None:
        """Nothing is held."""
