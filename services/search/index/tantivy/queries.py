"""A query in tantivy's terms. Filters have no part in the score."""

from collections.abc import Iterator, Sequence

import tantivy
from tantivy import FieldType, Occur

from services.search.index.order import first_key
from services.search.index.port import HIT_KINDS, Key, Query
from services.search.index.tantivy.schema import schema
from services.search.text.asking import Phrase

Clause = tuple[Occur, tantivy.Query]


def hits_of(query: Query) -> tantivy.Query:
    """All hits of the query, whatever the page."""
    if query.question.hopeless or not query.kinds:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query([*_words(query), *_filters(query), *_dates(query)])


def from_position(hits: tantivy.Query, field: str, query: Query) -> tantivy.Query:
    """Of these hits those at and behind the position of the query, by the field's order."""
    if query.after is None:
        return hits
    at = query.after.sort_key
    at_least, at_most = (at, None) if query.sort == "oldest" else (None, at)
    return tantivy.Query.boolean_query(
        [(Occur.Must, hits), (Occur.Must, _range(field, at_least, at_most, True))]
    )


def keyed(keys: Sequence[Key]) -> tantivy.Query:
    return tantivy.Query.term_set_query(schema(), "key", [str(key) for key in keys])


def _words(query: Query) -> Iterator[Clause]:
    for phrase in query.question.wanted:
        yield Occur.Must, _phrase(phrase)
    for phrase in query.question.unwanted:
        yield Occur.MustNot, _phrase(phrase)


def _phrase(phrase: Phrase) -> tantivy.Query:
    if len(phrase.terms) == 1:
        return tantivy.Query.term_query(schema(), phrase.stream, phrase.terms[0])
    return tantivy.Query.phrase_query(schema(), phrase.stream, list(phrase.terms))


def _filters(query: Query) -> Iterator[Clause]:
    filters = {
        "seen_by": (query.scope,) if "link" not in query.kinds else ("thread", query.scope),
        # Every kind of hit: `seen_by` keeps links out already.
        "kind": () if set(query.kinds) == set(HIT_KINDS) else query.kinds,
        "area": query.areas,
        "category": query.categories,
        "group": query.groups,
        "state": query.states,
        "source": query.sources,
        "request_type": query.request_types,
        "ref": query.refs,
    }
    for field, values in filters.items():
        if len(values) == 1:
            yield _unscored(
                tantivy.Query.term_query(schema(), field, values[0], index_option="basic")
            )
        elif values:
            yield _unscored(tantivy.Query.term_set_query(schema(), field, list(values)))


def _dates(query: Query) -> Iterator[Clause]:
    since = first_key(query.since) if query.since else None
    until = first_key(query.until) if query.until else None
    if since is not None or until is not None:
        yield _unscored(_range("occurred_key", since, until, False))


def _range(field: str, lower: int | None, upper: int | None, include_upper: bool) -> tantivy.Query:
    return tantivy.Query.range_query(
        schema(),
        field,
        FieldType.Integer,
        lower,
        upper,
        include_upper=include_upper or upper is None,
    )


def _unscored(query: tantivy.Query) -> Clause:
    return Occur.Must, tantivy.Query.const_score_query(query, 0.0)
