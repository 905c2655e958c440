"""The Open311 front of intake over a SQLite file, and what its answers hold."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from services.contracts import catalogue
from services.contracts.profile.model import Profile
from services.intake.front.wiring import HERE
from services.intake.open311.api import open311_routes
from services.intake.open311.calls import Calls
from services.intake.open311.clients import PER_CLIENT, Clients
from services.intake.photos.attach import attach_to_report
from services.intake.photos.file_store import FileStore
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.assess import Assessor
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.wiring import assessor, reporting
from services.intake.tables import metadata, runtime_tables
from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.identity.access import ROLES, Actor, Keys
from services.runtime.outbox import Outbox
from services.runtime.web.app import About, create_app
from services.runtime.web.i18n import gettext
from services.runtime.web.settings import WebSettings
from tests.unit.intake.builders import NOON, SECRET, demonstration

KEY = "app"
V2 = "/open311/v2"
LAMP = {"service_code": "street_lamp", "attribute[state]": "dark", "lat": "29.9", "long": "121.6"}
"""A request that is fine, but for its key."""
Pairs = Sequence[tuple[str, str]]


class FrontKeys(Keys):
    """A key is the name of its role; two apps have their own."""

    def actor(self, key: str) -> Actor | None:
        known: dict[str, Actor] = {role: Actor(role, f"a {role}", role) for role in ROLES}
        known[KEY] = Actor("resident", "an app", "k1")
        known["other"] = Actor("resident", "another app", "k2")
        return known.get(key)


@dataclass
class Front:
    """The calls, a clock that stands still, and a client."""

    app: Flask
    database: Database
    receive: Receive
    clock: FixedClock
    calls: Calls
    http: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.app.test_client()

    def get(self, path: str, language: str = "en", **arguments: str) -> TestResponse:
        headers = {"Accept-Language": language}
        return self.http.get(f"{V2}/{path}", query_string=arguments, headers=headers)

    def json(self, path: str, **arguments: str) -> Any:
        answer = self.get(f"{path}.json", **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json

    def xml(self, path: str, **arguments: str) -> ET.Element:
        answer = self.get(f"{path}.xml", **arguments)
        assert answer.status_code == 200, answer.text
        return ET.fromstring(answer.data)

    def post(self, said: Mapping[str, str] | Pairs, form: str = "json") -> TestResponse:
        """The arguments with a key, unless they hold one."""
        pairs = list(said.items()) if isinstance(said, Mapping) else list(said)
        if not any(name == "api_key" for name, _ in pairs):
            pairs.append(("api_key", KEY))
        headers = {"Accept-Language": "en"}
        return self.http.post(f"{V2}/requests.{form}", data=MultiDict(pairs), headers=headers)

    def created(self, said: Mapping[str, str] | Pairs) -> dict[str, str]:
        """What the creator is told."""
        answer = self.post(said)
        assert answer.status_code == 200, answer.text
        (told,) = answer.json or [{}]
        return dict(told)

    def filed(self, **said: str) -> str:
        """File a request about a lamp, changed by what is said; its number."""
        return self.created({**LAMP, **said})["service_request_id"]

    def refused(self, said: Mapping[str, str] | Pairs, status: int = 400) -> list[str]:
        """The descriptions of the errors that it is answered with."""
        return errors(self.post(said), status)

    def wait(self, seconds: float) -> datetime:
        self.clock.advance(seconds)
        return self.clock.now()


def errors(answer: TestResponse, status: int = 400) -> list[str]:
    """Its errors, which must be of the standard's shape in its format."""
    assert answer.status_code == status, answer.text
    if answer.mimetype == "application/json":
        told = [(error["code"], error["description"]) for error in answer.json or ()]
    else:
        root = ET.fromstring(answer.data)
        assert root.tag == "errors"
        told = [(error.findtext("code"), error.findtext("description")) for error in root]
    assert told
    assert {code for code, _ in told} == {str(status)}
    return [description for _, description in told]


@cache
def _usual_assessor() -> Assessor:
    """It is immutable, and reading the profile's words takes longer than most tests."""
    return assessor(demonstration(), SECRET)


def open_front(
    path: Path,
    *,
    profile: Profile | None = None,
    limited: bool = False,
    per_client: int = PER_CLIENT,
    database: Database | None = None,
) -> Front:
    if database is None:
        database = open_database(f"sqlite:///{path}/intake.db")
        database.write(metadata.create_all)
    profile = profile or demonstration()
    clock = FixedClock(NOON)
    outbox = Outbox(runtime_tables, catalogue, clock, "intake")
    assess = _usual_assessor() if profile is demonstration() else assessor(profile, SECRET)
    receive = reporting(database, outbox, profile, assess, clock, attach=attach_to_report).receive
    photos = ReceivePhoto(database, FileStore(path / "photos"), clock)
    clients = Clients(FrontKeys(), limited=limited, per_client=per_client)
    calls = Calls(receive, database, profile, clients, clock, gettext, photos)
    app = create_app(
        About("intake", "Citymend intake", "0"),
        web=WebSettings(secret="a secret of the tests only, 32 chars", rate_limits=limited),
        keys=FrontKeys(),
        protocols=[open311_routes(calls)],
        translations=[HERE, HERE / "open311"],
    )
    return Front(app, database, receive, clock, calls)
