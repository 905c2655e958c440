"""Structured logs: one constant sentence and fields, as JSON lines on standard error.

What residents wrote never enters a log: callers log where a record is, not what it says.
"""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s %(process)d %(threadName)s"


def configure_logs(level: str = "INFO") -> None:
    """Send every logger's lines to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
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
