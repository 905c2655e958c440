"""How many SQL statements a call costs as it is wired, with 0, 1 and 30 reports stored."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from services.all_in_one import Installation
from tests.contract.intake import Statements
from tests.contract.wired import open_wired
from tests.unit.intake.builders import PHONE

REPORTS = "/api/intake/v1/reports"
V2 = "/open311/v2"
SAID = {"description": "路灯不亮", "service_code": "street_lamp", "lat": 29.9, "long": 121.6}
MOST_FOR_CREATING = 6
READS = {
    f"{REPORTS}?page_size=100": 3,
    f"{REPORTS}?lat=29.9&long=121.6&radius=500": 3,
    f"{REPORTS}/nearby?lat=29.9&long=121.6&category=street_lamp": 3,
    f"{REPORTS}/{{number}}": 2,
    "/api/intake/v1/categories": 0,
    f"{V2}/services.json": 0,
    f"{V2}/services/street_lamp.xml": 0,
    f"{V2}/requests.json?page_size=100": 3,
    f"{V2}/requests.xml?page_size=100&extensions=true": 3,
    f"{V2}/requests/{{number}}.json": 2,
    f"{V2}/requests/{{number}}.xml?extensions=true": 3,
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    yield from open_wired(request, tmp_path / "home")


def test_no_call_takes_more_statements_when_more_is_stored(installation: Installation) -> None:
    intake = installation.service("intake")
    client = Client(intake.web())
    key = installation.identity.keyring.add_key("resident", "An app")
    contact = {"contact": {"phone": PHONE}, "client_id": "one"}
    number, most = _created(client, SAID), 0
    for more in (0, 1, 29):
        for _ in range(more):
            _created(client, SAID)
        for path, allowed in READS.items():
            with Statements(intake.database) as seen:
                answer = client.get(path.format(number=number))
            assert answer.status_code == 200, (path, answer.text)
            assert len(seen.seen) <= allowed, (path, seen.seen)
        with Statements(intake.database) as seen:
            _created(client, {**SAID, **contact, "client_id": f"{more}"})
        most = max(most, len(seen.seen))
        with Statements(intake.database) as seen:
            _filed(client, key)
        most = max(most, len(seen.seen))
    assert most <= MOST_FOR_CREATING


def test_a_report_that_is_all_there_is_takes_one_statement_where_it_is_numbered_later(
    installation: Installation,
) -> None:
    intake = installation.service("intake")
    client = Client(intake.web())
    _created(client, SAID)  # At the first, what officers corrected is read; then once in a while.
    with Statements(intake.database) as seen:
        _created(client, SAID)
    assert len(seen.seen) == {"postgresql": 1, "sqlite": 2}[intake.database.dialect]


def _created(client: Client, said: Mapping[str, Any]) -> str:
    answer = client.post(REPORTS, data=json.dumps(said), content_type="application/json")
    assert answer.status_code == 201, answer.text
    return str(json.loads(answer.data)["id"])


def _filed(client: Client, key: str) -> None:
    said = {"api_key": key, "attribute[state]": "dark", "phone": PHONE, **SAID}
    answer = client.post(f"{V2}/requests.json", data={name: str(v) for name, v in said.items()})
    assert answer.status_code == 200, answer.text
