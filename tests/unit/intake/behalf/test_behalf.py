"""An officer files for a caller and prints a slip that finds the report again."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from services.intake.reports import contacts, disclosing, store
from services.intake.reports.contacts import Private
from services.intake.reports.report import ANYONE, Report
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.builders import a_report
from tests.unit.intake.desk.test_desk import Officer
from tests.unit.intake.site.test_site import hidden
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site

TYPED = {
    "way": "hotline",
    "description": "楼道的灯坏了三天，老人不敢下楼。",
    "address": "文化路 12 号",
    "name": "王阿姨",
    "phone": "13800138000",
    "consent": "yes",
    "public": "yes",
    "notify": "answer",
    "language": "zh",
}


@pytest.fixture
def officer(site: Site) -> Officer:
    return Officer(site)


def filed(officer: Officer, **typed: str) -> TestResponse:
    page = officer.client.get("/desk/behalf", headers=bearing("officer"))
    return officer.send("/desk/behalf", page.text, {**hidden(page), **TYPED, **typed})


def kept(site: Site, number: str) -> tuple[store.Kept, Private]:
    def use(conn: object) -> tuple[store.Kept, Private]:
        found, private = store.by_id(conn, number), contacts.load(conn, number)  # type: ignore[arg-type]
        assert found is not None
        assert private is not None
        return found, private

    return site.database.read(use)


def report_of(site: Site, answer: TestResponse) -> Report:
    return kept(site, answer.location.rpartition("/")[2])[0].report


def test_a_caller_is_filed_with_who_filed_it_and_the_slip_leads_to_the_report(
    site: Site, officer: Officer
) -> None:
    answer = filed(officer)
    assert answer.status_code == 303
    number = answer.location.rpartition("/")[2]
    found, private = kept(site, number)
    assert found.report.source == "hotline"
    assert found.report.extras == {"filed_by": "officer front desk", "filed_at": "hotline"}
    assert (private.contact.phone, private.contact.notify) == ("13800138000", "answer")
    slip = officer.read(answer.location)
    assert number in slip
    assert "<svg" in slip
    assert "style=" not in slip
    assert found.keeping.tracking_token not in slip
    assert "http://localhost/find" in slip


def test_who_comes_in_person_counts_as_who_writes_at_home(site: Site, officer: Officer) -> None:
    report = report_of(site, filed(officer, way="community"))
    assert (report.source, report.extras["filed_at"]) == ("resident", "community")


def test_who_filed_it_is_for_the_staff_alone(site: Site, officer: Officer) -> None:
    number = report_of(site, filed(officer)).id
    assert "front desk" not in site.client().get(f"/api/intake/v1/reports/{number}").text
    staff = site.client().get(f"/api/intake/v1/reports/{number}", headers=bearing("officer"))
    assert "13800138000" not in staff.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"description": " "}, "description"),
        ({"address": ""}, "address"),
        ({"phone": "12"}, "phone"),
        ({"consent": ""}, "consent"),
        ({"way": "pigeon"}, "way"),
    ],
)
def test_what_must_be_mended_is_named_and_nothing_typed_is_lost(
    officer: Officer, typed: dict[str, str], field: str
) -> None:
    answer = filed(officer, **typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "王阿姨" in answer.text
    assert re.search(r'value="answer" checked', answer.text)


def test_showing_it_to_the_public_is_asked_and_not_presumed(site: Site, officer: Officer) -> None:
    assert " checked" not in officer.read("/desk/behalf").split('name="public"')[1][:40]
    assert report_of(site, filed(officer, public="")).audience == "staff"


def test_without_name_and_address_no_consent_is_needed(officer: Officer) -> None:
    assert filed(officer, name="", phone="", consent="").status_code == 303


def test_sent_twice_it_is_one_report_and_changed_another(officer: Officer) -> None:
    page = officer.client.get("/desk/behalf", headers=bearing("officer"))
    form = {**hidden(page), **TYPED}
    first, again = (officer.send("/desk/behalf", page.text, form) for _ in range(2))
    other = officer.send("/desk/behalf", page.text, {**form, "description": "另一件事。"})
    assert first.location == again.location != other.location


def test_nobody_prints_the_way_to_a_report_that_the_staff_did_not_file(
    site: Site, officer: Officer
) -> None:
    number = site.receive.receive(a_report(), ANYONE).id
    page = officer.client.get(f"/desk/behalf/{number}", headers=bearing("officer"))
    assert page.status_code == 404
    mine = filed(officer).location
    assert site.client().get(mine, headers=bearing("planner")).status_code == 403
    assert site.client().get(mine).status_code in (302, 303, 401)


def test_the_slip_of_a_tip_off_is_for_its_filer_alone_and_every_print_is_kept(
    tmp_path: Path,
) -> None:
    site = open_site(tmp_path, Colleagues())
    officer = Officer(site)
    tip = filed(officer, request_type="tip_off").location
    plain = filed(officer).location

    def printed(slip: str, who: str) -> int:
        return site.client().get(slip, headers=bearing(who)).status_code

    assert [printed(tip, who) for who in ("officer", "colleague", "water")] == [200, 404, 404]
    assert [printed(plain, who) for who in ("officer", "colleague", "water")] == [200, 200, 404]
    number = tip.rpartition("/")[2]
    seen = site.database.read(lambda conn: disclosing.of_report(conn, number))
    assert [(one.who, one.what) for one in seen] == [("officer front desk", "slip")]
    plain_seen = site.database.read(
        lambda conn: disclosing.of_report(conn, plain.rpartition("/")[2])
    )
    assert [one.who for one in plain_seen] == ["officer colleague", "officer front desk"]
    site.database.close()


class Colleagues(FixedKeys):
    """Another officer of the whole district, and one of a unit that has nothing to do with it."""

    def actor(self, key: str) -> Actor | None:
        if key == "colleague":
            return Actor("officer", "colleague", "k8")
        if key == "water":
            return Actor("officer", "water", "k9", scope=Scope(units=("water_company",)))
        return super().actor(key)
