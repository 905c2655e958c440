"""Recognising a request or a row that was sent before."""

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from services.intake.reports.report import NewReport


def digest_of(new: NewReport) -> str:
    """SHA-256, in hex, of all that was said, without the sender's idempotency key.

    Fields that hold nothing do not count, so a release that adds one knows old digests again.
    """
    said = _plain(dataclasses.asdict(dataclasses.replace(new, client_id=None)))
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        plain = {name: _plain(inner) for name, inner in value.items()}
        return {name: inner for name, inner in plain.items() if inner not in (None, "", {}, 0)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value
