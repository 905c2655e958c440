"""From a request to the message that carries its code."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from services.intake.finding.code import LASTS, Codes
from services.intake.notices.channels.port import Channel, Message, message_id
from services.intake.notices.compose import reader_of
from services.intake.notices.wording import Wording


@dataclass(frozen=True, slots=True)
class ComposeCode:
    """Use as a tray's `compose`. The code goes to the address that was typed, and no other."""

    wording: Wording
    channel: Channel
    codes: Codes

    def __call__(self, conn: Connection, asked: Row[Any]) -> Message | None:
        reader = reader_of(conn, asked.report_id)
        if reader is None or asked.kind not in self.channel.reaches:
            return None
        minutes = int(LASTS.total_seconds() // 60)
        language = self.wording.language(asked.language)
        code = self.codes.of(asked.id)
        said = self.wording.code(asked.report_id, language, code, minutes)
        return Message(
            id=message_id("code", asked.id),
            at=asked.at,
            report=asked.report_id,
            email=reader.email if asked.kind == "email" else None,
            phone=reader.phone if asked.kind == "phone" else None,
            language=language,
            subject=said.subject,
            text=said.text,
            short=said.short,
            stop=None,
            code=code,
        )
