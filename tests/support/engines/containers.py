"""Engines from containers, where a Docker daemon answers and the image is there or can be had."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import docker  # type: ignore[import-untyped]
from docker.errors import APIError, DockerException  # type: ignore[import-untyped]
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from tests.support.engines.places import version_of
from tests.support.engines.probes import elasticsearch_answers, kafka_answers
from tests.support.engines.processes import free_port

_IMAGES = {
    "kafka": ("CITYMEND_TEST_KAFKA_IMAGE", f"apache/kafka:{version_of('kafka')}"),
    "elasticsearch": (
        "CITYMEND_TEST_ELASTICSEARCH_IMAGE",
        f"elasticsearch:{version_of('elasticsearch')}",
    ),
    "postgres": ("CITYMEND_TEST_POSTGRES_IMAGE", "postgres:15"),
}
_PATIENCE = 120


class NoContainer(Exception):
    """Why this engine does not come from a container; the next provider is asked."""


@dataclass(frozen=True, slots=True)
class Contained:
    url: str
    image: str
    remove: Callable[[], None]


def contained(engine: str) -> Contained:
    """Start a container of the engine. Raises NoContainer with the reason."""
    variable, default = _IMAGES[engine]
    image = os.environ.get(variable, default)
    client = _daemon()
    try:
        if not _have(client, image):
            raise NoContainer(f"no image {image} here and none could be pulled ({variable})")
        # The helper that removes containers after a crash is an image, too.
        testcontainers_config.ryuk_disabled = not _have(client, testcontainers_config.ryuk_image)
    finally:
        client.close()
    try:
        return _STARTS[engine](image)
    except (DockerException, OSError, RuntimeError) as error:
        raise NoContainer(f"a container of {image} did not start: {error}") from error


def _daemon() -> Any:
    if not daemon_answers(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")):
        raise NoContainer("no Docker daemon answers")
    try:
        client = docker.from_env(timeout=10)
        client.ping()
    except DockerException as error:
        raise NoContainer("no Docker daemon answers") from error
    return client


def daemon_answers(host: str) -> bool:
    """Whether somebody listens there; looked at before the client, which leaves a socket open."""
    place = urlsplit(host)
    try:
        if place.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(place.path)
        elif place.hostname:
            socket.create_connection((place.hostname, place.port or 2375), timeout=3).close()
    except OSError:
        return False
    return True


def _have(client: Any, image: str) -> bool:
    try:
        client.images.get(image)
    except APIError:
        try:
            client.images.pull(image)
        except APIError:
            return False
    return True


def _postgres(image: str) -> Contained:
    container = PostgresContainer(
        image, username="citymend", password="citymend", dbname="citymend", driver="psycopg"
    )
    container.start()
    return Contained(container.get_connection_url(), image, container.stop)


def _elasticsearch(image: str) -> Contained:
    container = DockerContainer(image).with_exposed_ports(9200)
    for name, value in (
        ("discovery.type", "single-node"),
        ("xpack.security.enabled", "false"),
        ("action.auto_create_index", "false"),
        ("cluster.routing.allocation.disk.threshold_enabled", "false"),
        ("ES_JAVA_OPTS", "-Xms512m -Xmx512m"),
    ):
        container.with_env(name, value)
    container.start()
    url = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(9200)}"
    _wait(container, lambda: elasticsearch_answers(url))
    return Contained(url, image, container.stop)


def _kafka(image: str) -> Contained:
    """The broker tells clients its address, so the port is chosen before it starts."""
    port = free_port()
    container = DockerContainer(image).with_bind_ports(port, port)
    host = container.get_docker_client().host().replace("localhost", "127.0.0.1")
    for name, value in _kafka_environment(host, port).items():
        container.with_env(name, value)
    container.start()
    _wait(container, lambda: kafka_answers(host, port))
    return Contained(f"kafka://{host}:{port}", image, container.stop)


def _kafka_environment(host: str, port: int) -> dict[str, str]:
    """What the official image's entrypoint turns into server.properties."""
    return {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@127.0.0.1:9093",
        "KAFKA_LISTENERS": f"PLAINTEXT://0.0.0.0:{port},CONTROLLER://127.0.0.1:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{host}:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_LOG_CLEANER_BACKOFF_MS": "1000",
    }


def _wait(container: Any, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if ready():
            return
        time.sleep(0.2)
    container.stop()
    raise RuntimeError("it did not answer in time")


_STARTS: dict[str, Callable[[str], Contained]] = {
    "kafka": _kafka,
    "elasticsearch": _elasticsearch,
    "postgres": _postgres,
}
