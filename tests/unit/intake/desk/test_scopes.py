"""Who works for one area reads and handles nothing of another, whatever is sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.cases.case import membership
from services.intake.cases.case.case import Saying, Worker
from services.intake.reports import store
from services.intake.reports.report import ANYONE, Report
from services.runtime.identity.access import Actor, Scope
from tests.contract.intake import Statements
from tests.unit.intake.builders import a_report
from tests.unit.intake.desk.test_desk import Officer
from tests.unit.intake.photos.pictures import jpeg
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site

HERE, THERE = "yunqiao.hexin", "liuting.luhua"
API = "/api/intake/v1"


class Staff(FixedKeys):
    """With an officer of one sub-district."""

    def actor(self, key: str) -> Actor | None:
        if key == "yunqiao":
            return Actor("officer", "yunqiao", "k8", scope=Scope(areas=("yunqiao",)))
        if key == "sanitation":
            return Actor("officer", "sanitation", "k9", scope=Scope(units=("sanitation",)))
        return super().actor(key)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, Staff())
    yield opened
    opened.database.close()


def filed(site: Site, area: str | None, **said: Any) -> str:
    lamp = {"service_code": "street_lamp", "area": area, "public": False, **said}
    return site.receive.receive(a_report(**lamp), ANYONE).id


def now(site: Site, number: str) -> Report:
    kept = site.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    return kept.report


def test_reports_of_other_areas_are_handled_by_no_form_and_no_call(site: Site) -> None:
    mine, theirs = filed(site, HERE), filed(site, THERE)
    officer, own = Officer(site), bearing("yunqiao")
    page = officer.read("/desk", **own)
    assert (mine in page, theirs in page) == (True, False)

    forged = {"action": "answer", "reports": [theirs], "outcome": "answered", "note": "好了"}
    token = officer.token(page)
    sent = officer.client.post("/desk/bundles", data={**forged, **token}, headers=own)
    assert sent.status_code == 422
    same = f"/desk/reports/{mine}/same"
    sent = officer.client.post(same, data={"reports": [theirs], **token}, headers=own)
    assert sent.status_code == 422
    opened = officer.client.post(f"{API}/cases", json={"reports": [theirs]}, headers=own)
    assert opened.status_code == 422
    case = site.cases.open_case.open([filed(site, THERE)], Worker(name="officer")).id
    # As what is not there: nobody learns that the report of another area is on a case.
    assert joined_by(site, officer, mine, case) == 422
    assert (now(site, mine).case, now(site, theirs).case) == (None, None)


def test_reports_of_other_areas_are_corrected_by_no_call(site: Site) -> None:
    theirs, client, own = filed(site, THERE), site.client(), bearing("yunqiao")
    for path, body in (
        ("category", {"category": "pothole", "why": "x"}),
        ("place", {"area": HERE, "why": "x"}),
    ):
        sent = client.post(f"{API}/reports/{theirs}/{path}", json=body, headers=own)
        assert sent.status_code == 404
    assert now(site, theirs).version == 1


def test_what_is_not_public_is_read_within_the_own_areas_alone(site: Site) -> None:
    sent = [site.photos.receive.receive(jpeg()).photo.id for _ in range(2)]
    mine, theirs = filed(site, HERE, photos=(sent[0],)), filed(site, THERE, photos=(sent[1],))
    client = site.client()

    def read(path: str, who: str = "yunqiao") -> int:
        return client.get(path, headers=bearing(who)).status_code

    paths = [f"{API}/reports/{{}}", f"{API}/reports/{{}}/photos", "/desk/reports/{}"]
    assert [read(path.format(mine)) for path in paths] == [200, 200, 200]
    assert [read(path.format(theirs)) for path in paths] == [404, 404, 404]
    assert [read(path.format(theirs), "officer") for path in paths] == [200, 200, 200]
    assert [read(f"/photos/{photo}.jpg") for photo in sent] == [200, 404]
    listed = client.get(f"{API}/reports", headers=bearing("yunqiao")).json
    assert listed is not None
    assert [each["id"] for each in listed["items"]] == [mine]


def test_what_may_be_the_same_is_listed_of_the_own_areas_alone(site: Site) -> None:
    near = {"lat": 29.88, "long": 121.55}
    mine, other, theirs = (
        filed(site, HERE, **near),
        filed(site, HERE, **near),
        filed(site, THERE, **near),
    )
    client, own = site.client(), bearing("yunqiao")
    refused = client.get(f"{API}/reports/{theirs}/duplicates", headers=own)
    unknown = client.get(f"{API}/reports/20260101-ABCDE/duplicates", headers=own)
    assert refused.status_code == unknown.status_code == 404
    assert refused.json is not None
    assert unknown.json is not None
    assert refused.json["detail"] == unknown.json["detail"]

    def proposed(who: str) -> set[str]:
        answer = client.get(f"{API}/reports/{mine}/duplicates", headers=bearing(who)).json
        assert answer is not None
        return {item["id"] for item in answer["items"]}

    assert proposed("yunqiao") == {other}
    assert proposed("officer") == {other, theirs}
    page = client.get(f"/desk/reports/{mine}", headers=own).text
    assert (other in page, theirs in page) == (True, False)


def test_nobody_joins_what_they_may_not_read(site: Site) -> None:
    mine, theirs = filed(site, HERE), filed(site, THERE)
    tip = filed(site, HERE, service_code="rubbish")
    client = site.client()

    def joining(number: str, headers: dict[str, str] | None = None) -> int:
        return client.post(f"{API}/reports/{number}/join", json={}, headers=headers).status_code

    assert joining(theirs, bearing("yunqiao")) == joining(mine) == joining(theirs) == 404
    assert joining(mine, bearing("sanitation")) == 404
    assert joining(mine, bearing("yunqiao")) == 201
    assert joining(tip, bearing("sanitation")) == 201


def test_a_report_without_an_area_is_everybodys(site: Site) -> None:
    number = filed(site, None, address="不知道在哪里")
    assert now(site, number).place.area_path == ()
    officer = Officer(site)
    assert number in officer.read("/desk", **bearing("yunqiao"))
    assert number in officer.read(f"/desk/reports/{number}", **bearing("yunqiao"))


def test_who_works_for_a_unit_finds_what_may_be_for_it(site: Site) -> None:
    lamp, rubbish = filed(site, HERE), filed(site, HERE, service_code="rubbish")
    officer, own = Officer(site), bearing("sanitation")
    page = officer.read("/desk", **own)
    assert (lamp in page, rubbish in page, "wait in all" in page) == (False, True, False)
    assert site.client().get(f"/desk/reports/{lamp}", headers=own).status_code == 404
    assert site.client().get(f"/desk/reports/{rubbish}", headers=own).status_code == 200
    forged = {"action": "answer", "reports": [lamp], "outcome": "answered", "note": "好了"}
    form = {**forged, **officer.token(page)}
    assert officer.client.post("/desk/bundles", data=form, headers=own).status_code == 422
    assert now(site, lamp).case is None
    path = f"{API}/reports/{{}}"
    assert site.client().get(path.format(lamp), headers=own).status_code == 404
    corrected = site.client().post(
        f"{path.format(lamp)}/category", json={"category": "rubbish", "why": "x"}, headers=own
    )
    assert corrected.status_code == 404
    moderated = site.client().get(f"/api/intake/v1/moderation/report/{lamp}", headers=own)
    assert moderated.status_code == 404
    assert site.client().get(f"{path.format(lamp)}/parts", headers=own).status_code == 404
    listed = site.client().get(f"{API}/reports", headers=own).json
    assert listed is not None
    assert [each["id"] for each in listed["items"]] == [rubbish]


def test_a_unit_reads_what_lies_with_it_though_no_rule_names_it(site: Site) -> None:
    lamp = filed(site, HERE)
    desk, who = site.cases, Worker(name="officer")
    filing = Saying(unit="sanitation", condition="out")
    case = desk.handle_bundle.handle([lamp], "dispatch", who, filing)
    other, own = filed(site, HERE, service_code="street_lamp"), bearing("sanitation")
    more = {"reports": [other]}
    linked = site.client().post(f"{API}/cases/{case.id}/reports", json=more, headers=own)
    assert (linked.status_code, now(site, other).case) == (422, None)
    for path in (f"{API}/reports/{lamp}", f"/desk/reports/{lamp}"):
        assert site.client().get(path, headers=bearing("sanitation")).status_code == 200


def test_a_units_lists_take_no_more_statements_when_more_is_in_cases(site: Site) -> None:
    own, paths = bearing("sanitation"), (f"{API}/reports", f"{API}/moderation")

    def statements() -> list[int]:
        counted = []
        for path in paths:
            with Statements(site.database) as made:
                assert site.client().get(path, headers=own).status_code == 200
            counted.append(len(made.seen))
        return counted

    def in_a_case() -> None:
        lamp = filed(site, HERE, public=True, description="路灯坏了，找 110105199001011234")
        site.cases.open_case.open([lamp], Worker(name="officer"))

    in_a_case()
    before = statements()
    for _ in range(3):
        in_a_case()
    assert statements() == before


def joined_by(site: Site, officer: Officer, mine: str, case: str) -> int:
    """What somebody of this area is told who names a case of another one."""
    report = site.cases.database.read(lambda conn: membership.members(conn, case, 1))[0]
    page = officer.read(f"/desk/reports/{mine}", **bearing("yunqiao"))
    form = {"reports": [report.id], **officer.token(page)}
    path = f"/desk/reports/{mine}/same"
    return officer.client.post(path, data=form, headers=bearing("yunqiao")).status_code


def test_a_list_of_an_area_holds_what_has_no_area_unless_an_area_is_chosen(site: Site) -> None:
    desk, who = site.cases, Worker(name="officer")
    numbers = [filed(site, area, address="不知道在哪里") for area in (None, HERE, THERE)]
    nowhere, here, there = (desk.open_case.open([number], who).id for number in numbers)
    officer, own = Officer(site), bearing("yunqiao")

    def listed(path: str) -> list[bool]:
        page = officer.read(path, **own)
        return [number in page for number in (nowhere, here, there)]

    assert listed("/desk/cases") == listed(f"{API}/cases") == [True, True, False]
    assert listed("/desk/cases?area=yunqiao") == listed(f"{API}/cases?area=yunqiao")
    assert listed("/desk/cases?area=yunqiao") == [False, True, False]
