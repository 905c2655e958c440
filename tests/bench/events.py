"""What an event costs to read and to write, per type, beside what its schema alone would take.

    python -m tests.bench.events [times]

Microseconds of CPU per event, over the golden examples of each type.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from services.contracts.catalogue import EVENT_TYPES, decode, encode
from services.contracts.envelope import unseal
from tests.support.golden import EXAMPLES, examples


def measure(times: int) -> dict[str, Any]:
    raws: dict[str, list[bytes]] = {}
    for name in examples():
        raws.setdefault(name.partition("/")[0], []).append((EXAMPLES / name).read_bytes())
    return {kind: _of_type(kind, raw, times // len(raws)) for kind, raw in raws.items()}


def _of_type(kind: str, raws: list[bytes], times: int) -> dict[str, float]:
    rounds = max(1, times // len(raws))
    events = [decode(raw) for raw in raws]
    datas = [unseal(raw).data for raw in raws]
    schema = EVENT_TYPES[kind].schema
    return {
        "decode_us": _each(lambda: [decode(raw) for raw in raws], rounds, len(raws)),
        "schema_alone_us": _each(lambda: [schema.load(data) for data in datas], rounds, len(raws)),
        "encode_us": _each(lambda: [encode(event) for event in events], rounds, len(raws)),
    }


def _each(work: Callable[[], object], rounds: int, count: int) -> float:
    work()
    started = time.process_time()
    for _ in range(rounds):
        work()
    return round((time.process_time() - started) / rounds / count * 1e6, 1)


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(json.dumps({"bench": "events", **measure(times)}))


if __name__ == "__main__":
    main()
