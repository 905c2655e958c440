"""Satisfaction, dispute and verdict over HTTP, and as forms that keep what was typed."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.tables import cases
from services.intake.feedback.say_opinion import WINDOW
from services.intake.reports import store
from services.intake.reports.tables import contacts
from tests.unit.intake.site.test_site import ENGLISH, hidden, sent
from tests.unit.intake.site_client import Site, bearing

API = "/api/intake/v1"
WHO = Worker(name="officer 李巍")


class Resident:
    """Somebody whose report was answered."""

    def __init__(self, site: Site, **typed: str) -> None:
        self.site = site
        self.browser = site.client()
        self.token = sent(self.browser, service_code="street_lamp", **typed)
        kept = site.database.read(lambda conn: store.by_tracking_token(conn, self.token))
        assert kept is not None
        self.number = kept.report.id
        self.case: Case = site.cases.open_case.open((self.number,), WHO)

    def answered(self) -> "Resident":
        said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
        self.case = self.site.cases.take_step.take(
            self.case.id, self.case.version, "decline", WHO, said
        )
        return self

    def later(self) -> None:
        """The days for an opinion are over."""
        closed = self.case.changed_at - WINDOW - timedelta(days=1)
        old = update(cases).values(closed_at=closed)
        self.site.database.write(lambda conn: conn.execute(old) and None)

    def post(self, what: str, **body: Any) -> TestResponse:
        path = f"{API}/reports/{self.number.lower()}/{what}"
        return self.site.client().post(path, json={"tracking_token": self.token, **body})

    def form(self, **typed: str) -> TestResponse:
        page = self.browser.get(f"/track/{self.token}", headers=ENGLISH)
        data = {**hidden(page), **typed}
        return self.browser.post(f"/track/{self.token}/opinion", data=data, headers=ENGLISH)

    def judge(self, role: str = "officer", **body: Any) -> TestResponse:
        said = {"version": self.case.version, "verdict": "upheld", "reason": "已查看。", **body}
        path = f"{API}/cases/{self.case.id}/disputes"
        return self.site.client().post(path, json=said, headers=bearing(role))


def pointers(answer: TestResponse) -> list[str]:
    assert answer.json is not None
    return [error["pointer"] for error in answer.json["errors"]]


def test_satisfaction_is_taken_once_per_closing(site: Site) -> None:
    resident = Resident(site)
    assert resident.post("satisfaction").status_code == 409
    resident.answered()
    first, again = resident.post("satisfaction"), resident.post("satisfaction")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert first.json is not None
    assert (first.json["report"], first.json["kind"]) == (resident.number, "satisfied")
    assert resident.post("dispute", reason="还是不亮。").status_code == 409


def test_a_dispute_names_what_it_lacks(site: Site) -> None:
    resident = Resident(site).answered()
    assert pointers(resident.post("dispute")) == ["/reason"]
    assert pointers(resident.post("dispute", reason=" ")) == ["/reason"]
    assert pointers(resident.post("dispute", reason="长" * 2_001)) == ["/reason"]
    assert pointers(resident.post("dispute", reason="x", other=1)) == ["/other"]
    assert resident.post("dispute", reason="x", tracking_token="wrong").status_code == 404
    assert resident.post("dispute", reason="还是不亮。").status_code == 200


def test_a_verdict_is_for_officers_and_reopens_the_case(site: Site) -> None:
    resident = Resident(site).answered()
    assert resident.judge().status_code == 409
    resident.post("dispute", reason="还是不亮。")
    assert resident.judge("planner").status_code == 403
    assert site.client().post(f"{API}/cases/{resident.case.id}/disputes").status_code == 401
    assert pointers(resident.judge(verdict="perhaps")) == ["/verdict"]
    assert resident.judge(version=1).status_code == 409
    upheld = resident.judge(condition="out")
    assert upheld.status_code == 200
    assert upheld.json is not None
    assert upheld.json["state"] == "filed"


def test_after_the_days_it_is_a_new_report_that_follows(site: Site) -> None:
    resident = Resident(site, address="", lat="30.44", long="123.11").answered()
    assert resident.post("still-not-fixed", reason="又不亮了。").status_code == 409
    resident.later()
    assert resident.post("dispute", reason="又不亮了。").status_code == 409
    again = resident.post("still-not-fixed", reason="又不亮了。")
    assert again.json is not None
    assert again.json["follows"] == resident.number
    page = site.client().get(f"/track/{again.json['tracking_token']}")
    assert page.status_code == 200
    assert "<dt>地点</dt>" not in page.text, "an area's code is no address"


def test_the_list_of_cases_says_which_disputes_wait_and_who_may_not_judge(site: Site) -> None:
    resident = Resident(site).answered()
    officer = {**bearing("officer"), **ENGLISH}

    def read(path: str) -> str:
        return site.client().get(path, headers=officer).text

    assert "Waits for a decision" not in read("/desk/cases")
    resident.post("dispute", reason="还是不亮。")
    listed = read("/desk/cases").partition("Waits for a decision")[2]
    assert f"/desk/cases/{resident.case.id}#case-opinions" in listed
    assert "还是不亮。" in listed
    assert 'name="verdict" value="upheld"' in read(f"/desk/cases/{resident.case.id}")
    own = update(cases).values(last_forward="officer front desk")
    site.database.write(lambda conn: conn.execute(own) and None)
    assert "for somebody else: you worked on it" in read("/desk/cases")
    assert 'name="verdict" value="upheld"' not in read(f"/desk/cases/{resident.case.id}")


def test_a_refused_dispute_keeps_what_was_typed(site: Site) -> None:
    resident = Resident(site).answered()
    empty = resident.form(say="dispute", reason=" ")
    assert empty.status_code == 422
    assert "Please say in a few words what is wrong." in empty.text
    assert 'href="#reason"' in empty.text
    long = "<b>灯" * 900
    answer = resident.form(say="dispute", reason=long)
    assert answer.status_code == 422
    assert long.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert resident.form(say="dispute", reason="灯\0还是不亮").status_code == 303


def test_a_dispute_that_comes_too_late_keeps_its_words_for_the_new_report(site: Site) -> None:
    resident = Resident(site).answered()
    resident.later()
    answer = resident.form(say="dispute", reason="又不亮了，晚上很黑。")
    assert answer.status_code == 409
    assert "又不亮了，晚上很黑。</textarea>" in answer.text
    assert 'value="still"' in answer.text
    open_elsewhere = hidden(resident.browser.get(f"/track/{resident.token}", headers=ENGLISH))
    assert resident.form(say="still", reason="又不亮了，晚上很黑。").status_code == 303
    late = {**open_elsewhere, "say": "still", "reason": "别的话。"}
    refused = resident.browser.post(f"/track/{resident.token}/opinion", data=late)
    assert refused.status_code == 409
    assert "别的话。</textarea>" in refused.text


def test_what_to_be_told_of_is_chosen_on_the_page_or_by_the_link_of_a_message(site: Site) -> None:
    resident = Resident(site, phone="13800138000")
    page = resident.browser.get(f"/track/{resident.token}", headers=ENGLISH)
    assert re.search(r'value="stages" checked', page.text)
    path = f"/track/{resident.token}/notices"
    stranger = site.client()
    opened = stranger.get(path, headers=ENGLISH)
    chosen = stranger.post(path, data={**hidden(opened), "notify": "nothing"})
    assert chosen.status_code == 303
    again = stranger.get(chosen.location, headers=ENGLISH).text
    assert re.search(r'value="nothing" checked', again)
    assert "Your choice is kept." in again
    assert stranger.post(path, data={**hidden(opened), "notify": "x"}).status_code == 400
    assert stranger.get("/track/unknown/notices").status_code == 404


def test_the_button_of_a_mail_program_ends_the_messages_and_opening_the_link_never_does(
    site: Site,
) -> None:
    """RFC 8058: no cookie, no token of a page, either kind of form, no redirect."""
    resident = Resident(site, phone="13800138000")
    path = f"/track/{resident.token}/notices"
    one_click = {"List-Unsubscribe": "One-Click"}
    opened = site.client().get(path, headers=ENGLISH)
    assert "Stop all messages about it" in opened.text
    site.client().get(path, query_string=one_click)
    site.client().head(path)
    assert wish_kept(site, resident.number) == "stages"

    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        done = site.client().post(path, data=one_click, content_type=kind, headers=ENGLISH)
        assert done.status_code == 200
        assert "You get no messages about it." in done.text
        assert wish_kept(site, resident.number) == "nothing"
    assert "Stop all messages" not in site.client().get(path, headers=ENGLISH).text

    assert site.client().post("/track/unknown/notices", data=one_click).status_code == 404
    assert site.client().post(path, data={"List-Unsubscribe": "?"}).status_code == 400


def wish_kept(site: Site, number: str) -> str | None:
    query = select(contacts.c.notify).where(contacts.c.report_id == number)
    return site.database.read(lambda conn: conn.execute(query).scalar_one()) or "stages"


def test_without_an_address_there_is_nothing_to_choose(site: Site) -> None:
    resident = Resident(site)
    assert 'name="notify"' not in resident.browser.get(f"/track/{resident.token}").text
    page = resident.browser.get(f"/track/{resident.token}/notices", headers=ENGLISH).text
    assert "We have no address of yours" in page


def test_the_language_of_the_form_and_the_wish_of_a_program_are_kept(site: Site) -> None:
    browser = site.client()
    browser.get("/report?lang=en")
    sent(browser, phone="13800138000", notify="nothing")
    body = {
        "description": "路灯坏了。",
        "address": "文化路",
        "contact": {"phone": "13900139000", "notify": "answer", "language": "zh"},
    }
    assert site.client().post(f"{API}/reports", json=body).status_code == 201
    query = select(contacts.c.language, contacts.c.notify).order_by(contacts.c.phone)
    rows = site.database.read(lambda conn: conn.execute(query).all())
    assert [tuple(row) for row in rows] == [("en", "nothing"), ("zh", "answer")]
    wrong = {**body, "contact": {"notify": "always"}}
    answer = site.client().post(f"{API}/reports", json=wrong)
    assert pointers(answer) == ["/contact/notify"]
