"""A process that serves nobody says whether it is well, and nothing else."""

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from services.runtime.web.beside_work import answer_beside_work
from services.runtime.web.serving import AddressTaken
from tests.support.eventually import eventually
from tests.support.running import free_port


class Watched:
    def __init__(self) -> None:
        self.port = free_port()
        self.trouble: str | None = None
        self.end = answer_beside_work(
            {"a-relay": lambda: self.trouble}, host="127.0.0.1", port=self.port
        )

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    opened = Watched()
    yield opened
    opened.end()


def test_it_lives_and_can_work(watched: Watched) -> None:
    assert watched.ask("/healthz")[0] == 200
    status, body = watched.ask("/readyz")
    assert (status, json.loads(body)) == (200, {"status": "ok", "checks": {"a-relay": "ok"}})


def test_what_is_wrong_is_told_to_this_machine_and_hidden_from_strangers(watched: Watched) -> None:
    watched.trouble = "the bus at broker.lan is away"
    status, body = watched.ask("/readyz")
    assert status == 503
    assert json.loads(body)["checks"] == {"a-relay": "the bus at broker.lan is away"}
    status, body = watched.ask("/readyz", **{"X-Forwarded-For": "192.0.2.1"})
    assert status == 503
    assert "broker" not in body
    assert watched.ask("/healthz")[0] == 200


def test_figures_are_for_this_machine(watched: Watched) -> None:
    assert "python_info" in watched.ask("/metrics")[1]
    assert watched.ask("/metrics", **{"X-Forwarded-For": "192.0.2.1"})[0] == 401
    key = {"Authorization": "Bearer cm_nobodys", "X-Forwarded-For": "192.0.2.1"}
    assert watched.ask("/metrics", **key)[0] == 401


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/intake/v1/reports", "/desk"])
def test_nothing_else_is_served(watched: Watched, path: str) -> None:
    assert watched.ask(path)[0] == 404


def test_probes_ask_by_any_name_and_who_says_nothing_holds_up_nobody_for_long(
    watched: Watched,
) -> None:
    with socket.create_connection(("127.0.0.1", watched.port)):
        eventually(lambda: watched.ask("/readyz", Host="10.1.2.3")[0] == 200, 30)


def test_a_taken_port_is_told_and_an_ended_one_is_free_again(watched: Watched) -> None:
    with pytest.raises(AddressTaken):
        answer_beside_work({}, host="127.0.0.1", port=watched.port)
    watched.end()
    again = answer_beside_work({}, host="127.0.0.1", port=watched.port)
    again()
