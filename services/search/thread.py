"""The thread of a record: the reports, cases, needs and projects that belong together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.search.hit import Hit, hit, readable
from services.search.index.document import Document, Key, Kind
from services.search.index.port import STAFF, IndexReader, Query, Reader
from services.search.text.asking import EVERYTHING

MOST_SHOWN = 50
"""Records of one kind in a thread; the totals count all."""


class NoSuchRecord(Exception):
    """There is no such record, or it is not for this reader."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The records of one kind. `total` counts those, too, that this reader may not see; of
    projects it does not: a draft that is for the staff is not even counted for others."""

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
        reports = self._reports_of(record, needs)
        return Thread(
            as_of=as_of,
            record=hit(record, EVERYTHING, reader),
            reports=self._strand(reports, reader),
            cases=self._cases(record, reports[1], reader) if reader.scope == "staff" else None,
            needs=self._strand((len(needs), needs), reader),
            projects=self._seen(projects, reader),
        )

    def _links(self, record: Document) -> list[Document]:
        """What says which need the record's reports belong to."""
        if record.kind == "report":
            reports = [record.key]
        elif record.kind == "case":
            reports = self._naming("report", [record.key])[1]
        else:
            return []
        return list(self._index.visible([Key("link", one.id) for one in reports]).values())

    def _projects_of(
        self, record: Document, links: Sequence[Document], needs: list[Key]
    ) -> list[Key]:
        if record.kind == "project":
            return [record.key]
        from_links = [project for link in links for project in named(link, "project")]
        return list(dict.fromkeys([*from_links, *self._naming("project", needs)[1]]))

    def _reports_of(self, record: Document, needs: list[Key]) -> tuple[int, list[Key]]:
        if record.kind == "case":
            return self._naming("report", [record.key])
        total, links = self._naming("link", needs)
        reports = [Key("report", link.id) for link in links]
        if record.kind == "report" and record.key not in reports:
            return max(total, 1), [record.key, *reports[: MOST_SHOWN - 1]]
        return total, reports

    def _cases(self, record: Document, reports: Sequence[Key], reader: Reader) -> Strand:
        """The cases of the reports that are shown; of a report or a case its own alone."""
        if record.kind == "case":
            return self._strand((1, [record.key]), reader)
        told = [record] if record.kind == "report" else self._index.visible(reports).values()
        cases = list(dict.fromkeys(case for one in told for case in named(one, "case")))
        return self._strand((len(cases), cases), reader)

    def _naming(self, kind: Kind, keys: Sequence[Key]) -> tuple[int, list[Key]]:
        """Records of a kind that name one of the keys: how many, and the newest of them."""
        if not keys:
            return 0, []
        refs = tuple(map(str, keys))
        page = self._index.search(
            Query(reader=STAFF, kinds=(kind,), refs=refs, page_size=MOST_SHOWN)
        )
        return page.total, [document.key for document in page.hits]

    def _seen(self, keys: list[Key], reader: Reader) -> Strand:
        strand = self._strand((len(keys), keys), reader)
        if reader.scope == "staff" and not reader.is_held:
            return strand
        known = self._index.visible(keys)
        hidden = sum(not readable(one, reader) for one in known.values())
        return Strand(strand.total - hidden, strand.hits)

    def _strand(self, found: tuple[int, list[Key]], reader: Reader) -> Strand:
        total, keys = found
        shown = self._index.visible(keys[:MOST_SHOWN])
        documents = [shown[key] for key in keys if key in shown]
        hits = tuple(hit(one, EVERYTHING, reader) for one in documents if readable(one, reader))
        return Strand(total, hits)


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
