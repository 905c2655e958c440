"""Structured logs: one constant sentence and fields, as JSON lines on standard error.

What residents wrote never enters a log: callers log where a record is, not what it says, and of
an exception that is not ours its kind and place are told, never its words.
"""

import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeAlias

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s %(process)d %(threadName)s"
_OURS = "services."
_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class _Formatter(JsonFormatter):
    """JSON lines whose tracebacks hold no words but those of our own exceptions.

    A driver quotes the row it refused, int() the text it could not read.
    """

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """In UTC and with its offset: the lines of several machines are read side by side."""
        del datefmt
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatException(self, ei: _ExcInfo) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            lines += _told(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _told(error: BaseException) -> list[str]:
    """One exception: its kind, what we said of it, and where it went, innermost call last."""
    kind = type(error)
    ours = kind.__module__.startswith(_OURS)
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{kind.__module__}.{kind.__qualname__}" + (f": {error}" if ours else ""),
        *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
    ]


def configure_logs(level: str = "INFO") -> None:
    """Send every logger's lines to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            _FIELDS,
            rename_fields={"asctime": "time", "levelname": "level", "threadName": "thread"},
            json_ensure_ascii=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Libraries that log every connection or request at INFO would bury our facts.
    for chatty in ("kafka", "elastic_transport", "alembic", "granian", "_granian", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
