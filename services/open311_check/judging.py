"""Small judgements on leaves, which XML writes as text and JSON by their types."""

import re
from datetime import UTC, datetime
from typing import Any

from services.open311_check.reading import Form

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def moment_of(value: Any) -> datetime | None:
    """The instant of the W3C profile of ISO 8601; none when it is not written so, with a zone."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value.strip()):
        return None
    try:
        return datetime.fromisoformat(value.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def truth_of(value: Any, form: Form) -> bool | None:
    """A truth value; none when it is written as none."""
    if form == "json":
        return value if isinstance(value, bool) else None
    return {"true": True, "false": False}.get(str(value))


def number_of(value: Any, form: Form) -> float | None:
    """A number; in JSON it must be one, a text of digits is none."""
    if form == "json":
        return float(value) if isinstance(value, int | float) and value is not True else None
    try:
        return float(str(value))
    except ValueError:
        return None


def is_text(value: Any) -> bool:
    """A text that says something."""
    return isinstance(value, str) and value.strip() != ""
