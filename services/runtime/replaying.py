"""Trying parked records again, through the same sink that refused them."""

from collections.abc import Mapping
from typing import Any

from services.contracts.envelope import UnknownType, Unreadable
from services.runtime.codec import Decode
from services.runtime.jobs import Doing, Progress
from services.runtime.parked import ParkedRecord, ParkingLot
from services.runtime.sink import Delivery, Refused, Sink
from services.runtime.unavailable import Unavailable


def replaying(lot: ParkingLot, decode: Decode, sink: Sink) -> Doing:
    """The job "replay": `{"id": number or null for all}` to `{"replayed", "failed"}`."""

    def replay(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        wanted = arguments.get("id")
        records = [r for r in lot.waiting() if wanted is None or r.id == wanted]
        counts = {"replayed": 0, "failed": 0}
        for record in records:
            done = _again(record, lot, decode, sink)
            counts["replayed" if done else "failed"] += 1
            progress(counts)
        return counts

    return replay


def _again(record: ParkedRecord, lot: ParkingLot, decode: Decode, sink: Sink) -> bool:
    try:
        event = decode(record.record.value or b"")
        sink.apply([Delivery(record.record, event)])
    except Unavailable:
        raise
    except (Unreadable, UnknownType, Refused) as error:
        lot.park(record.record, str(error))
        return False
    except Exception as error:  # noqa: BLE001 - it stays parked, with the newer reason
        lot.park(record.record, type(error).__name__)
        return False
    lot.mark_replayed(record.id)
    return True
