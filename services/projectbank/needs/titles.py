"""Titles of needs and candidates: category and place, never a resident's words."""

from services.projectbank.needs.vocabulary import Vocabulary

_LONGEST = 200


def need_title(vocabulary: Vocabulary, category: str, area: str | None) -> str:
    return placed_title(vocabulary, vocabulary.name_of(category), area)


def placed_title(vocabulary: Vocabulary, what: str, area: str | None) -> str:
    """`what` at the named area; the area alone when its name is known."""
    where = vocabulary.areas.get(area) if area is not None else None
    title = f"{where} · {what}" if where is not None else what
    return title[:_LONGEST]
