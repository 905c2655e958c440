"""The feed of an area: valid Atom, the same ids for ever, and nothing that is not public."""

import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from werkzeug.test import TestResponse

from services.intake.cases.case.case import Saying, Worker
from services.intake.cases.case.tables import case_steps
from services.intake.feedback import store as feedback_store
from services.intake.feedback.thread import Link, ProjectNews
from services.intake.feeds.atom import ATOM, Entry, Feed, atom_of
from services.intake.reports.report import ANYONE, Contact
from tests.contract.intake import Statements
from tests.unit.intake.builders import a_report, demonstration
from tests.unit.intake.site_client import Site

WHO = Worker(name="officer 李巍")
NS = {"a": ATOM}
DISTRICT = next(iter(demonstration().areas))
ESTATE = next(area.code for area in demonstration().areas.values() if area.level == "estate")
OTHER = [area.code for area in demonstration().areas.values() if area.level == "estate"][-1]


def reported(site: Site, **said: object) -> str:
    here = {"area": ESTATE, "service_code": "street_lamp", "lat": None, "long": None}
    return site.receive.receive(a_report(**{**here, **said}), ANYONE).id


def read(site: Site, area: str = ESTATE, **headers: str) -> TestResponse:
    sent = {"Accept-Language": "en", **headers}
    return site.client().get(f"/feeds/{area}.atom", headers=sent)


def titles(answer: TestResponse) -> list[str]:
    root = ET.fromstring(answer.data)
    return [entry.findtext("a:title", "", NS) for entry in root.findall("a:entry", NS)]


def answered(site: Site, number: str) -> None:
    """Answered an hour ago: the time to undo it is over."""
    case = site.cases.open_case.open((number,), WHO)
    said = Saying(outcome="not_ours", reason="内部原因", note="请联系物业。")
    site.cases.take_step.take(case.id, case.version, "decline", WHO, said)


def repaired(site: Site) -> None:
    """Handed back with a word, and closed with another by a colleague."""
    number = reported(site)
    case = site.cases.open_case.open((number,), WHO)
    colleague = Worker(name="officer 周敏")
    for step, who, said in (
        ("file", WHO, Saying(condition="out")),
        ("dispatch", WHO, Saying(unit="housing_bureau")),
        ("accept", WHO, Saying()),
        ("hand_back", WHO, Saying(outcome="repaired", note="灯已修好。", reason="天黑")),
        ("close", colleague, Saying(note="已核实。")),
    ):
        case = site.cases.take_step.take(case.id, case.version, step, who, said)


def let_time_pass(site: Site) -> None:
    before = datetime.now(UTC) - timedelta(hours=1)
    site.database.write(lambda conn: conn.execute(update(case_steps).values(at=before)) and None)


def test_a_feed_is_atom_as_its_standard_asks(site: Site) -> None:
    reported(site, description="路灯坏了。\x0b<b>晚上很黑</b>")
    answer = read(site)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)
    assert root.tag == f"{{{ATOM}}}feed"
    assert root.findtext("a:author/a:name", None, NS)
    links = {link.get("rel"): link.get("href", "") for link in root.findall("a:link", NS)}
    assert links["self"].startswith(f"http://localhost/feeds/{ESTATE}.atom")
    for element in [root, *root.findall("a:entry", NS)]:
        for tag in ("id", "title", "updated"):
            assert len(element.findall(f"a:{tag}", NS)) == 1
        identifier = element.findtext("a:id", "", NS)
        assert uuid.UUID(identifier.removeprefix("urn:uuid:"))
        moment = datetime.fromisoformat(element.findtext("a:updated", "", NS))
        assert moment.tzinfo is not None
    [entry] = root.findall("a:entry", NS)
    assert "<b>晚上很黑</b>" in (entry.findtext("a:summary", "", NS))
    assert entry.find("a:link", NS) is not None


def test_what_is_not_public_is_in_no_feed(site: Site) -> None:
    reported(site, public=False, description="不公开的一件事。")
    phone = Contact(name="王阿姨", phone="13800138000")
    number = reported(site, description="路灯坏了，电话13800138000。", contact=phone)
    answered(site, number)
    let_time_pass(site)
    answer = read(site)
    for word in ("不公开", "13800138000", "王阿姨", "李巍", "内部原因"):
        assert word not in answer.text
    assert "请联系物业。" in answer.text


def test_an_area_holds_what_lies_in_it_and_nothing_else(site: Site) -> None:
    reported(site)
    assert len(titles(read(site, DISTRICT))) == 1
    assert titles(read(site, OTHER)) == []
    assert read(site, OTHER).status_code == 200
    assert read(site, "nowhere").status_code == 404


def test_answers_and_finished_projects_are_news_and_an_answer_waits_for_its_undo(
    site: Site,
) -> None:
    number = reported(site)
    now = datetime.now(UTC)
    project = ProjectNews(
        id="P-000009",
        title="路灯更新",
        state="accepted",
        candidate=False,
        rank=None,
        ranked_at=None,
        people=3,
        created_at=now,
        changed_at=now,
    )
    link = Link(report=number, need="N-1", projects=("P-000009",), changed_at=now)
    site.database.write(lambda conn: feedback_store.save_projects(conn, [project]))
    assert len(titles(read(site))) == 1
    site.database.write(lambda conn: feedback_store.save_links(conn, [link]))
    answered(site, number)
    assert [title.split(":")[0] for title in titles(read(site))] == ["Finished", "Reported"]
    let_time_pass(site)
    found = [title.split(":")[0] for title in titles(read(site))]
    assert sorted(found) == ["Answered", "Finished", "Reported"]


def test_a_closing_tells_what_was_said_when_it_was_handed_back_however_many_there_are(
    site: Site,
) -> None:
    made = []
    for _ in range(2):
        repaired(site)
        let_time_pass(site)
        with Statements(site.database) as seen:
            page = read(site).text
        made.append(len(seen.seen))
        assert ("灯已修好。" in page, "已核实。" in page) == (True, False)
    assert made[0] == made[1]


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    reported(site)
    first = read(site)
    etag = first.headers["ETag"]
    again = read(site, **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    since = read(site, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    reported(site, description="又一件。")
    assert read(site, **{"If-None-Match": etag}).status_code == 200
    assert read(site, **{"Accept-Language": "zh"}).headers["ETag"] != etag
    assert "Accept-Language" in first.headers["Vary"]


def test_an_entry_keeps_its_id_wherever_the_installation_moves() -> None:
    entry = Entry(
        key="report:1", title="a", summary="b", category=None, link="x", at=datetime.now(UTC)
    )

    def feed(root: str) -> bytes:
        return atom_of(
            Feed(
                key="feed:x",
                title="t",
                author="a",
                language="zh-CN",
                address=root,
                page=root,
                entries=[entry],
            )
        )

    one, two = ET.fromstring(feed("https://a")), ET.fromstring(feed("https://b"))
    assert [each.text for each in one.iter(f"{{{ATOM}}}id")] == [
        each.text for each in two.iter(f"{{{ATOM}}}id")
    ]


def test_the_board_leads_to_the_feed_of_what_it_shows(site: Site) -> None:
    board = site.client().get(f"/board?area={ESTATE}").text
    assert f'href="/feeds/{ESTATE}.atom?lang=zh"' in board
    assert 'rel="alternate" type="application/atom+xml"' in board
    assert f'href="/feeds/{DISTRICT}.atom' in site.client().get("/board").text
