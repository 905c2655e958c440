"""An officer hands in a table at the desk: looked at, taken over as a job, the answer read."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import Actor as Sender
from services.intake.reports.report import NewReport
from services.intake.reports.tables import reports
from services.intake.sources.import_table import ReceiveMany
from services.intake.sources.uploads import hand_in
from services.intake.sources.uploads.tables import table_uploads
from services.intake.tables import runtime_tables
from services.runtime.identity.access import Actor, Keys, Scope
from services.runtime.jobs import JobRefused
from services.runtime.unavailable import DatabaseUnavailable
from tests.unit.intake.desk.test_desk import PAGE, Officer
from tests.unit.intake.site_client import FixedKeys, Site, open_site

TABLE = (
    "工单编号,诉求内容,发生时间,地址,备注栏\n"
    "T-1,路灯不亮,2026-11-01 08:00,禾心梅园 3 栋,急\n"
    "T-2,,2026-11-01 08:00,禾心梅园,\n"
)


def hand(officer: Officer, content: bytes, name: str = "工单.csv", **form: str) -> TestResponse:
    page = officer.read("/desk/imports")
    data = {**officer.token(page), **form, "file": (io.BytesIO(content), name)}
    return officer.client.post(
        "/desk/imports", data=data, headers=PAGE, content_type="multipart/form-data"
    )


def stored(site: Site) -> int:
    query = select(func.count()).select_from(reports)
    return site.database.read(lambda conn: conn.execute(query).scalar_one())


def take_over(officer: Officer, address: str) -> TestResponse:
    return officer.send(address, officer.read(address), {"action": "take_over"})


def work(site: Site, address: str) -> None:
    """What the server's worker does."""
    site.handing_in.job({"upload": address.rpartition("/")[2]}, lambda _: None)


def test_a_table_is_looked_at_before_anything_is_taken_over(site: Site) -> None:
    officer = Officer(site)
    answer = hand(officer, TABLE.encode("gb18030"))
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    page = officer.read(address)
    for words in ("Would be new</dt><dd>1", "Refused</dt><dd>1", "备注栏 (one row)", "工单编号"):
        assert words in page
    assert "1 new or changed rows lie in an area" in page
    assert "<td>3</td>" in page
    assert stored(site) == 0
    assert take_over(officer, address).status_code == 303
    waiting = officer.read(address)
    assert 'http-equiv="refresh"' in waiting
    work(site, address)
    done = officer.read(address)
    assert "New reports</dt><dd>1" in done
    assert "Take one row over" not in done
    assert stored(site) == 1
    assert "taken over" in officer.read("/desk/imports")
    query = select(table_uploads.c.content)
    assert site.database.read(lambda conn: conn.execute(query).scalar_one()) is None


def test_pressed_twice_it_is_taken_over_once(site: Site) -> None:
    officer = Officer(site)
    address = hand(officer, TABLE.encode()).headers["Location"]
    page = officer.read(address)
    assert officer.send(address, page, {"action": "take_over"}).status_code == 303
    assert officer.send(address, page, {"action": "take_over"}).status_code == 409
    work(site, address)
    with pytest.raises(JobRefused):
        work(site, address)
    again = hand(officer, TABLE.encode()).headers["Location"]
    assert "unchanged</dt><dd>1" in officer.read(again)
    assert stored(site) == 1


class CutOff:
    """Receives one batch of rows, and fails at the next."""

    def __init__(self, site: Site, fault: Exception) -> None:
        self._site = site
        self._fault = fault
        self._batches = 0

    def __call__(self, who: Sender, scope: Scope) -> ReceiveMany:
        receive = self._site.handing_in.receiving(who, scope)

        def some(rows: Sequence[NewReport]) -> Sequence[Outcome]:
            self._batches += 1
            if self._batches > 1:
                raise self._fault
            return receive(rows)

        return some


ROWS = "工单编号,诉求内容,地址\n" + "".join(f"T-{n},路灯不亮,禾心{n}\n" for n in range(150))


def test_a_fault_half_way_ends_the_table_says_so_and_loses_no_row(site: Site) -> None:
    officer = Officer(site)
    address = hand(officer, ROWS.encode()).headers["Location"]
    take_over(officer, address)
    failing = replace(site.handing_in, receiving=CutOff(site, RuntimeError("odd")))
    with pytest.raises(RuntimeError):
        failing.job({"upload": address.rpartition("/")[2]}, lambda _: None)
    page = officer.read(address)
    assert "please hand the table in again" in page
    assert 'http-equiv="refresh"' not in page
    assert 0 < stored(site) < 150
    query = select(table_uploads.c.content)
    assert site.database.read(lambda conn: conn.execute(query).scalar_one()) is None
    again = hand(officer, ROWS.encode()).headers["Location"]
    take_over(officer, again)
    work(site, again)
    assert stored(site) == 150


def test_a_table_waits_while_the_database_is_away_and_is_taken_over_then(site: Site) -> None:
    officer = Officer(site)
    address = hand(officer, ROWS.encode()).headers["Location"]
    take_over(officer, address)
    failing = replace(site.handing_in, receiving=CutOff(site, DatabaseUnavailable("away")))
    with pytest.raises(DatabaseUnavailable):
        failing.job({"upload": address.rpartition("/")[2]}, lambda _: None)
    assert 'http-equiv="refresh"' in officer.read(address)
    work(site, address)
    assert stored(site) == 150
    page = officer.read(address)
    assert "went on afterwards" in page
    assert "New reports</dt><dd>50" in page
    assert "unchanged</dt><dd>100" in page


def test_a_table_waits_only_if_a_worker_hears_of_it(site: Site) -> None:
    """A stop between the two would leave it being taken over for ever."""
    officer = Officer(site)
    address = hand(officer, TABLE.encode()).headers["Location"]
    number = address.rpartition("/")[2]

    def stopped(*_: object) -> object:
        raise RuntimeError("stopped")

    sender, scope = Sender(name="officer key k2", vouches=True), Scope()
    owner = site.database.read(lambda conn: conn.execute(select(table_uploads.c.who)).scalar_one())
    stopping = replace(site.handing_in, post=stopped)
    with pytest.raises(RuntimeError):
        stopping.take_over(number, replace(sender, name=owner), scope)
    assert 'http-equiv="refresh"' not in officer.read(address)
    assert take_over(officer, address).status_code == 303
    jobs = site.database.read(lambda conn: conn.execute(select(runtime_tables.jobs)).all())
    assert [job.arguments for job in jobs] == [{"upload": number}]


def test_the_reader_s_language_says_what_is_wrong_with_a_row(site: Site) -> None:
    officer = Officer(site)
    address = hand(officer, TABLE.encode()).headers["Location"]
    chinese = officer.read(address, **{"Accept-Language": "zh"})
    assert "未接收" in chinese
    assert "请简单说明有什么问题。" in chinese or "单元格不能为空。" in chinese


def test_no_file_an_empty_and_an_unreadable_one_are_refused_with_what_was_chosen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = Officer(site)
    page = officer.read("/desk/imports")
    missing = officer.send("/desk/imports", page, {"preset": "generic"})
    assert missing.status_code == 422
    assert '<option value="generic" selected>' in missing.text
    assert 'href="#file"' in missing.text
    assert hand(officer, b"").status_code == 422
    strange = hand(officer, b"%PDF-1.7 something", "a.pdf")
    assert strange.status_code == 422
    assert "PDF" in strange.text
    monkeypatch.setattr("services.intake.sources.uploads.pages.LARGEST", 10)
    assert hand(officer, TABLE.encode()).status_code == 422
    assert stored(site) == 0


def test_a_table_that_lacks_columns_stays_and_is_looked_at_as_another_kind(site: Site) -> None:
    officer = Officer(site)
    refused = hand(officer, TABLE.encode(), preset="nyc311")
    assert refused.status_code == 422
    assert "Columns are missing" in refused.text
    address = refused.text.split('action="/desk/imports/')[1].split('"')[0]
    again = officer.send(f"/desk/imports/{address}", refused.text, {"preset": ""})
    assert again.status_code == 303
    assert "Would be new</dt><dd>1" in officer.read(f"/desk/imports/{address}")


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("时间", "1949-12-31 23:59", "The year lies before 1950"),
        ("时间", "1900/01/01", "The year lies before 1950"),
        ("时间", "0026-11-03", "The year lies before 1950"),
        ("纬度,经度", "121.6,29.9", "The number lies outside of what is possible."),
        ("纬度,经度", "29.9,", "Give both lat and long, or neither."),
    ],
)
def test_what_no_report_may_say_is_an_error_of_its_row(
    site: Site, header: str, row: str, said: str
) -> None:
    officer = Officer(site)
    table = f"编号,内容,地址,{header}\n1,灯坏,文化路,{row}\n2,灯坏,文化路,\n"
    page = officer.read(hand(officer, table.encode()).headers["Location"])
    assert said in page
    assert "Would be new</dt><dd>1" in page
    assert "<td>2</td>" in page


class Two(FixedKeys):
    """One works everywhere, one for another sub-district than the table's."""

    def actor(self, key: str) -> Actor | None:
        if key == "elsewhere":
            return Actor("officer", "far desk", "k9", scope=Scope(areas=("xingtang",)))
        return super().actor(key)


def test_each_hands_in_as_far_as_they_work_and_sees_no_table_of_others(tmp_path: Path) -> None:
    keys: Keys = Two()
    site = open_site(tmp_path, keys)
    here, far = Officer(site), site.client()
    address = hand(here, TABLE.encode()).headers["Location"]
    headers = {**PAGE, "Authorization": "Bearer elsewhere"}
    assert far.get(address, headers=headers).status_code == 404
    listed = far.get("/desk/imports", headers=headers)
    assert "工单.csv" not in listed.text
    data = {**here.token(listed.text), "file": (io.BytesIO(TABLE.encode()), "远.csv")}
    own = far.post("/desk/imports", data=data, headers=headers, content_type="multipart/form-data")
    shown = far.get(own.headers["Location"], headers=headers).text
    assert "Would be new</dt><dd>0" in shown
    assert "Refused</dt><dd>2" in shown
    assert hand_in.JOB == "uploaded"
    site.database.close()


def test_a_form_whose_texts_are_too_long_says_how_much_they_may_have(site: Site) -> None:
    refused = hand(Officer(site), TABLE.encode(), preset="x" * 300_000)
    assert refused.status_code == 413
    assert "The texts of a form may have at most 256 kB together." in refused.text
