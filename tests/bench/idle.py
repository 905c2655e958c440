"""What a home costs while nobody uses it: CPU of its processes, in percent of one core.

python -m tests.bench.idle [seconds]
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.load import a_report, cpu_seconds, home_for_bench, mode
from tests.support.running import Home

_SETTLING = 10.0
"""Seconds until what the start and the reports began has ended."""


def measure(home: Home, seconds: float) -> dict[str, Any]:
    with home.serving() as process:
        for number in range(5):
            home.request("POST", "/api/intake/v1/reports", a_report(number))
        home.json("work", "--until-idle")
        time.sleep(_SETTLING)
        watched = {"all": process.pid}
        watched |= {name: child.pid for name in ("web", "work") if (child := home.child(name))}
        before = {name: cpu_seconds(pid) for name, pid in watched.items()}
        time.sleep(seconds)
        return {
            f"{name}_percent": round((cpu_seconds(pid) - before[name]) / seconds * 100, 2)
            for name, pid in watched.items()
        }


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "idle", "mode": mode(home), **measure(home, seconds)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
