"""Times carry an offset of hours and minutes, wherever they are told, however old they are."""

import re

import pytest

from tests.unit.intake.site_client import Site, bearing

OLD = "1950-01-02T03:04:05+08:00"
"""Long after zones had whole minutes, and as old as a report may be."""
TIME = re.compile(r"\b\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-][0-9:]+)?")
WHOLE = re.compile(r".*(?:Z|[+-]\d\d:\d\d)")


def reported(site: Site, occurred_at: str) -> tuple[int, str]:
    body = {
        "description": "路灯不亮",
        "address": "文化路 12 号",
        "service_code": "street_lamp",
        "occurred_at": occurred_at,
        "source": "hotline",
        "external_id": occurred_at,
        "public": True,
    }
    sent = site.client().post("/api/intake/v1/reports", json=body, headers=bearing("officer"))
    return sent.status_code, (sent.json or {}).get("id", "")


@pytest.mark.parametrize("moment", ["1949-12-31T23:59:59Z", "1900-01-01T00:00:00+08:00"])
def test_a_time_before_1950_is_refused_by_its_field(site: Site, moment: str) -> None:
    status, _ = reported(site, moment)
    assert status == 422


def test_an_old_report_has_whole_minutes_in_every_answer(site: Site) -> None:
    status, number = reported(site, OLD)
    assert status == 201
    client = site.client()
    answers = [
        client.get(f"/api/intake/v1/reports/{number}").text,
        client.get("/api/intake/v1/reports").text,
        client.get(f"/open311/v2/requests/{number}.json").text,
        client.get(f"/open311/v2/requests/{number}.xml").text,
        client.get("/feeds/qinghe.atom").text,
        client.get("/desk/statistics.csv", headers=bearing("officer")).text,
    ]
    for answer in answers[:-2]:
        assert "1950-01-0" in answer
    for answer in answers:
        times = TIME.findall(answer)
        assert all(WHOLE.fullmatch(time) for time in times), times


@pytest.mark.parametrize("moment", ["2026-11-01T08:00:00+08:05:43", "2026-11-01T08:00:00-00:00:01"])
def test_an_offset_that_no_clock_has_is_refused_by_its_rule(site: Site, moment: str) -> None:
    body = {
        "description": "路灯不亮",
        "address": "文化路 12 号",
        "occurred_at": moment,
        "source": "hotline",
        "external_id": "1",
    }
    answer = site.client().post(
        "/api/intake/v1/reports", json=body, headers={**bearing("officer"), "Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"] == [
        {
            "pointer": "/occurred_at",
            "rule": "offset",
            "detail": "The offset may have no seconds; write it as in 2026-11-22T08:30:00+08:00.",
        }
    ]
    listed = site.client().get(f"/api/intake/v1/reports?since={moment.replace('+', '%2B')}")
    assert listed.status_code == 422
