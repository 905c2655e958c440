"""A right server's answers, asked once, and servers that answer some of them wrongly."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from services.open311_check.check import Outcome
from services.open311_check.exchange import Answer, Asked
from services.open311_check.server import Server
from services.open311_check.suite import run
from tests.unit.intake.open311.front import KEY, Front, open_front

SITE = "http://localhost"
BASE = f"{SITE}/open311/v2"
DISCOVERY = f"{SITE}/open311/discovery"
Change = Callable[[Asked, Answer], Answer]
Where = Callable[[Asked], bool]


@dataclass
class Recorded:
    """Our server, each of whose answers is kept; a change turns it into a wrong one."""

    front: Front
    answers: dict[Asked, Answer] = field(default_factory=dict)

    def ask(self, asked: Asked) -> Answer:
        if asked not in self.answers:
            self.answers[asked] = asked_of(self.front, asked)
        return self.answers[asked]

    def outcomes(self, change: Change = lambda _, answer: answer) -> list[Outcome]:
        """What the suite says of the server whose answers the change makes wrong."""
        server = Server(
            BASE,
            DISCOVERY,
            lambda asked: change(asked, self.ask(asked)),
            self.front.clock.now(),
            api_key=KEY,
        )
        return run(server, write=True)


def asked_of(front: Front, asked: Asked) -> Answer:
    """The answer of a front to a question of the suite."""
    told = front.http.open(
        asked.url.removeprefix(SITE),
        method=asked.method,
        data=asked.body,
        headers=dict(asked.headers),
    )
    headers = {name.lower(): value for name, value in told.headers.items()}
    return Answer(told.status_code, told.data, headers)


def record(path: Path) -> Recorded:
    """A server that holds some requests."""
    front = open_front(path)
    front.filed(description="first")
    front.wait(60)
    front.filed(address_string="云桥路 3 号")
    front.wait(60)
    front.created({"service_code": "leak", "lat": "29.9", "long": "121.6"})
    front.wait(60)
    return Recorded(front)


def get(path: str, *words: str) -> Where:
    """GET of a path under the endpoint, whose query holds all the words; none: has no query."""

    def matches(asked: Asked) -> bool:
        parts = urlsplit(asked.url)
        query = unquote_plus(parts.query)
        right = all(word in query for word in words) if words else not query
        return asked.method == "GET" and parts.path == f"/open311/v2/{path}" and right

    return matches


def under(prefix: str, suffix: str) -> Where:
    """GET of every path that begins and ends so."""

    def matches(asked: Asked) -> bool:
        path = urlsplit(asked.url).path
        begins = path.startswith(f"/open311/v2/{prefix}")
        return asked.method == "GET" and begins and path.endswith(suffix)

    return matches


def discovery(form: str) -> Where:
    return lambda asked: asked.url == f"{DISCOVERY}.{form}"


def post(form: str, *words: str, without: str = "\0") -> Where:
    """POST in a format, whose body holds all the words and not the other one."""

    def matches(asked: Asked) -> bool:
        body = unquote_plus((asked.body or b"").decode(errors="replace"))
        right = all(word in body for word in words) and without not in body
        return asked.method == "POST" and f"requests.{form}" in asked.url and right

    return matches


def changed(where: Where, change: Callable[[Answer], Answer]) -> Change:
    return lambda asked, answer: change(answer) if where(asked) else answer


def status(code: int) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, status=code)


def body(text: str, code: int | None = None) -> Callable[[Answer], Answer]:
    return lambda answer: replace(
        answer, body=text.encode(), status=answer.status if code is None else code
    )


def content_type(value: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, headers={**answer.headers, "content-type": value})


def text(old: str, new: str) -> Callable[[Answer], Answer]:
    """The first `old` becomes `new`; it must be there, or the test would test nothing."""

    def edit(answer: Answer) -> Answer:
        told = answer.body.decode()
        assert old in told, (old, told[:500])
        return replace(answer, body=told.replace(old, new, 1).encode())

    return edit


def edited(edit: Callable[[Any], Any]) -> Callable[[Answer], Answer]:
    """The JSON value changed in place, or replaced by what the function returns."""

    def change(answer: Answer) -> Answer:
        value = json.loads(answer.body)
        made = edit(value)
        return replace(answer, body=json.dumps(value if made is None else made).encode())

    return change


def member(name: str, value: Any) -> Callable[[Answer], Answer]:
    """A member of the first object of a JSON array gets another value."""

    def edit(told: Any) -> None:
        told[0][name] = value

    return edited(edit)


def dropped(name: str) -> Callable[[Answer], Answer]:
    """A member of the first object of a JSON array is left out."""

    def edit(told: Any) -> None:
        del told[0][name]

    return edited(edit)


def attribute(name: str, value: Any, place: int = 0) -> Callable[[Answer], Answer]:
    """A member of an attribute of a JSON definition gets another value."""

    def edit(told: Any) -> None:
        told["attributes"][place][name] = value

    return edited(edit)
