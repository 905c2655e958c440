"""What was last told about each report: its need and that need's projects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from services.contracts.projectbank_events import LinkState
from services.projectbank.chunks import chunks
from services.projectbank.needs.members.tables import links
from services.runtime.database import upsert


@dataclass(frozen=True, slots=True)
class Link:
    """What was last told about a report."""

    version: int
    need: str | None
    projects: tuple[str, ...]

    def as_event(self, report: str) -> LinkState:
        return LinkState(
            report=report, version=self.version, need=self.need, projects=self.projects
        )


def load_links(conn: Connection, report_ids: Iterable[str]) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for chunk in chunks(report_ids):
        for row in conn.execute(select(links).where(links.c.report_id.in_(chunk))):
            found[row.report_id] = Link(row.version, row.need_id, tuple(row.projects))
    return found


def save_links(conn: Connection, changed: Mapping[str, Link]) -> None:
    rows = [
        {
            "report_id": report,
            "version": link.version,
            "need_id": link.need,
            "projects": list(link.projects),
        }
        for report, link in changed.items()
    ]
    upsert(conn, links, rows, key=["report_id"])
