"""The use case behind every search: what a caller asks, put to the index, ready to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.search.awaiting import AwaitVersion, read_mark
from services.search.index.port import (
    HIT_KINDS,
    Document,
    FacetValue,
    Fact,
    IndexReader,
    Key,
    Kind,
    Page,
    Position,
    Query,
    Scope,
    Sort,
)
from services.search.text.asking import Question, ask
from services.search.text.marking import marked, snippet

Cursor = list[Any]


class BadQuery(Exception):
    """A parameter cannot be accepted; the message names it and says why."""


class BadCursor(BadQuery):
    """The cursor belongs to another search, or to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a caller asks. A date alone means that whole day in the installation's zone."""

    q: str = ""
    kinds: tuple[Kind, ...] = HIT_KINDS
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    request_types: tuple[str, ...] = ()
    since: datetime | date | None = None
    until: datetime | date | None = None
    """An instant excludes itself; a date includes its day."""
    after: str | None = None
    sort: Sort | None = None
    """None: by relevance when words are searched for, else newest first."""
    page_size: int = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record as one reader may see it."""

    document: Document
    title: str
    """Escaped HTML, found words in <mark>."""
    snippet: str
    """Escaped HTML, found words in <mark>."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    as_of: datetime | None
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetValue]]
    cursor: Cursor | None
    sort: Sort


class SearchRecords:
    """Search as one reader."""

    def __init__(self, reader: IndexReader, wait: AwaitVersion, zone: ZoneInfo) -> None:
        self._reader = reader
        self._wait = wait
        self._zone = zone

    def __call__(self, request: SearchRequest, scope: Scope) -> Answer:
        """Raises BadQuery, TooDeep, IndexUnavailable, and for `after` what AwaitVersion raises."""
        question = ask(request.q)
        query = self._query(request, question, scope)
        if request.after is not None:
            self._wait(read_mark(request.after))
        # Asked first, so that it never claims more than the hits can show.
        as_of = self._reader.as_of()
        page = self._reader.search(query)
        return Answer(
            total=page.total,
            as_of=as_of,
            hits=tuple(hit(document, question, scope) for document in page.hits),
            facets=page.facets,
            cursor=_cursor(query.sort, page),
            sort=query.sort,
        )

    def record(self, key: Key, scope: Scope) -> Hit | None:
        """One record, unless it is erased, a link, or not for this reader."""
        document = self._reader.visible([key]).get(key)
        if document is None or not readable(document, scope):
            return None
        return hit(document, Question(), scope)

    def _query(self, request: SearchRequest, question: Question, scope: Scope) -> Query:
        sort = request.sort or "relevance"
        if sort == "relevance" and not question.wanted:
            sort = "newest"
        return Query(
            question=question,
            scope=scope,
            kinds=request.kinds,
            areas=request.areas,
            categories=request.categories,
            groups=request.groups,
            states=request.states,
            sources=request.sources,
            request_types=request.request_types,
            since=self._start(request.since),
            until=self._end(request.until),
            sort=sort,
            page_size=request.page_size,
            after=_position(request.cursor, sort),
            facets=True,
        )

    def _start(self, moment: datetime | date | None) -> datetime | None:
        if moment is None or isinstance(moment, datetime):
            return moment
        return datetime.combine(moment, time(), self._zone)

    def _end(self, moment: datetime | date | None) -> datetime | None:
        if moment is None or isinstance(moment, datetime):
            return moment
        return datetime.combine(moment + timedelta(days=1), time(), self._zone)


def readable(document: Document, scope: Scope) -> bool:
    """Whether a reader of this scope may see the record at all."""
    if document.erased or document.kind == "link":
        return False
    return scope == "staff" or document.audience == "public"


def hit(document: Document, question: Question, scope: Scope) -> Hit:
    """The record as this reader may see it, with the question's words marked."""
    facts = tuple(fact for fact in document.facts if fact.public or scope == "staff")
    title = marked(document.title, question)
    return Hit(document, title, snippet(document.body or document.title, question), facts)


def _cursor(sort: Sort, page: Page) -> Cursor | None:
    if page.next is None:
        return None
    return [sort, page.next.sort_key, page.next.offset, *page.next.shown]


def _position(cursor: Cursor | None, sort: Sort) -> Position | None:
    """Where the cursor says the last page ended. Raises BadCursor."""
    match cursor:
        case None:
            return None
        case [str(made_for), int(key), int(offset), *shown] if (
            made_for == sort
            and offset >= 0
            and all(isinstance(one, str) for one in shown)
            and -(2**62) <= key < 2**63 - 1
        ):
            return Position(key, tuple(shown), offset)
    raise BadCursor("cursor: it belongs to another search; start again without it")
