"""All tests in the time of the longest lane: they mostly wait for engines, so lanes run abreast.

python -m tests.support.side_by_side [arguments of pytest]

Each lane has engines of its own. The unit tests, which never wait, run at a lower priority so
that they do not make the others late. The first lane's output is seen as it comes, that of the
others when all are done.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PYTEST = (sys.executable, "-m", "pytest", "-m", "not long")
_SEEN = ("tests/flow",)
_BEHIND = (("tests/contract", "tests/browser"), ("tests/unit",))
_UNHURRIED = ("tests/unit",)
_NOTHING_COLLECTED = 5
"""pytest's exit code when a filter left no test."""


def main(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = _keeping_bytecode(os.environ, folder)
        logs = [Path(folder, str(number)) for number in range(len(_BEHIND))]
        lanes = [
            _behind(log, folders, arguments, environment)
            for log, folders in zip(logs, _BEHIND, strict=True)
        ]
        try:
            seen = subprocess.run(
                [*_PYTEST, *_SEEN, *arguments], cwd=ROOT, env=environment, check=False
            )
            codes = [seen.returncode, *(lane.wait() for lane in lanes)]
        finally:
            for lane in lanes:
                lane.terminate()
        for log in logs:
            print(log.read_text(encoding="utf-8", errors="replace"), flush=True)
    return worst(*codes)


def _keeping_bytecode(environment: Mapping[str, str], folder: str) -> dict[str, str]:
    """Where an environment forbids to keep compiled modules, every server that a test starts would
    compile the whole program again; so they are kept until the end, outside the tree."""
    kept = dict(environment)
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):
        kept["PYTHONPYCACHEPREFIX"] = str(Path(folder, "bytecode"))
    return kept


def _behind(
    log: Path, folders: Sequence[str], arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A lane whose output goes to a file."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [*_PYTEST, *folders, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.nice(10 if folders == _UNHURRIED else 0),
        )


def worst(*codes: int) -> int:
    """0 when every lane that had tests passed; a filter may leave some empty, not all."""
    told = [code for code in codes if code != _NOTHING_COLLECTED]
    return next((code for code in told if code), 0) if told else _NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
