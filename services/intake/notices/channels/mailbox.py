"""The embedded channel: messages lie in a table, and the staff read them on a page.

Nothing leaves the house, so what would open a report's page for its reporter must not lie here for
everybody else: codes and tokens are struck out before a message is kept.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete

from services.intake.notices.channels.port import BOTH, Delivered, Kind, Message
from services.intake.notices.channels.tables import mailbox
from services.runtime.database import Database, upsert

KEPT: Final = timedelta(days=30)
"""Messages tell of people's reports: they are not kept for ever."""

NO_CODE: Final = "••••••"
NO_LINK: Final = "…"


class MailboxChannel:
    """Keeps each message exactly once, also when it is sent again, and forgets them in time.

    `show` is where whoever runs the server reads a message that carries a code; without it nobody
    reads the code.
    """

    reaches: Final[frozenset[Kind]] = BOTH

    def __init__(self, database: Database, show: Callable[[str], None] | None = None) -> None:
        self._database = database
        self._show = show

    def send(self, message: Message) -> Delivered:
        row = {
            "id": message.id,
            "report_id": message.report,
            "at": message.at,
            "subject": without_way_in(message, message.subject),
            "text": without_way_in(message, message.text),
        }

        def use(conn: Connection) -> None:
            conn.execute(delete(mailbox).where(mailbox.c.at < message.at - KEPT))
            upsert(conn, mailbox, [row], key=["id"])

        self._database.write(use)
        if message.code is not None and self._show is not None:
            self._show(message.short)
        return "kept"

    def close(self) -> None:
        """Nothing is held."""


def without_way_in(message: Message, text: str) -> str:
    """A text of the message, as somebody else may read it."""
    if message.code:
        # As a number of its own: the same digits within a longer one, such as a report's, stay.
        text = re.sub(rf"(?<![0-9]){re.escape(message.code)}(?![0-9])", NO_CODE, text)
    if message.way_in:
        text = text.replace(message.way_in, NO_LINK)
    return text
