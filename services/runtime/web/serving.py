"""The HTTP server of a web process: granian, one worker, in this very process.

granian's usual server forks its workers: an orphan remains when the parent is killed, and nothing
that was started before (a writer thread, for one) lives in the fork. Its threaded server, made for
interpreters without a global lock, runs the same worker on a thread of this process instead; with
one worker nothing is lost by that. So there is one process, and whoever kills it kills the server.

    end_with_parent(pipe)                       # services.runtime.lifecycle, in a supervised child
    serve(lambda: build(settings).app, host="127.0.0.1", port=8311, on_ready=tell_parent)
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mt import MTServer

from services.runtime.collector import WEB, settle
from services.runtime.web.request_ids import name_requests_in_logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

THREADS: Final = 12
"""Requests that Python answers at the same time."""
DRAIN_SECONDS: Final = 25
"""Longest wait for answers in flight after SIGTERM."""
_BACKLOG: Final = 1024
_SMALL: Final = 1024 * 1024
_WORKER: Final = "granian-worker"
_LOGS: Final[dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}
"""granian's own lines go where the process's lines go, not to standard output."""


class AddressTaken(Exception):
    """Somebody else listens on the port."""


class PortServer(MTServer):
    """Serves on a socket that is already bound, so that a taken port is an error at once.

    granian itself binds with SO_REUSEPORT: a second server on the port would quietly share it.
    """

    _sfd: Any
    _shd: Any

    def __init__(self, listener: socket.socket, **options: Any) -> None:
        super().__init__("application", **options)
        self._listener = listener

    def _init_shared_socket(self) -> None:
        self._sfd = self._listener.detach()
        own: Any = SocketHolder  # its stub describes another constructor
        self._shd = own(self._sfd, False, _BACKLOG)

    def _check_gil(self) -> None:
        """One worker shares this process's interpreter lock with nobody; there is no harm."""


def serve(
    factory: Callable[[], "WSGIApplication"],
    *,
    host: str = "127.0.0.1",
    port: int = 8311,
    threads: int = THREADS,
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """Build the application and serve it until SIGTERM or SIGINT; then answer what is in flight.

    What takes longer than ``DRAIN_SECONDS`` is cut off, and the process ends with 1.

    ``on_ready`` gets the port (of use when 0 was asked for) once connections are accepted. Call it
    on the main thread. Raises ``AddressTaken`` before the application is built.
    """
    listener = listen(host, port)
    taken: int = listener.getsockname()[1]
    application = in_one_piece(factory())
    name_requests_in_logs()
    server = PortServer(
        listener,
        address=host,
        port=taken,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        backpressure=_BACKLOG,
        backlog=_BACKLOG,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        websockets=False,
        log_dictconfig=_LOGS,
        log_level=LogLevels.warning,
        workers_kill_timeout=DRAIN_SECONDS,
    )
    settle(WEB)
    if on_ready is not None:
        server.on_startup(lambda: on_ready(taken))
    logger.info("serving", extra={"host": host, "port": taken, "threads": threads})
    # The threaded server's own serve() first warns of an interpreter that this is not.
    super(MTServer, server).serve(target_loader=lambda: application, wrap_loader=False)
    if any(thread.name == _WORKER and thread.is_alive() for thread in threading.enumerate()):
        _cut_off()
    logger.info("all requests answered")


def in_one_piece(application: "WSGIApplication") -> "WSGIApplication":
    """Let small answers leave in one write.

    Werkzeug answers with an iterator, which granian writes apart from the headers; the two then
    wait for each other (Nagle, delayed acknowledgement): 20 ms measured instead of 0.7.
    """

    def whole(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        told: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told[:] = [value for name, value in headers if name.lower() == "content-length"]
            return start_response(status, headers, exc_info)

        parts = application(environ, start)
        if not told or int(told[0]) > _SMALL:
            return parts
        try:
            return [b"".join(parts)]
        finally:
            if isinstance(parts, _Closes):
                parts.close()

    return whole


@runtime_checkable
class _Closes(Protocol):
    def close(self) -> None: ...


def _cut_off() -> None:
    # The worker's thread cannot be ended from outside, and the interpreter would wait for it.
    logger.error("some requests were not answered in time")
    logging.shutdown()
    os._exit(1)


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections. Raises ``AddressTaken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressTaken(
            f"{host}:{port} is taken or is not an address of this machine"
        ) from error
    return listener
