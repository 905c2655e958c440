"""All tests in the time of the longest lane: they mostly wait for engines, so lanes run abreast.

python -m tests.support.side_by_side [arguments of pytest]

Each lane is a session of pytest with engines of its own. Three run at a time, the next begins when
one ends. The unit tests, which never wait, run at a lower priority so that they do not make the
others late. The first lane's output is seen as it comes, that of the others when all are done.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_PYTEST = (sys.executable, "-m", "pytest", "-m", "not long")
_SEEN = "tests/flow"
_BEHIND = ("tests/contract", "tests/unit", "tests/browser", "tests/deploy")
_ABREAST = 3
_UNHURRIED = "tests/unit"
_NOTHING_COLLECTED = 5
"""pytest's exit code when a filter left no test."""


def main(arguments: Sequence[str]) -> int:
    running: list[subprocess.Popen[bytes]] = []

    def lane(folder: str, output: IO[bytes] | None) -> int:
        process = subprocess.Popen(
            [*_PYTEST, folder, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
        )
        running.append(process)
        if folder == _UNHURRIED:
            os.setpriority(os.PRIO_PROCESS, process.pid, 10)
        return process.wait()

    with (
        tempfile.TemporaryDirectory() as place,
        ExitStack() as logs,
        ThreadPoolExecutor(_ABREAST) as abreast,
    ):
        environment = _keeping_bytecode(os.environ, place)
        outputs = [logs.enter_context(Path(place, str(n)).open("w+b")) for n in range(len(_BEHIND))]
        try:
            begun = [abreast.submit(lane, _SEEN, None)]
            for folder, output in zip(_BEHIND, outputs, strict=True):
                begun.append(abreast.submit(lane, folder, output))
            codes = [each.result() for each in begun]
        finally:
            abreast.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()
        for output in outputs:
            output.seek(0)
            print(output.read().decode("utf-8", errors="replace"), flush=True)
    return worst(*codes)


def _keeping_bytecode(environment: Mapping[str, str], folder: str) -> dict[str, str]:
    """Where an environment forbids to keep compiled modules, every server that a test starts would
    compile the whole program again; so they are kept until the end, outside the tree."""
    kept = dict(environment)
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):
        kept["PYTHONPYCACHEPREFIX"] = str(Path(folder, "bytecode"))
    return kept


def worst(*codes: int) -> int:
    """0 when every lane that had tests passed; a filter may leave some empty, not all."""
    told = [code for code in codes if code != _NOTHING_COLLECTED]
    return next((code for code in told if code), 0) if told else _NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
