"""Every benchmark at small size, one JSON line each."""

import subprocess
import sys

_SMALL = (
    ("http_cost", "2"),
    ("flow_freshness", "5", "100"),
    ("bus", "5000"),
    ("grouping", "20000"),
    ("search", "20000"),
    ("import_table",),
)


def main() -> int:
    failed = 0
    for name, *arguments in _SMALL:
        command = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
        failed |= subprocess.run(command, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
