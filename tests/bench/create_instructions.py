"""How many instructions creating a report takes here and in another checkout.

    python -m tests.bench.create_instructions CHECKOUT [reports]

As `create_against`, for a machine that is never calm: Valgrind's callgrind counts what the process
executes, so that two runs differ by less than a hundredth, whatever else the machine does. CHECKOUT
is a folder with the code to compare with (`git worktree add --detach FOLDER COMMIT`). Both run
embedded and are asked within the process; a cost is millions of instructions per request, and a
multiple of what an answer without any work takes there.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from services.all_in_one import open_installation
from services.runtime.settings import load_settings
from tests.bench.http_cost import settings_of
from tests.bench.load import Request, post_report
from tests.support.running import ROOT, Home

_EMPTY: Request = ("GET", "/api/intake/healthz", None, {})
_WARM = 20
_SUMMARY = re.compile(rb"^summary: (\d+)", re.MULTILINE)


def ask(app: Any, request: Request) -> None:
    """As a server would, without one."""
    method, path, body, headers = request
    raw = body or b""
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": dict(headers).get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(raw),
        "wsgi.errors": sys.stderr,
    }
    b"".join(app(environ, lambda status, _headers: told.append(status)))
    assert told[0].startswith("2"), told


def counted(home: Home, count: int) -> None:
    """Runs under callgrind, which counts nothing until it is told to."""
    settings = settings_of(home)
    os.environ.update(settings)
    installation = open_installation(load_settings(settings), writer=False)
    app = installation.service("intake").web()
    for number in range(_WARM):
        ask(app, post_report(number))
        ask(app, _EMPTY)
    _tell("-i", "on")
    for number in range(_WARM, _WARM + count):
        ask(app, post_report(number))
    _tell("-d", "create")
    for _ in range(count):
        ask(app, _EMPTY)
    _tell("-d", "empty")
    installation.close()


def cost(root: Path, folder: Path, count: int) -> dict[str, float]:
    """Of the checkout, in millions of instructions per request."""
    home = Home(folder / "home", root=root)
    assert home.run("migrate").returncode == 0
    out = folder / "callgrind"
    under = ("valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}")
    # This file counts, with the checkout's code.
    run = f"runpy.run_path({__file__!r}, run_name='counted')"
    code = f"import runpy, sys; sys.path.insert(0, '.'); {run}"
    subprocess.run(
        [*under, sys.executable, "-c", code, str(home.path), str(count)],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        check=True,
        capture_output=True,
    )
    create, empty = (
        int(found[1]) / count / 1e6
        for part in (1, 2)
        if (found := _SUMMARY.search(Path(f"{out}.{part}").read_bytes()))
    )
    return {
        "create": round(create, 3),
        "empty": round(empty, 3),
        "to_empty": round(create / empty, 3),
    }


def _tell(*words: str) -> None:
    subprocess.run(["callgrind_control", *words, str(os.getpid())], check=True, capture_output=True)


def main() -> None:
    other = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        sides = {
            name: cost(root, Path(folder) / name, count)
            for name, root in (("here", ROOT), ("there", other))
        }
    line = {
        "bench": "create_instructions",
        "reports": count,
        **sides,
        "more": round(sides["here"]["create"] / sides["there"]["create"] - 1, 4),
        "more_to_empty": round(sides["here"]["to_empty"] / sides["there"]["to_empty"] - 1, 4),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
elif __name__ == "counted":
    counted(Home(Path(sys.argv[1])), int(sys.argv[2]))
