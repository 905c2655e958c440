"""What becomes of a case whose report was corrected is asked on the pages and over HTTP."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.reports import store
from services.intake.reports.report import ANYONE
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.builders import a_report
from tests.unit.intake.desk.test_desk import PAGE, Officer
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site

HERE, THERE = "yunqiao.hexin", "liuting.luhua"
API = "/api/intake/v1"
LI = Worker(name="officer 李巍")


class Staff(FixedKeys):
    """With officers of a sub-district, of another one and of the unit that mends lamps."""

    def actor(self, key: str) -> Actor | None:
        scopes = {
            "yunqiao": Scope(areas=("yunqiao",)),
            "liuting": Scope(areas=("liuting",)),
            "municipal": Scope(units=("municipal",)),
            "parks": Scope(units=("parks",)),
        }
        if key in scopes:
            return Actor("officer", key, key, scope=scopes[key])
        return super().actor(key)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, Staff())
    yield opened
    opened.database.close()


def filed(site: Site, **said: Any) -> str:
    lamp = {"service_code": "street_lamp", "area": HERE, **said}
    return site.receive.receive(a_report(**lamp), ANYONE).id


def dispatched(site: Site, *numbers: str) -> Case:
    case = site.cases.open_case.open(numbers, LI)
    take = site.cases.take_step.take
    case = take(case.id, case.version, "file", LI, Saying(condition="out"))
    return take(case.id, case.version, "dispatch", LI, Saying(unit="municipal"))


def corrected(site: Site, number: str, who: str = "officer", **said: str) -> dict[str, Any]:
    body = {"category": "tree", "why": "照片里是树", **said}
    answer = site.client().post(f"{API}/reports/{number}/category", json=body, headers=bearing(who))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_correction_over_http_is_answered_with_the_question_and_the_case_lists_it(
    site: Site,
) -> None:
    number = filed(site)
    assert corrected(site, number, category="manhole")["case_question"] is None
    corrected(site, number, category="street_lamp")
    case = dispatched(site, number)
    asked = corrected(site, number)["case_question"]
    version = now(site, number)
    assert asked == {
        "case": case.id,
        "version": version,
        "about": ["category"],
        "choices": ["change_case", "report_only"],
    }
    client, officer = site.client(), bearing("officer")
    [question] = client.get(f"{API}/cases/{case.id}", headers=officer).get_json()["questions"]
    assert (question["category"], question["responsible_unit"]) == ("tree", "parks")
    assert question["conditions"]["dead"] == "2工作日"
    waiting = client.get(f"{API}/cases/questions", headers=officer).get_json()["items"]
    assert [each["report"] for each in waiting] == [number]
    listed = client.get(f"{API}/cases?asking=true", headers=officer).get_json()["items"]
    assert [each["id"] for each in listed] == [case.id]


def test_a_decision_over_http_names_what_it_lacks_and_is_taken_once(site: Site) -> None:
    number = filed(site)
    case = dispatched(site, number)
    version = corrected(site, number)["case_question"]["version"]
    client, officer = site.client(), bearing("officer")
    path = f"{API}/cases/{case.id}/questions/{number}"
    lacking = client.post(
        path, json={"decision": "change_case", "version": version}, headers=officer
    )
    assert lacking.status_code == 422
    assert lacking.get_json()["errors"][0]["pointer"] == "/condition"
    alone = client.post(path, json={"decision": "take_out", "version": version}, headers=officer)
    assert (alone.status_code, alone.get_json()["errors"][0]["pointer"]) == (422, "/decision")
    old = client.post(path, json={"decision": "report_only", "version": 1}, headers=officer)
    assert old.status_code == 409
    body = {"decision": "change_case", "version": version, "condition": "dead"}
    after = client.post(path, json=body, headers=officer)
    assert after.status_code == 200, after.text
    told = after.get_json()
    assert (told["category"], told["responsible_unit"], told["limit"]) == (
        "tree",
        "parks",
        "2工作日",
    )
    again = client.post(path, json=body, headers={**officer, "Accept-Language": "en"})
    assert again.status_code == 409
    assert again.get_json()["detail"].startswith("front desk decided it meanwhile")
    other = client.post(f"{API}/cases/{case.id}/questions/nothing", json=body, headers=officer)
    assert other.status_code == 404


def test_only_who_takes_the_steps_of_the_case_decides(site: Site) -> None:
    number = filed(site)
    case = dispatched(site, number)
    version = corrected(site, number)["case_question"]["version"]
    client = site.client()
    path = f"{API}/cases/{case.id}/questions/{number}"
    body = {"decision": "change_case", "version": version, "condition": "dead"}
    for who, status in (("liuting", 404), ("parks", 404), ("municipal", 403)):
        assert client.post(path, json=body, headers=bearing(who)).status_code == status, who
    for who, seen in (("liuting", 0), ("parks", 0), ("municipal", 1), ("yunqiao", 1)):
        found = client.get(f"{API}/cases/questions", headers=bearing(who)).get_json()["items"]
        assert len(found) == seen, who
    token = Officer(site).token(Officer(site).read(f"/desk/cases/{case.id}"))
    form = {"decision": "report_only", "asked": version, **token}
    page = f"/desk/cases/{case.id}/questions/{number}"
    assert client.post(page, data=form, headers=bearing("liuting")).status_code in (400, 404)
    assert client.post(path, json=body, headers=bearing("yunqiao")).status_code == 200


def test_both_pages_and_the_inbox_ask_until_it_is_decided_by_a_form(site: Site) -> None:
    officer, number = Officer(site), filed(site)
    case = dispatched(site, number)
    page = officer.read(f"/desk/reports/{number}")
    form = {"category": "tree", "why": "照片里是树"}
    answer = officer.send(f"/desk/reports/{number}/category", page, form)
    assert answer.status_code == 303
    page = officer.read(answer.headers["Location"])
    assert "what becomes of its case?" in page
    assert "Trees and planting" in page
    assert "Parks centre, if the case changes too" in page
    assert "One correction of a report waits" in officer.read("/desk")
    cases = officer.read("/desk/cases?asking=yes")
    assert f'href="/desk/cases/{case.id}#question-{number}"' in cases
    assert f'id="question-{number}"' in cases
    assert "what becomes of its case?" in officer.read(f"/desk/cases/{case.id}")

    path = f"/desk/cases/{case.id}/questions/{number}"
    version = re.search(r'name="asked" value="(\d+)"', page)
    assert version is not None
    form = {"decision": "change_case", "asked": version[1], "reason": "是树", "report": number}
    refused = officer.send(path, page, form)
    assert refused.status_code == 422
    assert f'id="asked-{number}-condition-error"' in refused.text
    assert "是树" in refused.text
    sent = officer.send(path, page, {**form, "condition": "dead"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/desk/reports/{number}")
    page = officer.read(f"/desk/reports/{number}")
    assert "what becomes of its case?" not in page
    assert "Case changed with its report" in page
    assert "waits for the word" not in officer.read("/desk")
    story = officer.read(f"/desk/cases/{case.id}")
    assert "Road lamps → Trees and planting" in story
    assert "是树" in story
    late = officer.send(path, page, {**form, "condition": "dead"})
    assert late.status_code == 409
    assert "decided it meanwhile" in late.text
    chinese = {"Accept-Language": "zh"}
    assert "案件随反映更正" in officer.read(f"/desk/cases/{case.id}", **chinese)
    assert officer.send(path, page, {"decision": "both"}).status_code == 400


def test_a_case_that_moves_out_of_the_own_area_leads_back_to_the_list(site: Site) -> None:
    officer, number = Officer(site), filed(site)
    case = dispatched(site, number)
    own = {**PAGE, **bearing("yunqiao")}
    body = {"area": THERE, "why": "地址写错了"}
    answer = officer.client.post(f"{API}/reports/{number}/place", json=body, headers=own)
    version = answer.get_json()["case_question"]["version"]
    page = officer.read(f"/desk/cases/{case.id}", **own)
    assert "Luhua Community" in page
    form = {"decision": "change_case", "asked": version, **officer.token(page)}
    path = f"/desk/cases/{case.id}/questions/{number}"
    sent = officer.client.post(path, data=form, headers=own)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/desk/cases")
    assert officer.client.get(f"{API}/cases/{case.id}", headers=own).status_code == 404
    assert (
        officer.client.get(f"{API}/cases/{case.id}", headers=bearing("liuting")).get_json()["area"]
        == THERE
    )


def now(site: Site, number: str) -> int:
    kept = site.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    return kept.report.version
