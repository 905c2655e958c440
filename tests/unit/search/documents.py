"""Builders of index documents and a wait for what becomes visible a moment later."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.search.index.document import Document
from services.search.index.port import STAFF, Index, Query
from services.search.text.asking import ask
from tests.support.eventually import eventually

MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def a_document(name: str = "1", text: str = "小区电梯坏了", **changes: Any) -> Document:
    """A public report at version 1 whose only searched field is the text."""
    values: dict[str, Any] = {
        "kind": "report",
        "version": 1,
        "audience": "public",
        "title": text,
        "fields": (text,),
        "occurred_at": MORNING,
        "updated_at": MORNING,
    }
    return Document(id=name, **{**values, **changes})


def a_query(typed: str = "", **filters: Any) -> Query:
    return Query(question=ask(typed), **{"reader": STAFF, **filters})


def write_and_see(index: Index, documents: Sequence[Document]) -> None:
    """Write, and return once a search shows at least these versions."""
    index.write(documents)
    keys = [document.key for document in documents]

    def shown() -> bool:
        stored = index.versions_of(keys)
        seen = index.visible(keys)
        return all(key in seen and seen[key].version == stored[key] for key in keys)

    eventually(shown)
