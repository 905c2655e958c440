"""Tables over HTTP: who may send one, what comes back, and what a bad file is told."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.contracts.profile.load import load_profile
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import Actor, NewReport
from services.intake.sources import import_table
from services.intake.sources.api import IMPORT_REFUSALS, import_routes
from services.intake.sources.import_table import ImportTable
from services.runtime.identity import access
from services.runtime.spreadsheets import table
from services.runtime.web.app import About, create_app
from services.runtime.web.settings import WebSettings
from tests.unit.intake.sources.tables import (
    HOTLINE,
    FakeReceive,
    a_csv,
    a_hotline_table,
    a_message,
)

FOLDERS = [Path(import_table.__file__).parent, Path(table.__file__).parent]


class FakeKeys(access.Keys):
    """A key is the name of its role."""

    def actor(self, key: str) -> access.Actor | None:
        for role in access.ROLES:
            if role == key:
                return access.Actor(role, name="test")
        return None


class Received(FakeReceive):
    """Remembers who handed the rows in, too."""

    def __init__(self) -> None:
        super().__init__()
        self.actors: list[Actor] = []

    def many(self, rows: Sequence[NewReport], actor: Actor) -> list[Outcome]:
        self.actors.append(actor)
        return self(rows)


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def rehearsed() -> FakeReceive:
    return FakeReceive()


@pytest.fixture
def app(received: Received, rehearsed: FakeReceive) -> Flask:
    routes = import_routes(ImportTable(load_profile()), received.many, rehearsed)
    return create_app(
        About("intake", "Citymend intake", "0.0.0"),
        web=WebSettings(secret="a secret of the tests", rate_limits=False),
        keys=FakeKeys(),
        blueprints=[routes],
        translations=FOLDERS,
        refusals=IMPORT_REFUSALS,
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def send(
    client: FlaskClient, content: bytes | Path | None, key: str = "officer", **form: str
) -> TestResponse:
    raw = content.read_bytes() if isinstance(content, Path) else content
    data: dict[str, Any] = dict(form)
    if raw is not None:
        data["file"] = (io.BytesIO(raw), "表.xlsx")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = "/api/intake/v1/imports?lang=en"
    return client.post(url, data=data, headers=headers, content_type="multipart/form-data")


def pointers(answer: TestResponse) -> list[tuple[str, str]]:
    return [(error["pointer"], error["rule"]) for error in answer.json["errors"]]  # type: ignore[index]


def test_a_table_is_taken_over_in_the_name_of_the_key(
    client: FlaskClient, received: Received, tmp_path: Path
) -> None:
    path = a_hotline_table(tmp_path / "t.xlsx", a_message(1), a_message(2, text=None))
    answer = send(client, path)
    assert answer.status_code == 200
    assert answer.json == {
        "preset": "hotline-messages",
        "dry_run": False,
        "read": 2,
        "created": 1,
        "unchanged": 0,
        "changed": 0,
        "rejected": 1,
        "errors": [
            {"row": 3, "column": "留言详情", "rule": "required", "detail": "The cell is empty."}
        ],
        "errors_left_off": 0,
        "unknown_types": [],
        "known_columns": list(HOTLINE),
        "unknown_columns": [],
        "sheets": [
            {
                "name": "Sheet1",
                "state": "read",
                "read": 2,
                "created": 1,
                "unchanged": 0,
                "changed": 0,
                "rejected": 1,
                "missing_columns": [],
            }
        ],
    }
    [actor] = received.actors
    assert actor.vouches
    assert "officer" in actor.name


def test_errors_are_told_in_the_reader_s_language(client: FlaskClient, tmp_path: Path) -> None:
    path = a_hotline_table(tmp_path / "t.xlsx", a_message(2, text=None))
    answer = client.post(
        "/api/intake/v1/imports?lang=zh",
        data={"file": (io.BytesIO(path.read_bytes()), "t.xlsx")},
        headers={"Authorization": "Bearer officer"},
    )
    assert answer.json is not None
    assert answer.json["errors"][0]["detail"] == "单元格不能为空。"


def test_a_dry_run_receives_nothing(
    client: FlaskClient, received: Received, rehearsed: FakeReceive, tmp_path: Path
) -> None:
    answer = send(client, a_hotline_table(tmp_path / "t.xlsx", a_message()), dry_run="true")
    assert answer.json is not None
    assert (answer.json["dry_run"], answer.json["created"]) == (True, 1)
    assert received.batches == []
    assert rehearsed.batches == [1]


@pytest.mark.parametrize(
    ("key", "status"), [("", 401), ("wrong", 401), ("planner", 403), ("resident", 403)]
)
def test_only_an_officer_may_import(client: FlaskClient, key: str, status: int) -> None:
    assert send(client, b"", key=key).status_code == status


@pytest.mark.parametrize(
    ("content", "pointer", "rule"),
    [
        (b"%PDF-1.7", "/file", "readable_table"),
        (b"PK\x03\x04 nothing", "/file", "readable_table"),
        (b"", "/file", "readable_table"),
        ("留言编号,留言用户\n1,2\n".encode(), "/file", "missing_columns"),
        (None, "/file", "required"),
    ],
)
def test_a_bad_file_is_422_with_a_pointer(
    client: FlaskClient, received: Received, content: bytes | None, pointer: str, rule: str
) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert pointers(answer) == [(pointer, rule)]
    assert received.batches == []


def test_missing_columns_are_named(client: FlaskClient) -> None:
    answer = send(client, "留言编号,留言用户\n1,2\n".encode())
    assert answer.json is not None
    assert answer.json["errors"][0]["detail"] == "Columns are missing: 留言主题, 留言时间, 留言详情"


@pytest.mark.parametrize(
    ("form", "pointer"),
    [({"preset": "excel"}, "/preset"), ({"dry_run": "perhaps"}, "/dry_run"), ({"x": "1"}, "/x")],
)
def test_a_bad_field_is_422_with_a_pointer(
    client: FlaskClient, tmp_path: Path, form: dict[str, str], pointer: str
) -> None:
    answer = send(client, a_csv(tmp_path / "t.csv", "id,description\n1,x\n"), **form)
    assert answer.status_code == 422
    assert [found for found, _ in pointers(answer)] == [pointer]


def test_another_content_type_is_415(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer officer"}
    assert client.post("/api/intake/v1/imports", json={}, headers=headers).status_code == 415


def test_a_table_over_the_limit_is_413(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGEST_TABLE", 10)
    assert send(client, a_csv(tmp_path / "t.csv", "id,description\n1,x\n")).status_code == 413


def test_a_body_over_the_limit_is_413_before_it_is_read(client: FlaskClient) -> None:
    answer = client.post(
        "/api/intake/v1/imports",
        headers={"Authorization": "Bearer officer"},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(102 * 1024 * 1024)},
    )
    assert answer.status_code == 413


def test_the_document_describes_the_form(client: FlaskClient) -> None:
    document = client.get("/api/intake/openapi.json").json
    assert document is not None
    operation = document["paths"]["/api/intake/v1/imports"]["post"]
    form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"file", "preset", "dry_run"}
    assert operation["security"] == [{"key": []}]
    assert {"200", "401", "403", "413", "415", "422"} <= set(operation["responses"])
