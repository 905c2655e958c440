"""Health and figures of a process that serves nobody: what watches over containers asks it, too.

    end = answer_beside_work({"intake-relay": relay.ready}, host="127.0.0.1", port=9311)

One question at a time and nothing else is answered, on a thread beside the work. Such a process
knows no keys: figures are for this machine, and strangers hear only whether it is well.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Final

from werkzeug.serving import WSGIRequestHandler, make_server

from services.runtime.identity.door import AbsentDoor
from services.runtime.web.process import process_app
from services.runtime.web.serving import listen
from services.runtime.web.settings import WebSettings

_PATIENCE: Final = 5
"""Seconds that somebody may take to ask."""


class _Brief(WSGIRequestHandler):
    timeout = _PATIENCE

    def version_string(self) -> str:
        return "Citymend"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its name there
        """Whoever watches asks every few seconds."""


def answer_beside_work(
    checks: Mapping[str, Callable[[], str | None]], *, host: str, port: int
) -> Callable[[], None]:
    """Begin to answer /healthz, /readyz and /metrics; what is returned ends it.

    `checks` are those of `process_app`. Raises AddressTaken.
    """
    app = process_app(checks, keys=AbsentDoor(), web=WebSettings(secret=""))
    with listen(host, port) as listener:
        server = make_server(host, port, app, request_handler=_Brief, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, name="beside-work", daemon=True)
    thread.start()

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join(_PATIENCE)

    return end
