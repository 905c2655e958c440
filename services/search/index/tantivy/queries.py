"""A query in tantivy's terms. Filters have no part in the score."""

from collections.abc import Iterator, Sequence

import tantivy
from tantivy import FieldType, Occur

from services.search.index.document import Key
from services.search.index.keywords import filters_of, held_of
from services.search.index.order import first_key
from services.search.index.places import Box
from services.search.index.port import Query
from services.search.index.tantivy.schema import schema
from services.search.text.asking import Phrase

Clause = tuple[Occur, tantivy.Query]


def hits_of(query: Query) -> tantivy.Query:
    """All hits of the query, whatever the page; its circle is circles.py's."""
    if query.question.hopeless or not query.kinds:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query(
        [*_words(query), *_filters(query), *_dates(query), *_places(query)]
    )


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


def within(hits: tantivy.Query, box: Box) -> tantivy.Query:
    """Of these hits those that lie in the box."""
    return tantivy.Query.boolean_query([(Occur.Must, hits), (Occur.Must, _in_box(box))])


def outside(hits: tantivy.Query, box: Box) -> tantivy.Query:
    """Of these hits those that do not lie in the box."""
    return tantivy.Query.boolean_query([(Occur.Must, hits), (Occur.MustNot, _in_box(box))])


def among(hits: tantivy.Query, box: Box | None, numbers: Sequence[int]) -> tantivy.Query:
    """Of these hits those in the box and those with one of the numbers."""
    measured = tantivy.Query.term_set_query(schema(), "docno", list(numbers))
    near = [(Occur.Should, measured)] + ([(Occur.Should, _in_box(box))] if box else [])
    return tantivy.Query.boolean_query(
        [(Occur.Must, hits), _unscored(tantivy.Query.boolean_query(near))]
    )


def _words(query: Query) -> Iterator[Clause]:
    for phrase in query.question.wanted:
        yield Occur.Must, _phrase(phrase)
    for phrase in query.question.unwanted:
        yield Occur.MustNot, _phrase(phrase)


def _phrase(phrase: Phrase) -> tantivy.Query:
    if phrase.near:
        return tantivy.Query.fuzzy_term_query(schema(), phrase.stream, phrase.terms[0])
    if len(phrase.terms) == 1:
        return tantivy.Query.term_query(schema(), phrase.stream, phrase.terms[0])
    return tantivy.Query.phrase_query(schema(), phrase.stream, list(phrase.terms))


def _filters(query: Query) -> Iterator[Clause]:
    for field, values in filters_of(query).items():
        yield _unscored(_one_of(field, values))
    if held := held_of(query):
        own = [(Occur.Must, _one_of(field, values)) for field, values in held.items()]
        seen = [(Occur.Should, tantivy.Query.boolean_query(own))]
        if not query.own_only:
            seen.append((Occur.Should, _one_of("seen_by", ("public",))))
        yield _unscored(tantivy.Query.boolean_query(seen))
    if query.sound:
        yield _unscored(tantivy.Query.regex_query(schema(), "sound", f"{query.sound}.*"))


def _one_of(field: str, values: Sequence[str]) -> tantivy.Query:
    if len(values) == 1:
        return tantivy.Query.term_query(schema(), field, values[0], index_option="basic")
    return tantivy.Query.term_set_query(schema(), field, list(values))


def _dates(query: Query) -> Iterator[Clause]:
    since = first_key(query.since) if query.since else None
    until = first_key(query.until) if query.until else None
    if since is not None or until is not None:
        yield _unscored(_range("occurred_key", since, until, False))


def _places(query: Query) -> Iterator[Clause]:
    if query.box is not None:
        yield _unscored(_in_box(query.box))


def _in_box(box: Box) -> tantivy.Query:
    sides = (("lat", box.south, box.north), ("long", box.west, box.east))
    return tantivy.Query.boolean_query(
        [
            (Occur.Must, tantivy.Query.range_query(schema(), field, FieldType.Float, low, high))
            for field, low, high in sides
        ]
    )


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
