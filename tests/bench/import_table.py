"""How fast a table of reports is read, and taken over up to the door of the database.

    python -m tests.bench.import_table [FILE]

Without a file: the message table of the real data where it is at hand, else a made one of as many
rows. Prints one JSON line: seconds, CPU seconds and rows per second for reading the file alone,
for reading and understanding every row (a receiver that stores nothing), and with masking,
category and place as intake assesses them; and the largest memory of the process in MB.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.contracts.profile.load import load_profile
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import Actor, NewReport
from services.intake.reports.wiring import assessor
from services.intake.sources.import_table import ImportTable
from services.runtime.spreadsheets.table import open_table

_ROWS = 4_326
_ROOT = Path(__file__).parents[2]
_CREATED = Outcome("created")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else _real() or _made(Path(folder, "t.csv"))
        sys.stdout.write(json.dumps({"bench": "import_table", **measure(path)}) + "\n")


def measure(path: Path) -> dict[str, Any]:
    profile = load_profile()
    importer = ImportTable(profile)
    assess = assessor(profile, b"a secret of the benchmark").assess
    officer, now = Actor(name="bench", vouches=True), datetime.now(UTC)

    def take(rows: Sequence[NewReport]) -> list[Outcome]:
        return [_CREATED] * len(rows)

    def assessing(rows: Sequence[NewReport]) -> list[Outcome]:
        for new in rows:
            assess(new, officer, "20261122-7K3QX", now)
        return take(rows)

    return {
        "bytes": path.stat().st_size,
        "read": _timed(lambda: _count(path)),
        "import": _timed(lambda: importer.run(path, take).read),
        "import_and_assess": _timed(lambda: importer.run(path, assessing).read),
        "max_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _timed(work: Callable[[], int]) -> dict[str, float]:
    started, busy = time.perf_counter(), time.process_time()
    rows = work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    return {
        "rows": rows,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "rows_per_second": round(rows / seconds),
    }


def _count(path: Path) -> int:
    """Data rows of the first sheet; the header is none."""
    with open_table(path) as table, table.sheets[0].rows() as rows:
        return sum(1 for row in rows if not row.is_empty) - 1


def _real() -> Path | None:
    folder = Path(os.environ.get("CITYMEND_TEST_DATA", _ROOT / "../shared/data"))
    path = folder / "teddycup2020c" / "附件3_全部留言_4326.xlsx"
    return path if path.exists() else None


def _made(path: Path) -> Path:
    """A message table of invented rows."""
    lines = ["留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数"]
    said = "小区门口的路灯坏了三天，晚上看不见路，请尽快修理。" * 12
    lines += [
        f"{number},A{number % 900},路灯不亮,2019/9/{1 + number % 28} 12:00:00,{said},0,{number % 5}"
        for number in range(_ROWS)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
