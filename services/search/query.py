"""The use case behind every search: what a caller asks, put to the index, ready to be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.search.awaiting import AwaitVersion, read_mark
from services.search.hit import Hit, hit, readable
from services.search.index.document import HIT_KINDS, Document, Key, Kind
from services.search.index.keywords import keywords_of, number_refs
from services.search.index.places import Box, Circle
from services.search.index.port import (
    PUBLIC,
    FacetValue,
    IndexReader,
    Page,
    Position,
    Query,
    Reader,
    Sort,
)
from services.search.text.asking import EVERYTHING, Question, ask
from services.search.text.marking import matches
from services.search.text.typos import loosened, mended

Cursor = list[Any]
USUAL_FACETS = ("kind", "category", "area", "state")
STAFF_NAMES = frozenset({"object"})
"""Filters and facets over what is staff-only: an object's code is whatever the reporter wrote."""
_MOST_NAMED = 20
"""Records that one number names: each source may have one of it."""
_LEARNT_FROM = 50
"""Records that say how a mistyped word is written."""


class BadQuery(Exception):
    """A parameter cannot be accepted; the message names it and says why."""


class BadCursor(BadQuery):
    """The cursor belongs to another search, or to none."""


class StaffOnly(Exception):
    """The public asked for a filter or a facet of STAFF_NAMES."""


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
    responsible_units: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    late: bool | None = None
    box: Box | None = None
    circle: Circle | None = None
    since: datetime | date | None = None
    until: datetime | date | None = None
    """An instant excludes itself; a date includes its day."""
    facets: tuple[str, ...] = USUAL_FACETS
    after: str | None = None
    sort: Sort | None = None
    """None: by relevance when words are searched for, else newest first."""
    page_size: int = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    as_of: datetime | None
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetValue]]
    cursor: Cursor | None
    sort: Sort
    corrected: str | None = None
    """The words that were searched for because what was typed is found nowhere."""


class SearchRecords:
    """Search as one reader."""

    def __init__(
        self,
        reader: IndexReader,
        wait: AwaitVersion,
        zone: ZoneInfo,
        missed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`missed` is told of words that, asked for alone, find nothing."""
        self._missed = missed
        self._reader = reader
        self._wait = wait
        self._zone = zone

    def __call__(self, request: SearchRequest, reader: Reader, *, typing: bool = False) -> Answer:
        """`typing`: the words may be half typed, so that finding nothing says nothing.

        Raises StaffOnly, BadQuery, TooDeep, TooWide, IndexUnavailable, and for `after` what
        AwaitVersion raises.
        """
        _check_names(request, reader)
        question = ask(request.q)
        query = self._query(request, question, reader)
        if request.after is not None:
            self._wait(read_mark(request.after))
        # Asked first, so that it never claims more than the hits can show.
        as_of = self._reader.as_of()
        page = self._reader.search(query)
        corrected = None
        named = self._named(query, request.q)
        if not named and page.total == 0 and (meant := self._meant(query)) is not None:
            question = meant
            query = replace(query, question=meant)
            page, corrected = self._reader.search(query), said(meant)
        page = _with_named(page, named, first=request.cursor is None)
        if page.total == 0 and not typing and _only_words(request):
            self._missed(request.q)
        return Answer(
            total=page.total,
            as_of=as_of,
            hits=tuple(hit(document, question, reader) for document in page.hits),
            facets=page.facets,
            cursor=_cursor(query.sort, page),
            sort=query.sort,
            corrected=corrected,
        )

    def _named(self, query: Query, typed: str) -> Sequence[Document]:
        """Records whose number was typed, as far as the words do not find them."""
        refs = number_refs(typed, query.reader)
        if not refs or not query.question.wanted:
            return ()
        by_number = replace(
            query,
            question=EVERYTHING,
            refs=refs,
            sort="newest",
            after=None,
            facets=(),
            page_size=_MOST_NAMED,
        )
        own = number_refs(typed, PUBLIC)
        hits = [
            one
            for one in self._reader.search(by_number).hits
            # The number of another system tells of a record to those it is the staff's of.
            if query.reader.is_staff_for(one) or not set(own).isdisjoint(keywords_of(one)["ref"])
        ]
        return [one for one in hits if not matches((*_texts(one), one.id), query.question)]

    def _meant(self, query: Query) -> Question | None:
        """What was probably meant by a question without hits, as far as these filters and this
        reader's records can tell."""
        loose = loosened(query.question)
        if loose is None:
            return None
        near = replace(
            query, question=loose, sort="newest", after=None, facets=(), page_size=_LEARNT_FROM
        )
        hits = self._reader.search(near).hits
        return mended(query.question, (text for hit in hits for text in _texts(hit)))

    def record(self, key: Key, reader: Reader) -> Hit | None:
        """One record, unless it is erased, a link, or not for this reader."""
        document = self._reader.visible([key]).get(key)
        if document is None or not readable(document, reader):
            return None
        return hit(document, Question(), reader)

    def _query(self, request: SearchRequest, question: Question, reader: Reader) -> Query:
        sort = request.sort or "relevance"
        if sort == "relevance" and not question.wanted:
            sort = "newest"
        return Query(
            question=question,
            reader=reader,
            # Of others' records this reader is of the public, to whom no object is told.
            own_only=bool(request.objects) or not STAFF_NAMES.isdisjoint(request.facets),
            kinds=request.kinds,
            areas=request.areas,
            categories=request.categories,
            groups=request.groups,
            states=request.states,
            sources=request.sources,
            request_types=request.request_types,
            responsible_units=request.responsible_units,
            objects=request.objects,
            indicators=request.indicators,
            late=request.late,
            box=request.box,
            circle=request.circle,
            since=self._start(request.since),
            until=self._end(request.until),
            sort=sort,
            page_size=request.page_size,
            after=_position(request.cursor, sort),
            facets=request.facets,
        )

    def _start(self, moment: datetime | date | None) -> datetime | None:
        if moment is None or isinstance(moment, datetime):
            return moment
        return datetime.combine(moment, time(), self._zone)

    def _end(self, moment: datetime | date | None) -> datetime | None:
        if moment is None or isinstance(moment, datetime):
            return moment
        if moment == date.max:
            return None  # no instant lies behind it
        return datetime.combine(moment + timedelta(days=1), time(), self._zone)


def _with_named(page: Page, named: Sequence[Document], *, first: bool) -> Page:
    """The page with those that were asked for by number, before all others."""
    if not named:
        return page
    keys = {one.key for one in named}
    others = tuple(one for one in page.hits if one.key not in keys)
    hits = (*named, *others) if first else others
    return replace(page, total=page.total + len(named), hits=hits)


def said(question: Question) -> str:
    """The question in folded words, as it could be typed."""
    wanted = [f'"{one.folded}"' if one.quoted else one.folded for one in question.wanted]
    unwanted = [f'-"{one.folded}"' for one in question.unwanted]
    return " ".join([*wanted, *unwanted])


def _check_names(request: SearchRequest, reader: Reader) -> None:
    if reader.scope == "public" and (request.objects or not STAFF_NAMES.isdisjoint(request.facets)):
        raise StaffOnly


def _only_words(request: SearchRequest) -> bool:
    """Whether nothing but the words can be why nothing is found."""
    plain = SearchRequest(
        q=request.q,
        kinds=request.kinds,
        facets=request.facets,
        after=request.after,
        sort=request.sort,
        page_size=request.page_size,
    )
    return bool(request.q.strip()) and request == plain


def _texts(document: Document) -> Sequence[str]:
    """What of a document is searched, as far as a hit brings it along."""
    address = [str(fact.value) for fact in document.facts if fact.name == "address"]
    return [document.title, document.body, *address]


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
