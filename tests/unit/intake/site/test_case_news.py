"""The reporter reads how their case goes, in plain words and without anybody's name."""

from datetime import date
from typing import Any

from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.supporting.support import Asked
from services.intake.reports.report import ANYONE
from tests.unit.intake.builders import a_report
from tests.unit.intake.site_client import Site

DESK = Worker(name="officer 李巍")
CREW = Worker(name="officer 王强")
OTHER = Worker(name="officer 周敏")


class Reported:
    """A report, its page, and the case that is opened from it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        receipt = site.receive.receive(a_report(service_code="street_lamp"), ANYONE)
        self.token = receipt.tracking_token
        self.case: Case = site.cases.open_case.open([receipt.id], DESK)

    def take(self, code: str, who: Worker = DESK, **said: Any) -> None:
        step = self._site.cases.take_step
        self.case = step.take(self.case.id, self.case.version, code, who, Saying(**said))

    def page(self, language: str = "en") -> str:
        headers = {"Accept-Language": language}
        return self._site.client().get(f"/track/{self.token}", headers=headers).text


def test_the_reporter_sees_who_is_responsible_and_by_when(site: Site) -> None:
    reported = Reported(site)
    assert "Taken up" in reported.page()
    reported.take("file", condition="out")
    reported.take("dispatch", unit="housing_bureau")
    page = reported.page()
    assert "It should be dealt with by 20" in page
    assert "Responsible: Housing and construction bureau." in page
    assert "责任单位：住房和建设局。" in reported.page("zh")


def test_an_outcome_is_told_when_it_is_verified_and_not_before(site: Site) -> None:
    reported = Reported(site)
    reported.take("file", condition="out")
    reported.take("dispatch", unit="housing_bureau")
    reported.take("accept", CREW)
    reported.take("hand_back", CREW, outcome="repaired", note="Both lamps work.", reason="dark")
    assert "somebody else now checks it" in reported.page()
    assert "Both lamps work." not in reported.page()
    reported.take("close", OTHER)
    page = reported.page()
    for said in ("Checked and closed", "It has been repaired.", "Both lamps work."):
        assert said in page
    assert "It should be dealt with by" not in page


def test_what_only_a_project_can_end_stays_open_with_a_day_of_review(site: Site) -> None:
    reported = Reported(site)
    reported.take("file", condition="out")
    reported.take(
        "shelve",
        reason="old cables",
        outcome="passed_on",
        note="All cables of the road are to be renewed.",
        review_on=date(2027, 3, 1),
    )
    page = reported.page()
    assert "it stays open" in page
    assert "We look at it again on 2027-03-01." in page


def test_no_name_and_no_word_between_the_staff_reaches_the_page(site: Site) -> None:
    reported = Reported(site)
    reported.take("file", condition="out")
    reported.take("dispatch", unit="housing_bureau")
    reported.take("send_back", CREW, reason="internal: not our lamp")
    page = reported.page()
    assert "Sent back" in page
    for hidden in ("李巍", "王强", "internal"):
        assert hidden not in page
    assert "What is recorded about your report was corrected." not in page


def test_a_report_that_was_taken_out_of_its_case_no_longer_tells_of_it(site: Site) -> None:
    reported = Reported(site)
    other = site.receive.receive(a_report(service_code="street_lamp"), ANYONE)
    site.cases.join_case.link(reported.case.id, [other.id], DESK)
    site.cases.join_case.unlink(reported.case.id, other.id, DESK)
    page = site.client().get(f"/track/{other.tracking_token}", headers={"Accept-Language": "en"})
    assert "Taken up" not in page.text


def test_the_reporter_reads_that_another_unit_helps_and_not_what_it_was_told(site: Site) -> None:
    reported = Reported(site)
    reported.take("file", condition="out")
    reported.take("dispatch", unit="housing_bureau")
    asked = Asked(unit="sanitation", task="Clear the rubbish", limit="4工作时")
    site.cases.supports.ask(reported.case.id, asked, DESK)
    page = reported.page()
    assert "Another unit helps" in page
    assert "Sanitation centre" in page
    assert "Clear the rubbish" not in page
    site.cases.supports.end(reported.case.id, 1, "done", "Cleared", OTHER)
    page = reported.page("zh")
    assert "协办单位已完成协办" in page
    assert "Cleared" not in page
