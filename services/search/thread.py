"""The thread of a record: the reports, the need and the projects that belong together."""

from dataclasses import dataclass
from datetime import datetime

from services.search.hit import Hit, hit, readable
from services.search.index.port import (
    Document,
    IndexReader,
    Key,
    Kind,
    Query,
    Scope,
)
from services.search.text.asking import EVERYTHING

MOST_SHOWN = 50
"""Records of one kind in a thread; the totals count all."""


class NoSuchRecord(Exception):
    """There is no such record, or it is not for this reader."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The records of one kind. `total` counts those, too, that this reader may not see."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    as_of: datetime | None
    record: Hit
    reports: Strand
    needs: Strand
    projects: Strand


class FollowThread:
    """Joins a record with its relations by the links; ids come from events, states from records."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    def __call__(self, key: Key, scope: Scope) -> Thread:
        """Raises NoSuchRecord, IndexUnavailable."""
        as_of = self._reader.as_of()
        record = self._reader.visible([key]).get(key)
        if record is None or not readable(record, scope):
            raise NoSuchRecord
        needs = self._needs_of(record)
        projects = self._projects_of(record, needs)
        reports = self._reports_of(record, needs)
        return Thread(
            as_of=as_of,
            record=hit(record, EVERYTHING, scope),
            reports=self._strand(reports, scope),
            needs=self._strand((len(needs), needs), scope),
            projects=self._strand((len(projects), projects), scope),
        )

    def _needs_of(self, record: Document) -> list[Key]:
        if record.kind == "need":
            return [record.key]
        if record.kind == "project":
            return named(record, "need")
        return [need for link in self._link(record) for need in named(link, "need")]

    def _projects_of(self, record: Document, needs: list[Key]) -> list[Key]:
        if record.kind == "project":
            return [record.key]
        from_links = [project for link in self._link(record) for project in named(link, "project")]
        return list(dict.fromkeys([*from_links, *self._naming("project", needs)[1]]))

    def _reports_of(self, record: Document, needs: list[Key]) -> tuple[int, list[Key]]:
        total, links = self._naming("link", needs)
        reports = [Key("report", link.id) for link in links]
        if record.kind == "report" and record.key not in reports:
            return max(total, 1), [record.key, *reports[: MOST_SHOWN - 1]]
        return total, reports

    def _link(self, record: Document) -> list[Document]:
        key = Key("link", record.id)
        return list(self._reader.visible([key]).values()) if record.kind == "report" else []

    def _naming(self, kind: Kind, needs: list[Key]) -> tuple[int, list[Key]]:
        """Records of a kind that name one of the needs: how many, and the newest of them."""
        if not needs:
            return 0, []
        refs = tuple(str(need) for need in needs)
        page = self._reader.search(
            Query(scope="staff", kinds=(kind,), refs=refs, page_size=MOST_SHOWN)
        )
        return page.total, [document.key for document in page.hits]

    def _strand(self, found: tuple[int, list[Key]], scope: Scope) -> Strand:
        total, keys = found
        shown = self._reader.visible(keys[:MOST_SHOWN])
        documents = [shown[key] for key in keys if key in shown]
        hits = tuple(hit(one, EVERYTHING, scope) for one in documents if readable(one, scope))
        return Strand(total, hits)


def named(document: Document, kind: Kind) -> list[Key]:
    """The keys of one kind that the document names."""
    prefix = f"{kind}:"
    return [Key(kind, ref[len(prefix) :]) for ref in document.refs if ref.startswith(prefix)]
