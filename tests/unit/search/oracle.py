"""What an index must answer, found by looking at every document: no index, no analysis."""

from collections import Counter
from collections.abc import Mapping, Sequence

from services.search.index.document import Document
from services.search.index.order import document_sort_key, seconds
from services.search.index.port import FacetValue, Query
from services.search.text.marking import matches
from services.search.text.sounds import sounds


def scanned(documents: Sequence[Document], query: Query) -> list[str]:
    """The keys of all hits in the order by date that the query asks for."""
    hits = [one for one in documents if is_hit(one, query)]
    hits.sort(key=lambda one: document_sort_key(one, query), reverse=query.sort != "oldest")
    return [str(one.key) for one in hits]


def counted(documents: Sequence[Document], query: Query) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Per facet of the query the values of all hits, as the page must show them."""
    hits = [one for one in documents if is_hit(one, query)]
    return {
        name: sorted(
            Counter(value for one in hits for value in values(one)[name]).items(),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for name in query.facets
    }


def shown(values: Sequence[FacetValue]) -> list[tuple[str, int]]:
    return [(one.value, one.count) for one in values]


def is_hit(document: Document, query: Query) -> bool:
    if document.erased or document.kind == "link":
        return False
    if document.audience != "public" and not query.reader.is_staff_for(document):
        return False
    return (
        document.kind in query.kinds
        and matches(document.fields, query.question)
        and _holds_all(document, query)
        and _in_time(document, query)
        and _in_place(document, query)
        and _sounds_so(document, query)
    )


def values(document: Document) -> Mapping[str, Sequence[str]]:
    late = {None: (), True: ("yes",), False: ("no",)}[document.late]
    single = {
        "category": document.category,
        "group": document.group,
        "state": document.state,
        "source": document.source,
        "request_type": document.request_type,
        "responsible_unit": document.responsible_unit,
        "object": document.object,
    }
    return {
        "kind": (document.kind,),
        "area": document.area_path,
        "indicator": document.indicators,
        "late": late,
        **{name: (value,) if value is not None else () for name, value in single.items()},
    }


def _holds_all(document: Document, query: Query) -> bool:
    wanted: Mapping[str, Sequence[str]] = {
        "area": query.areas,
        "category": query.categories,
        "group": query.groups,
        "state": query.states,
        "source": query.sources,
        "request_type": query.request_types,
        "responsible_unit": query.responsible_units,
        "object": query.objects,
        "indicator": query.indicators,
        "late": () if query.late is None else ("yes" if query.late else "no",),
    }
    had = values(document)
    return all(not asked or set(asked) & set(had[name]) for name, asked in wanted.items())


def _in_time(document: Document, query: Query) -> bool:
    moment = seconds(document.occurred_at)
    after = query.since is None or seconds(query.since) <= moment
    return after and (query.until is None or moment < seconds(query.until))


def _in_place(document: Document, query: Query) -> bool:
    if query.box is None and query.circle is None:
        return True
    if document.lat is None or document.long is None:
        return False
    in_box = query.box is None or query.box.holds(document.lat, document.long)
    return in_box and (query.circle is None or query.circle.holds(document.lat, document.long))


def _sounds_so(document: Document, query: Query) -> bool:
    if not query.sound:
        return True
    sounding = sounds(document.title) if document.kind in ("need", "project") else []
    return any(sound.startswith(query.sound) for sound in sounding)
