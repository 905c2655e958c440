"""A web process as a supervisor starts it: it ends when the pipe named by its argument closes.

Prints "ready <pid> <port>". /slow answers after the file named by the second argument appears.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from services.runtime.lifecycle import die_with_parent, watch_parent
from services.runtime.web.serving import serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def slow_until(gate: Path) -> "WSGIApplication":
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            gate.with_name(f"in-{environ['QUERY_STRING']}").touch()
            while not gate.exists():
                time.sleep(0.01)
        if environ["PATH_INFO"] == "/large":
            start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3000000")])
            return (b"x" * 1000 for _ in range(3000))
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
        return [b"answered"]

    return application


def main() -> None:
    pipe, gate = int(sys.argv[1]), Path(sys.argv[2])
    die_with_parent()
    watch_parent(pipe, lambda: os.kill(os.getpid(), signal.SIGTERM))
    serve(
        lambda: slow_until(gate),
        port=0,
        threads=16,
        on_ready=lambda port: print("ready", os.getpid(), port, flush=True),
    )


if __name__ == "__main__":
    main()
