"""A resident disputes on the report's page; another officer upholds at the desk."""

from sqlalchemy import insert, update

from services.intake.cases.case import Saying, Worker
from services.intake.notices.channels.mailbox import mailbox
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
