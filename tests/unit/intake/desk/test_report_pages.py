"""An officer says what a report is about, where it is, and what means the same, with forms."""

from typing import Any

from services.intake.reports import store
from services.intake.reports.report import ANYONE, Contact, Report
from tests.unit.intake.builders import PHONE, a_report
from tests.unit.intake.desk.test_desk import PAGE, Officer
from tests.unit.intake.site_client import Site, bearing

FLATS = "xingtang.tangkou.gongfang"


def filed(site: Site, **said: Any) -> str:
    return site.receive.receive(a_report(**{"lat": 30.4159, "long": 123.14607, **said}), ANYONE).id


def now(site: Site, number: str) -> Report:
    kept = site.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    return kept.report


def test_what_waits_to_be_catalogued_is_listed_until_somebody_says_what_it_is(site: Site) -> None:
    officer = Officer(site)
    number = filed(site, description="这里不太对劲，请来看看。")
    assert number in officer.read("/desk/reports")

    page = officer.read(f"/desk/reports/{number}")
    assert "nothing in the words told" in page
    form = {"category": "river_pollution", "why": "电话里问过"}
    answer = officer.send(f"/desk/reports/{number}/category", page, form)
    assert answer.status_code == 303, answer.text

    page = officer.read(answer.headers["Location"])
    assert "an officer's word" in page
    assert "电话里问过" in page
    assert number not in officer.read("/desk/reports")


def test_a_place_is_corrected_and_a_wrong_one_keeps_what_was_typed(site: Site) -> None:
    officer = Officer(site)
    number = filed(site)
    page = officer.read(f"/desk/reports/{number}")
    wrong = {"area": FLATS, "lat": "north", "long": "", "datum": "wgs84", "why": "去过现场"}
    refused = officer.send(f"/desk/reports/{number}/place", page, wrong)
    assert refused.status_code == 422
    assert 'id="place-lat-error"' in refused.text
    assert 'value="north"' in refused.text
    assert "去过现场" in refused.text
    assert now(site, number).version == 1

    right = {**wrong, "lat": "30.41", "long": "123.14"}
    assert officer.send(f"/desk/reports/{number}/place", page, right).status_code == 303
    place = now(site, number).place
    assert (place.lat, place.long, place.area) == (30.41, 123.14, FLATS)


def test_a_report_is_opened_by_its_number_however_it_is_typed(site: Site) -> None:
    officer, number = Officer(site), filed(site)
    for typed in (number.replace("-", "").lower(), f"{number[:8]} {number[9:].lower()}"):
        assert number in officer.read(f"/desk/reports/{typed}")


def test_an_officer_reaches_the_reporter_for_a_reason_that_is_kept(site: Site) -> None:
    officer = Officer(site)
    assert "How to reach" not in officer.read(f"/desk/reports/{filed(site)}")
    number = filed(site, description=f"电梯困人，电话{PHONE}", contact=Contact(phone=PHONE))
    path = f"/desk/reports/{number}/contact"
    page = officer.read(f"/desk/reports/{number}")
    assert PHONE not in page
    refused = officer.send(path, page, {"why": " "})
    assert (refused.status_code, PHONE in refused.text) == (422, False)
    assert "Say what you need it for" in refused.text
    shown = officer.send(path, page, {"why": "回电问楼层"})
    assert f'<a href="tel:{PHONE}">' in shown.text
    assert f"电梯困人，电话{PHONE}" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    again = officer.read(f"/desk/reports/{number}")
    assert ("回电问楼层" in again, PHONE in again) == (True, False)
    elsewhere = officer.client.post(
        "/desk/reports/20261125-AAAAA/contact",
        data={"why": "x", **officer.token(page)},
        headers=PAGE,
    )
    assert elsewhere.status_code == 404


def test_what_means_the_same_becomes_one_case_and_later_ones_join_it(site: Site) -> None:
    officer = Officer(site)
    lamp = {"service_code": "street_lamp"}
    first, second, third = (filed(site, **lamp) for _ in range(3))
    path = f"/desk/reports/{first}/same"

    page = officer.read(f"/desk/reports/{first}")
    assert officer.send(path, page, {}).status_code == 422
    assert officer.send(path, page, {"reports": [second]}).status_code == 303
    case = now(site, first).case
    assert case is not None
    assert now(site, second).case == case
    chinese = {"Accept-Language": "zh-CN"}
    assert f"已立案 {case}" in officer.read(f"/desk/reports/{first}", **chinese)
    assert now(site, third).case is None

    later = officer.read(f"/desk/reports/{third}")
    assert (
        officer.send(f"/desk/reports/{third}/same", later, {"reports": [second]}).status_code == 303
    )
    assert now(site, third).case == case


def test_what_is_not_there_or_not_for_this_reader_is_not_found(site: Site) -> None:
    number = filed(site)
    client = site.client()
    assert client.get("/desk/reports/20260101-XXXXX", headers=PAGE).status_code == 404
    assert client.get(f"/desk/reports/{number}", headers=bearing("planner")).status_code == 403
    stranger = client.get(f"/desk/reports/{number}", headers={"Accept": "text/html"})
    assert stranger.headers["Location"].startswith("/sign-in?next=%2Fdesk")
