"""From the row of a notice to the message that its person gets."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from services.intake.cases.case import store as case_store
from services.intake.cases.case.store import Taken
from services.intake.notices.channels.opening import can_reach
from services.intake.notices.channels.port import Channel, Message, message_id
from services.intake.notices.tables import ANSWERS
from services.intake.notices.wording import StepNews, Wording
from services.intake.reports.tables import contacts, reports

_WITH_OUTCOME = (*ANSWERS, "shelve")
"""An outcome counts once it is verified; before that it is the unit's word."""


@dataclass(frozen=True, slots=True)
class ComposeStep:
    """Use as a tray's `compose`: reads, and writes nothing."""

    wording: Wording
    channel: Channel
    address: str
    """Of the installation, as its readers open it; without a stroke at the end."""

    def __call__(self, conn: Connection, notice: Row[Any]) -> Message | None:
        reader = reader_of(conn, notice.report_id)
        if reader is None or reader.notify == "nothing":
            return None
        if not can_reach(self.channel.reaches, reader.email, reader.phone):
            return None
        news = _news(conn, notice)
        if news is None:
            return None
        language = self.wording.language(reader.language)
        track = f"{self.address}/track/{reader.tracking_token}"
        stop = f"{track}/notices"
        said = self.wording.step(news, language, track, stop)
        return Message(
            id=message_id("step", notice.case_id, str(notice.version), notice.person),
            at=notice.at,
            report=notice.report_id,
            email=reader.email,
            phone=reader.phone,
            language=language,
            subject=said.subject,
            text=said.text,
            short=said.short,
            stop=stop,
            way_in=reader.tracking_token,
        )


def reader_of(conn: Connection, report_id: str) -> Row[Any, Any, Any, Any, Any] | None:
    """How the person of a report is reached: email, phone, language, notify, tracking_token.

    None when the report was erased, or never had a contact.
    """
    columns = (
        contacts.c.email,
        contacts.c.phone,
        contacts.c.language,
        contacts.c.notify,
        reports.c.tracking_token,
    )
    query = (
        select(*columns)
        .join(contacts, contacts.c.report_id == reports.c.id)
        .where(reports.c.id == report_id, reports.c.erased.is_(False))
    )
    return conn.execute(query).one_or_none()


def _news(conn: Connection, notice: Row[Any]) -> StepNews | None:
    """The step as told; what is said with a closing was said when it was handed back."""
    handed: Taken | None = None
    for taken in case_store.history(conn, notice.case_id):
        if taken.step == "hand_back":
            handed = taken
        if taken.version == notice.version:
            said = handed if taken.step == "close" and handed is not None else taken
            final = taken.step in _WITH_OUTCOME
            return StepNews(
                report=notice.report_id,
                step=taken.step,
                outcome=said.outcome if final else None,
                note=said.note if final else None,
                unit=taken.details.get("dispatched_to"),
            )
    return None
