"""A flood of reports is stopped with a sentence; who is known is never asked to wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.intake.site.test_site import fill, hidden
from tests.unit.intake.site_client import Site, bearing, open_site

REPORTS = "/api/intake/v1/reports"
BODY = {"description": "垃圾信息", "service_code": "street_lamp", "address": "学府路1号"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = open_site(tmp_path, limited=True)
    yield site
    site.database.close()


def test_the_thirty_first_report_without_a_browser_is_asked_to_wait(site: Site) -> None:
    client = site.client()
    answers = [client.post(REPORTS, json=BODY) for _ in range(40)]
    assert [answer.status_code for answer in answers] == [201] * 30 + [429] * 10
    refused = client.post(REPORTS, json=BODY, headers={"Accept-Language": "zh"})
    assert 0 < int(refused.headers["Retry-After"]) <= 3_600
    assert refused.json is not None
    assert "没有保存" in refused.json["detail"]
    officer = client.post(REPORTS, json=BODY, headers=bearing("officer"))
    assert officer.status_code == 201


def test_a_form_that_is_asked_to_wait_keeps_what_was_typed(site: Site) -> None:
    client = site.client()
    fill(client, step="check")
    for _ in range(20):
        assert fill(client).status_code == 303
    refused = fill(client, description="路灯不亮，晚上很黑。")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "没有保存" in refused.text
    assert "路灯不亮，晚上很黑。" in refused.text
    assert "client_id" in hidden(refused)


def test_joins_of_one_report_from_one_address_are_limited(site: Site) -> None:
    client = site.client()
    first = client.post(REPORTS, json={**BODY, "public": True}).json
    assert first is not None
    answers = [client.post(f"{REPORTS}/{first['id']}/join", json={}) for _ in range(31)]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert answers[-1].status_code == 429
