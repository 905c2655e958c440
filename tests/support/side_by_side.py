"""All tests in the time of the longer half: unit tests run beside those that wait for engines.

python -m tests.support.side_by_side [arguments of pytest]

Tests of engines and processes mostly wait; the unit tests use the time, at a lower priority so
that they do not make the others late. Their output follows when the others are done.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PYTEST = (sys.executable, "-m", "pytest", "-m", "not long")
_PURE = ("tests/unit",)
_WAITING = ("tests/browser", "tests/contract", "tests/flow")
_NOTHING_COLLECTED = 5
"""pytest's exit code when a filter left no test."""


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        pure = subprocess.Popen(
            [*_PYTEST, *_PURE, *arguments],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.nice(10),
        )
        try:
            waiting = subprocess.run([*_PYTEST, *_WAITING, *arguments], cwd=ROOT, check=False)
            pure.wait()
        finally:
            pure.terminate()
        output.seek(0)
        print(output.read(), flush=True)
    return worst(waiting.returncode, pure.returncode)


def worst(*codes: int) -> int:
    """0 when every half that had tests passed; a filter may leave one half empty, not both."""
    told = [code for code in codes if code != _NOTHING_COLLECTED]
    return next((code for code in told if code), 0) if told else _NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
