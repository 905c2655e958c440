"""A resident disputes on the report's page; another officer upholds at the desk."""

from sqlalchemy import insert, update

from services.intake.cases.case.case import Saying, Worker
from services.intake.notices.channels.tables import mailbox
from services.intake.notices.tables import notices
from services.intake.reports import store
from tests.unit.intake.desk.test_desk import Officer
from tests.unit.intake.site.test_site import hidden, sent
from tests.unit.intake.site_client import Site


def test_a_dispute_goes_from_the_page_to_the_desk_and_reopens_the_case(site: Site) -> None:
    resident = site.client()
    token = sent(resident, service_code="street_lamp")
    page = resident.get(f"/track/{token}").text
    assert 'name="say"' not in page
    number = page.split("<h1>")[1].split("</h1>")[0].split()[-1][-14:]
    who = Worker(name="officer 李巍")
    case = site.cases.open_case.open((number,), who)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    site.cases.take_step.take(case.id, case.version, "decline", who, said)

    shown = resident.get(f"/track/{token}")
    form = {**hidden(shown), "say": "dispute", "reason": "路灯还是不亮。"}
    assert resident.post(f"/track/{token}/opinion", data=form).status_code == 303
    assert "现由其他人员复核" in resident.get(f"/track/{token}").text
    assert resident.post(f"/track/{token}/opinion", data={"say": "x"}).status_code == 400

    officer = Officer(site)
    desk = officer.read(f"/desk/cases/{case.id}")
    assert "路灯还是不亮。" in desk
    version = desk.split('name="version" value="')[1].split('"')[0]
    verdict = {
        "verdict": "upheld",
        "reason": "现场未修复。",
        "version": version,
        "condition": "out",
    }
    assert officer.send(f"/desk/cases/{case.id}/disputes", desk, verdict).status_code == 303
    again = resident.get(f"/track/{token}").text
    assert "正在重新办理" in again
    assert "现场未修复。" in again


def test_the_staff_read_what_people_were_told(site: Site) -> None:
    token = sent(site.client(), service_code="street_lamp")
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    who, number = Worker(name="officer 李巍"), kept.report.id
    case = site.cases.open_case.open((number,), who)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    site.cases.take_step.take(case.id, case.version, "decline", who, said)
    row = {
        "case_id": case.id,
        "version": 2,
        "person": "p",
        "report_id": number,
        "at": case.opened_at,
        "delivery": "failed",
        "trouble": "the mail server refused it (550)",
    }
    link = f"https://x.example/track/{token}"
    letter = {"id": "1", "report_id": number, "at": case.opened_at, "subject": "S", "text": link}
    site.database.write(lambda conn: conn.execute(insert(mailbox).values(**letter)) and None)
    site.database.write(lambda conn: conn.execute(insert(notices).values(**row)) and None)
    page = Officer(site).read("/desk/mailbox")
    assert "请联系物业。" in page
    assert number in page
    assert "could not be sent 1" in page
    assert "the mail server refused it (550)" in page
    assert "/track/…" in page
    assert token not in page
    assert "请联系物业。" not in Officer(site).read("/desk/mailbox?show=sent")
    site.database.write(lambda conn: conn.execute(update(notices).values(delivery="kept")) and None)
    assert "kept in the mailbox, not sent 1" in Officer(site).read("/desk/mailbox?show=kept")
    assert site.client().get("/desk/mailbox").status_code in (302, 303, 401)


def closed(site: Site, token: str) -> str:
    """The number of a report whose case is over."""
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    who = Worker(name="officer 李巍")
    case = site.cases.open_case.open((kept.report.id,), who)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    site.cases.take_step.take(case.id, case.version, "decline", who, said)
    return kept.report.id


def test_a_danger_in_a_dispute_is_answered_with_whom_to_call_and_alarms_the_desk(
    site: Site,
) -> None:
    resident, officer = site.client(), Officer(site)
    token = sent(resident, service_code="street_lamp")
    number = closed(site, token)
    assert "alarm" not in resident.get(f"/track/{token}").text
    form = {**hidden(resident.get(f"/track/{token}")), "say": "dispute"}
    said = "灯杆漏电，有人触电了！"
    resident.post(f"/track/{token}/opinion", data={**form, "reason": said})
    shown = resident.get(f"/track/{token}").text
    assert 'href="tel:120"' in shown
    assert "不会替您" in shown
    for path in ("/desk", "/desk/cases"):
        assert f'<a href="/desk/reports/{number}">' in officer.read(path)


def test_every_call_that_takes_words_later_answers_whom_to_call(site: Site) -> None:
    resident = site.client()
    token = sent(resident, service_code="street_lamp")
    number = closed(site, token)
    said = {"tracking_token": token, "reason": "There is a strong smell of gas now"}
    path = f"/api/intake/v1/reports/{number}"
    told = resident.post(f"{path}/dispute", json=said).json
    assert told is not None
    assert {line["phone"] for line in told["first_aid"]["lines"]} >= {"119"}
    other = sent(resident, service_code="street_lamp", address="文化路 99 号", description="灯灭了")
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, other))
    assert kept is not None
    joined = resident.post(
        f"/api/intake/v1/reports/{kept.report.id}/join", json={"description": "闻到煤气味"}
    ).json
    assert joined is not None
    assert joined["first_aid"]["lines"]
    satisfied = sent(resident, service_code="street_lamp", address="文化路 7 号")
    thanks = resident.post(
        f"/api/intake/v1/reports/{closed(site, satisfied)}/satisfaction",
        json={"tracking_token": satisfied},
    ).json
    assert thanks is not None
    assert thanks["first_aid"] is None


def test_what_a_front_end_asks_by_itself_is_listened_to(site: Site) -> None:
    body = {"description": "灯坏了", "address": "文化路 12 号", "attributes": {"备注": "有人触电"}}
    told = site.client().post("/api/intake/v1/reports", json=body).json
    assert told is not None
    assert told["first_aid"]["lines"]
