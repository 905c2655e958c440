"""Recognising a request or a row that was sent before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from services.intake.reports.report import NewReport

_ENCODER = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def digest_of(new: NewReport) -> str:
    """SHA-256, in hex, of all that was said, without the sender's idempotency key and language.

    Fields that hold nothing do not count, so a release that adds one knows old digests again.
    """
    contact, support = new.contact, new.support
    said = {
        "service_code": new.service_code,
        "request_type": new.request_type,
        "subject": new.subject,
        "description": new.description,
        "lat": new.lat,
        "long": new.long,
        "datum": new.datum,
        "address": new.address,
        "area": new.area,
        "object": new.object,
        "occurred_at": _moment(new.occurred_at),
        "contact": _held(
            {
                "name": contact.name,
                "phone": contact.phone,
                "email": contact.email,
                "notify": contact.notify,
            }
        ),
        "public": new.public,
        "support": _held({"in_favour": support.in_favour, "against": support.against}),
        "source": new.source,
        "external_id": new.external_id,
        "reporter_key": new.reporter_key,
        "extras": dict(new.extras),
        "photos": list(new.photo_prints or new.photos) or None,
    }
    return hashlib.sha256(_ENCODER.encode(_held(said)).encode()).hexdigest()


def _held(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", {})}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
