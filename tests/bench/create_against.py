"""What creating a report costs here and in another checkout, in one run, by turns.

    python -m tests.bench.create_against CHECKOUT [rounds]

CHECKOUT is a folder with the code to compare with (`git worktree add --detach FOLDER COMMIT`). Both
run embedded with their own demonstration profile. In every round each creates reports and answers
without any work (`empty`), the other one first in every second round; a cost is the CPU of the
serving process per request, and as a multiple of its own empty answer. Turns are short, so that
whatever else the machine does falls on both; medians and quartiles over the rounds are told.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.http_cost import cases
from tests.bench.load import cpu_seconds, drive
from tests.support.running import ROOT, Home

_CLIENTS = 8
_PER_TURN = {"empty": 800, "create": 250}
"""Requests; the clock of a process's CPU ticks in hundredths of a second."""
_LONGEST = 60.0


@dataclass(slots=True)
class Side:
    """One checkout's serving process and what its requests cost, turn by turn."""

    port: int
    pid: int
    spent: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _PER_TURN})

    def turn(self) -> None:
        makes = cases("none")
        for name, most in _PER_TURN.items():
            before = cpu_seconds(self.pid)
            outcome = drive(self.port, _CLIENTS, _LONGEST, makes[name], most)
            assert all(status < 300 for status in outcome.statuses), outcome.statuses
            spent = cpu_seconds(self.pid) - before
            self.spent[name].append(spent * 1000 / len(outcome.latencies))

    def to_empty(self) -> list[float]:
        turns = zip(self.spent["create"], self.spent["empty"], strict=True)
        return [create / empty for create, empty in turns]

    def summary(self) -> dict[str, float]:
        return {
            "create_ms": round(statistics.median(self.spent["create"]), 3),
            "empty_ms": round(statistics.median(self.spent["empty"]), 3),
            "to_empty": round(statistics.median(self.to_empty()), 3),
        }


def compare(here: Side, there: Side, rounds: int) -> dict[str, Any]:
    for side in (here, there):
        side.turn()
        side.spent = {name: [] for name in _PER_TURN}
    for number in range(rounds):
        for side in (here, there) if number % 2 else (there, here):
            side.turn()
    return {
        "rounds": rounds,
        "here": here.summary(),
        "there": there.summary(),
        "slowdown": slowdown(here.spent["create"], there.spent["create"]),
        "slowdown_to_empty": slowdown(here.to_empty(), there.to_empty()),
    }


def slowdown(here: Sequence[float], there: Sequence[float]) -> dict[str, float]:
    """How much more each round cost here: the median, and between which the middle half lies."""
    each = [one / other - 1 for one, other in zip(here, there, strict=True)]
    low, middle, high = statistics.quantiles(each, n=4)
    return {"median": round(middle, 4), "low": round(low, 4), "high": round(high, 4)}


@contextmanager
def serving(home: Home) -> Iterator[Side]:
    done = home.run("migrate")
    assert done.returncode == 0, done.stderr
    with home.serving_roles([("intake", "api")]) as roles:
        yield Side(roles.ports["intake"], roles.processes["intake-api"].pid)


def main() -> None:
    other = Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder, ExitStack() as stack:
        here, there = (
            stack.enter_context(serving(Home(Path(folder) / name, root=root)))
            for name, root in (("here", ROOT), ("there", other))
        )
        line = {"bench": "create_against", **compare(here, there, rounds)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
