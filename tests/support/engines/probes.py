"""Does an engine answer? Asked on the wire, so that it is true of anybody's engine."""

import json
import socket
import struct
import urllib.request

import psycopg

_METADATA, _METADATA_VERSION = 3, 1


def kafka_answers(host: str, port: int) -> bool:
    """A connection alone is too early: a broker must be listed in the cluster's metadata."""
    client = b"citymend"
    body = struct.pack(">hhih", _METADATA, _METADATA_VERSION, 1, len(client)) + client
    body += struct.pack(">i", 0)
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            with connection.makefile("rb") as answer:
                _size, _correlation, brokers = struct.unpack(">iii", answer.read(12))
    except (OSError, struct.error):
        return False
    return bool(brokers > 0)


def elasticsearch_answers(url: str) -> bool:
    health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s"
    try:
        with urllib.request.urlopen(health, timeout=3) as answer:
            return bool(json.load(answer)["status"] in ("yellow", "green"))
    except (OSError, ValueError, KeyError):
        return False


def postgres_answers(url: str) -> bool:
    """`url` in SQLAlchemy's form."""
    try:
        with connect(url):
            return True
    except psycopg.OperationalError:
        return False


def connect(url: str) -> psycopg.Connection:
    """A connection in autocommit, for creating and dropping databases."""
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return psycopg.connect(address, autocommit=True, connect_timeout=3)


def listens(port: int) -> bool:
    """Whether anything takes connections there, on this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
