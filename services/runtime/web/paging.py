"""Cursors of lists: opaque to the caller, plain JSON inside.

class ThingQuery(PageQuery): ...            # adds page_size (≤ 200) and cursor
query["cursor"]  → list | None               # the sort key of the last row already seen
{"items": rows, "cursor": write_cursor([last.at.isoformat(), last.id]) if more else None}
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Final

from marshmallow import ValidationError, fields

from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Body, Count

PAGE_SIZE_LIMIT: Final = 200
PAGE_SIZE: Final = 50


def write_cursor(sort_key: Sequence[str | int | float | None]) -> str:
    """The cursor after a row with this sort key."""
    text = json.dumps(list(sort_key), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[str | int | float | None]:
    """The sort key inside a cursor; ``ValidationError`` when it is none of ours."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise ValidationError([_not_ours()]) from error
    if not isinstance(key, list) or not all(_plain(part) for part in key):
        raise ValidationError([_not_ours()])
    return key


class Cursor(fields.Field[list[Any]]):
    """A cursor; ``parts`` names the types of the sort key, so that a forged one cannot confuse."""

    def __init__(self, *, parts: Sequence[type] = (), **options: Any) -> None:
        options.setdefault("metadata", {}).update({"type": "string"})
        super().__init__(**options)
        self.parts = tuple(parts)

    def _deserialize(self, value: Any, *_context: Any, **_options: Any) -> list[Any]:
        if not isinstance(value, str):
            raise ValidationError([_not_ours()])
        key = read_cursor(value)
        if self.parts and [type(part) for part in key] != list(self.parts):
            raise ValidationError([_not_ours()])
        return key


class PageQuery(Body):
    """Base of list queries: ``page_size`` above the limit is answered with the limit."""

    page_size = Count(low=1, high=PAGE_SIZE_LIMIT, clamp=True, load_default=PAGE_SIZE)
    cursor = Cursor(load_default=None)


def _plain(part: object) -> bool:
    if isinstance(part, str):
        return "\x00" not in part and not any("\ud800" <= letter <= "\udfff" for letter in part)
    # Whole numbers beyond 64 bits are in no row, and no store takes them as a parameter.
    if isinstance(part, int) and not isinstance(part, bool):
        return -(2**63) <= part < 2**63
    return part is None or (isinstance(part, float) and part == part and abs(part) != float("inf"))


def _not_ours() -> Fault:
    return Fault("cursor", N_("This cursor is not one of ours; start again without it."))
