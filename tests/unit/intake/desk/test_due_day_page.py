"""The desk asks for a day where a danger to life has no limit, and shows it once it is set."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.intake.cases.case.case import Worker
from services.intake.reports import store
from tests.unit.intake.desk.test_desk import Officer
from tests.unit.intake.site.test_site import sent
from tests.unit.intake.site_client import Site, bearing

ASKED = "the day by which it is made safe"


def grave(site: Site) -> str:
    token = sent(site.client(), service_code="rubbish", description="这里漏电，有人触电了。")
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    return site.cases.open_case.open((kept.report.id,), Worker(name="officer 李巍")).id


def version(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def test_the_day_is_asked_for_kept_typed_and_shown(site: Site) -> None:
    case, officer = grave(site), Officer(site)
    page = officer.read(f"/desk/cases/{case}")
    assert 'name="due_on"' in page
    assert ASKED in page
    typed = {"version": version(page), "due_on": "2001-01-01", "reason": "电工明天来"}
    refused = officer.send(f"/desk/cases/{case}/due-day", page, typed)
    assert refused.status_code == 422
    assert "电工明天来" in refused.text
    assert "This day is over." in refused.text
    assert 'href="#due-due_on"' in refused.text
    none = officer.send(f"/desk/cases/{case}/due-day", page, {**typed, "due_on": "明天"})
    assert none.status_code == 422
    day = (datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=3)).date()
    done = officer.send(f"/desk/cases/{case}/due-day", page, {**typed, "due_on": day.isoformat()})
    assert done.status_code == 303
    shown = officer.read(f"/desk/cases/{case}")
    assert ASKED not in shown
    assert f"{day.isoformat()} 23:59" in shown
    assert "Day set by which it is dealt with" in shown
    assert "a day that was set" in shown


def test_the_call_sets_the_day_and_names_what_is_wrong(site: Site) -> None:
    case, officer = grave(site), Officer(site)
    path = f"/api/intake/v1/cases/{case}"
    read = officer.client.get(path, headers=bearing("officer")).json
    assert read is not None
    body = {"version": read["version"], "due_on": "2001-01-01", "reason": "x"}
    refused = officer.client.post(f"{path}/due-day", json=body, headers=bearing("officer"))
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["errors"][0]["pointer"] == "/due_on"
    strange = {**body, "due_on": "soon"}
    refused = officer.client.post(f"{path}/due-day", json=strange, headers=bearing("officer"))
    assert refused.status_code == 422
