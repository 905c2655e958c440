"""The promises of the index, kept by every adapter (tests/contract/test_index*.py try them)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import HIT_KINDS, Document, Key, Kind, Scope
from services.search.index.places import Box, Circle
from services.search.text.asking import EVERYTHING, Question

Sort = Literal["relevance", "newest", "oldest", "updated"]
FACETS = (
    "kind",
    "category",
    "group",
    "area",
    "state",
    "source",
    "request_type",
    "responsible_unit",
    "object",
    "indicator",
    "late",
)
"""What hits can be counted by."""
DEEPEST_OFFSET = 10_000
"""Hits by relevance can be paged up to here (Elasticsearch's max_result_window)."""
LONGEST_FACET = 100
NEAR = 5_000.0
"""Metres. A circle up to here is always answered, however much lies in it."""
MOST_MEASURED = 50_000
"""Records around a wider circle that an index measures."""


class TooDeep(Exception):
    """Relevance pages end at DEEPEST_OFFSET; sort by date to read further."""


class IndexOutdated(IndexUnavailable):
    """The index was made by another release: it answers again once it is rebuilt."""

    def __init__(self) -> None:
        super().__init__("the search index is of another release; run `citymend search rebuild`")


class TooWide(Exception):
    """More than MOST_MEASURED records lie around a circle wider than NEAR."""


class DocumentRefused(Exception):
    """The index will never take this document. Names the rule it broke, no text of it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. Staff of some areas or units find staff records of these alone; none named means
    all. Public records are everybody's."""

    scope: Scope = "public"
    areas: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def sees_all(self) -> bool:
        """Whether no record of the staff is kept from this reader."""
        return self.scope == "staff" and not self.is_held

    @property
    def is_held(self) -> bool:
        """Whether only some of the staff records are this reader's."""
        return self.scope == "staff" and bool(self.areas or self.units)

    def is_staff_for(self, document: Document) -> bool:
        """Whether the staff-only side of the document is this reader's to see."""
        if self.scope != "staff":
            return False
        in_areas = not self.areas or not set(self.areas).isdisjoint(document.area_path)
        return in_areas and (not self.units or document.responsible_unit in self.units)


PUBLIC = Reader()
STAFF = Reader("staff")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the sort key of its last hit and every key already shown at it,
    or, by relevance, the number of hits already shown."""

    sort_key: int = 0
    shown: tuple[str, ...] = ()
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. Filters of different names all hold; values of one name are alternatives."""

    question: Question = EVERYTHING
    reader: Reader = PUBLIC
    own_only: bool = False
    """Of a reader who is held: without the public records of others."""
    kinds: tuple[Kind, ...] = HIT_KINDS
    areas: tuple[str, ...] = ()
    """Area codes; a record is found by every area on its path."""
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
    sound: str = ""
    """Letters and digits: how a need's or project's title sounds from one of its characters on
    (services.search.text.sounds); empty for any."""
    refs: tuple[str, ...] = ()
    since: datetime | None = None
    """occurred_at >= since, to the second."""
    until: datetime | None = None
    """occurred_at < until, to the second."""
    sort: Sort = "newest"
    page_size: int = 20
    after: Position | None = None
    facets: tuple[str, ...] = ()
    """Names of FACETS to count."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some hits in order. `total` is exact and does not depend on the page."""

    total: int
    hits: tuple[Document, ...]
    next: Position | None
    """None on the last page."""
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    """Per name that was asked for, most frequent first, then by value, at most LONGEST_FACET."""


class IndexReader(Protocol):
    """Reading. Safe to call from threads. Every call raises IndexUnavailable when the index
    cannot be reached, is not made yet or refuses for lack of room."""

    def search(self, query: Query) -> Page:
        """Hits in a total order that every adapter shares for the sorts by date. Pages neither
        repeat nor skip among records that do not change meanwhile. Relevance is each engine's
        own, ties by newest first. Raises TooDeep, TooWide."""
        ...

    def count(self, queries: Sequence[Query]) -> Sequence[int]:
        """The totals of many queries at once. Raises TooWide."""
        ...

    def kept(self) -> Mapping[str, int]:
        """How many documents there are per kind; links, stubs and staff records count, too."""
        ...

    def visible(self, keys: Sequence[Key]) -> Mapping[Key, Document]:
        """Documents, stubs and links too, as a search would show them now; missing ones are left
        out. Audience is not enforced here."""
        ...

    def as_of(self) -> datetime | None:
        """The newest `updated_at` that a search would show; None for an empty index."""
        ...

    def ready(self) -> str | None:
        """None when the index answers, else a sentence that says what is wrong. Never raises."""
        ...

    def close(self) -> None: ...


class Rebuild(Protocol):
    """A fresh index being filled beside the serving one."""

    def write(self, documents: Sequence[Document]) -> None:
        """As Index.write, into the fresh index alone, and durable only once it is switched."""
        ...

    def switch(self) -> None:
        """Serve from the fresh index and remove the old one, at once for every reader."""
        ...

    def abandon(self) -> None:
        """Remove the fresh index. Harmless after switch()."""
        ...


class Index(IndexReader, Protocol):
    """Reading and writing. One writing process; its calls are safe from threads. Everything here
    raises IndexUnavailable as reading does."""

    def make(self) -> None:
        """Create the index unless there is one. Until then reading is unavailable. Raises
        IndexOutdated for one that an other release made; rebuild() takes that, too."""
        ...

    def settle(self) -> None:
        """Return when searches show everything written so far."""
        ...

    def write(self, documents: Sequence[Document]) -> None:
        """Return only after all are stored durably. Older versions than the stored or a later
        one of the same call are ignored. Visible to searches within about a second. Raises
        DocumentRefused; what else of the call is stored then, is open: write it again."""
        ...

    def versions_of(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        """The stored versions, visible already or not; unknown keys are left out."""
        ...

    def rebuild(self) -> Rebuild:
        """Begin a fresh index. From now until it is switched or abandoned, write() reaches both,
        so that what arrives meanwhile is not lost."""
        ...
