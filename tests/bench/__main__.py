"""Every benchmark, one JSON line each: at small size, or with `full` at the sizes of the design.

python -m tests.bench [full]
"""

import subprocess
import sys

_SMALL = (
    ("http_cost", "1", "5000"),
    ("idle", "5"),
    ("flow_freshness", "3", "100"),
    ("sustained", "3"),
    ("events", "5000"),
    ("bus", "5000"),
    ("grouping", "10000"),
    ("scoring", "200"),
    ("search", "--records", "5000", "--rebuild", "5000"),
    ("import_table",),
    ("pages", "2000"),
)
_FULL = (
    ("http_cost", "5", "100000"),
    ("idle", "30"),
    ("flow_freshness", "30", "100"),
    ("sustained", "30"),
    ("events", "100000"),
    ("bus", "100000"),
    ("grouping", "1000000"),
    ("pages", "100000", "1000000"),
    ("scoring",),
    ("search", "--records", "1000000", "--rebuild", "100000"),
    ("import_table",),
    ("place",),
    ("open311_cost", "5", "100000"),
)


def main() -> int:
    failed = 0
    for name, *arguments in _FULL if sys.argv[1:] == ["full"] else _SMALL:
        command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
        failed |= subprocess.run(command, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
