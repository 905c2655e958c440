"""In Chinese, each page uses the word of its own room where English has one word for two things."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from services.intake.cases.case.case import Saying, Worker
from services.intake.site.words import PROJECT_STATE_WORDS
from services.runtime.identity.access import Scope
from services.runtime.web.i18n import gettext
from tests.unit.intake.desk.test_desk import Officer, dispatched
from tests.unit.intake.site_client import Site, bearing

CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def officer(site: Site) -> Officer:
    return Officer(site)


def read(officer: Officer, path: str) -> str:
    return officer.read(path, **CHINESE)


def suspended(site: Site, officer: Officer) -> str:
    case = site.cases.seen(dispatched(site, officer), Scope())
    soon = (datetime.now(UTC) + timedelta(days=3)).date()
    waits = Saying(reason="等配件", review_on=soon)
    crew = Worker(name="officer 周洋")
    return site.cases.take_step.take(case.id, case.version, "suspend", crew, waits).id


def test_a_suspended_case_is_called_so_and_no_suspended_project(
    site: Site, officer: Officer
) -> None:
    number = suspended(site, officer)
    for path in (f"/desk/cases/{number}", "/desk/cases", "/desk/cases?state=suspended"):
        page = read(officer, path)
        assert "中止" in page
        assert "已暂停" not in page
    with site.app.test_request_context(headers=CHINESE):
        assert str(PROJECT_STATE_WORDS["suspended"]) == "已暂停"


def test_the_form_of_residents_steps_back_and_the_desk_returns(
    site: Site, officer: Officer
) -> None:
    form = officer.client.get("/report", headers=CHINESE).text
    assert "上一步" in form
    case = dispatched(site, officer)
    page = officer.read(f"/desk/cases/{case}")
    refused = officer.client.post(
        f"/desk/cases/{case}/supports",
        data={**officer.token(page), "unit": "sanitation", "task": "清扫", "limit": "很快"},
        headers={**bearing("officer"), "Accept": "text/html", **CHINESE},
    )
    assert refused.status_code == 422
    assert f'href="/desk/cases/{case}">返回</a>' in refused.text


def test_a_period_begins_and_an_absence_has_a_first_day(officer: Officer) -> None:
    statistics = read(officer, "/desk/statistics")
    for label in ("开始日期", "结束日期", "问题类别", "全部类别", "责任单位", "查看"):
        assert f">{label}<" in statistics
    assert "第一天" not in statistics
    assert said(officer, "First day", "Last day") == ["第一天", "最后一天"]


def test_a_thing_has_another_name_than_a_person(site: Site, officer: Officer) -> None:
    dispatched(site, officer)
    table = officer.client.get("/desk/statistics.csv", headers={**bearing("officer"), **CHINESE})
    heading = table.text.lstrip("\ufeff").splitlines()[0]
    assert heading == "开始日期,结束日期,统计对象,名称,指标,件数,总数,百分比,天数,口径"
    assert '<label for="filter-name">名称</label>' in read(officer, "/desk/cases")
    assert "姓名" in officer.client.get("/report", headers=CHINESE).text


def test_a_disputed_case_is_one_thing_and_the_rate_of_them_another(officer: Officer) -> None:
    assert "<dt>被提出异议, 异议成立</dt>" in read(officer, "/figures")
    assert said(officer, "Disputed") == ["有异议"]


def test_a_table_is_read_anew_and_a_decision_looked_at_again(officer: Officer) -> None:
    page = officer.read("/desk/imports")
    rows = "编号,内容,发生时间\n1,路灯不亮,2001-01-01 08:00\n2,,很久以前\n".encode()
    sent = officer.client.post(
        "/desk/imports",
        data={**officer.token(page), "preset": "generic", "file": (io.BytesIO(rows), "t.csv")},
        headers={**bearing("officer"), "Accept": "text/html"},
    )
    assert sent.status_code == 303, sent.text
    one = read(officer, sent.headers["Location"])
    assert ">重新预览<" in one
    assert '<th scope="col">问题</th>' in one
    assert '<th scope="col">更新</th>' in read(officer, "/desk/imports")
    assert said(officer, "Look at it again") == ["再看一次"]


def said(officer: Officer, *messages: str) -> list[str]:
    """What the app says for a message without a context."""
    with officer.client.application.test_request_context(headers=CHINESE):
        return [gettext(message) for message in messages]
