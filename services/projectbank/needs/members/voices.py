"""The voices of needs, read for scores: many at a time, and nothing of what was written."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from services.projectbank.chunks import chunks
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.reports.report import thousandths
from services.projectbank.needs.reports.tables import reports
from services.projectbank.needs.voice import Voice

_VOICE = (
    members.c.need_id,
    reports.c.id,
    reports.c.pseudonym,
    reports.c.occurred_at,
    reports.c.category,
    reports.c.confidence,
    reports.c.decided_by,
    reports.c.severity,
    reports.c.source,
    reports.c.in_favour,
    reports.c.joins,
    reports.c.verified,
    reports.c.raised,
)


def voices_of(conn: Connection, need_ids: Iterable[str]) -> dict[str, list[Voice]]:
    """The members of each need in order of position."""
    found: dict[str, list[Voice]] = {}
    for chunk in chunks(need_ids):
        query = (
            select(*_VOICE)
            .join(reports, reports.c.id == members.c.report_id)
            .where(members.c.need_id.in_(chunk))
            .order_by(members.c.need_id, members.c.position)
        )
        # Asking ten thousand rows for their columns by name costs more than reading them.
        for (
            need,
            report,
            person,
            occurred_at,
            category,
            confidence,
            decided_by,
            severity,
            source,
            in_favour,
            joins,
            verified,
            raised,
        ) in conn.execute(query).all():
            voice = Voice(
                report=report,
                person=person,
                occurred_at=occurred_at,
                category=category,
                certainty=thousandths(confidence),
                decided_by=decided_by,
                severity=severity,
                source=source,
                in_favour=in_favour,
                joins=joins,
                verified=verified,
                raised=raised,
            )
            found.setdefault(need, []).append(voice)
    return found
