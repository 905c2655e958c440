"""The thread of a record: the reports, cases, needs and projects that belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.search.hit import Hit, hit, readable
from services.search.index.document import Document, Key, Kind
from services.search.index.port import STAFF, IndexReader, Query, Reader
from services.search.text.asking import EVERYTHING

MOST_SHOWN = 50
"""Records of one kind in a thread; the totals count all."""
MOST_ASKED = 10_000
"""Reports of a need of which it is asked whether a reader may see them, the newest first."""
_AT_ONCE = 500


class NoSuchRecord(Exception):
    """There is no such record, or it is not for this reader."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The records of one kind. `total` counts those that this reader may see and no others."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    as_of: datetime | None
    record: Hit
    reports: Strand
    cases: Strand | None
    """None for a reader who may not see any."""
    needs: Strand
    projects: Strand


class FollowThread:
    """Joins a record with its relations by the links; ids come from events, states from records."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index

    def __call__(self, key: Key, reader: Reader) -> Thread:
        """Raises NoSuchRecord, IndexUnavailable."""
        as_of = self._index.as_of()
        record = self._index.visible([key]).get(key)
        if record is None or not readable(record, reader):
            raise NoSuchRecord
        links = self._links(record)
        needs = _needs_of(record, links)
        projects = self._projects_of(record, links, needs)
        reports = self._reports_of(record, needs, reader)
        return Thread(
            as_of=as_of,
            record=hit(record, EVERYTHING, reader),
            reports=Strand(reports[0], self._hits(reports[1], reader)),
            cases=self._cases(record, reports[1], reader) if reader.scope == "staff" else None,
            needs=self._strand(needs, reader),
            projects=self._strand(projects, reader),
        )

    def _links(self, record: Document) -> list[Document]:
        """What says which need the record's reports belong to."""
        if record.kind == "report":
            reports = [record.key]
        elif record.kind == "case":
            reports = self._naming("report", [record.key], STAFF)[1]
        else:
            return []
        return list(self._index.visible([Key("link", one.id) for one in reports]).values())

    def _projects_of(
        self, record: Document, links: Sequence[Document], needs: list[Key]
    ) -> list[Key]:
        if record.kind == "project":
            return [record.key]
        from_links = [project for link in links for project in named(link, "project")]
        return list(dict.fromkeys([*from_links, *self._naming("project", needs, STAFF)[1]]))

    def _reports_of(
        self, record: Document, needs: list[Key], reader: Reader
    ) -> tuple[int, list[Key]]:
        """How many reports this reader may see, and the newest of them."""
        if record.kind == "case":
            return self._naming("report", [record.key], reader)
        if reader.sees_all:
            total, links = self._naming("link", needs, STAFF)
            reports = [Key("report", link.id) for link in links]
        else:
            total, reports = self._readable_in(needs, reader)
        if record.kind == "report" and record.key not in reports:
            return max(total, 1), [record.key, *reports[: MOST_SHOWN - 1]]
        return total, reports

    def _readable_in(self, needs: Sequence[Key], reader: Reader) -> tuple[int, list[Key]]:
        """Links know nothing of who may read their reports, so each report is asked."""
        if not needs:
            return 0, []
        query = Query(
            reader=STAFF, kinds=("link",), refs=tuple(map(str, needs)), page_size=_AT_ONCE
        )
        asked, total, newest = 0, 0, list[Key]()
        while asked < MOST_ASKED:
            page = self._index.search(query)
            keys = [Key("report", link.id) for link in page.hits]
            known = self._index.visible(keys)
            mine = [key for key in keys if key in known and readable(known[key], reader)]
            total += len(mine)
            newest.extend(mine[: MOST_SHOWN - len(newest)])
            asked += len(keys)
            if page.next is None:
                break
            query = replace(query, after=page.next)
        return total, newest

    def _cases(self, record: Document, reports: Sequence[Key], reader: Reader) -> Strand:
        """The cases of the reports that are shown; of a report or a case its own alone."""
        if record.kind == "case":
            return self._strand([record.key], reader)
        told = [record] if record.kind == "report" else self._index.visible(reports).values()
        mine = [one for one in told if readable(one, reader)]
        cases = list(dict.fromkeys(case for one in mine for case in named(one, "case")))
        return self._strand(cases, reader)

    def _naming(self, kind: Kind, keys: Sequence[Key], reader: Reader) -> tuple[int, list[Key]]:
        """Records of a kind that name one of the keys: how many, and the newest of them."""
        if not keys:
            return 0, []
        refs = tuple(map(str, keys))
        page = self._index.search(
            Query(reader=reader, kinds=(kind,), refs=refs, page_size=MOST_SHOWN)
        )
        return page.total, [document.key for document in page.hits]

    def _strand(self, keys: list[Key], reader: Reader) -> Strand:
        hits = self._hits(keys[:MOST_SHOWN], reader)
        if reader.sees_all:
            return Strand(len(keys), hits)
        known = self._index.visible(keys).values()
        return Strand(sum(readable(one, reader) for one in known), hits)

    def _hits(self, keys: Sequence[Key], reader: Reader) -> tuple[Hit, ...]:
        shown = self._index.visible(keys[:MOST_SHOWN])
        documents = [shown[key] for key in keys if key in shown]
        return tuple(hit(one, EVERYTHING, reader) for one in documents if readable(one, reader))


def _needs_of(record: Document, links: Sequence[Document]) -> list[Key]:
    if record.kind == "need":
        return [record.key]
    if record.kind == "project":
        return named(record, "need")
    return list(dict.fromkeys(need for link in links for need in named(link, "need")))


def named(document: Document, kind: Kind) -> list[Key]:
    """The keys of one kind that the document names."""
    prefix = f"{kind}:"
    return [Key(kind, ref[len(prefix) :]) for ref in document.refs if ref.startswith(prefix)]
