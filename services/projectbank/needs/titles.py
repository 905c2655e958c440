"""Titles of needs and candidates: the place as people name it and the kind of problem, in words of
the vocabulary, the gazetteer or a recognised place name, never in a resident's own."""

from services.projectbank.needs.vocabulary import Vocabulary

_LONGEST = 200


def need_title(vocabulary: Vocabulary, category: str, area: str | None, place: str | None) -> str:
    return placed_title(vocabulary, vocabulary.name_of(category), area, place)


def placed_title(vocabulary: Vocabulary, what: str, area: str | None, place: str | None) -> str:
    """`what` at the estate, else at the place as people name it, else in the named area."""
    name = vocabulary.areas.get(area) if area is not None else None
    return titled(what, name, place, is_estate=area in vocabulary.estates)


def titled(what: str, area: str | None, place: str | None, *, is_estate: bool) -> str:
    """Of a known estate the gazetteer's name goes before people's."""
    where = area if is_estate or place is None else place
    return (f"{where} · {what}" if where is not None else what)[:_LONGEST]
