"""A table is taken over row by row: every one is received or refused with its reason."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from services.contracts.intake_events import Support
from services.contracts.profile.load import load_profile
from services.intake.reports import faults
from services.intake.reports.faults import BrokenRule
from services.intake.reports.report import NewReport
from services.intake.sources import tally
from services.intake.sources.import_table import ROWS_AT_ONCE, ImportTable
from services.intake.sources.preset import MissingColumns, UnknownPreset
from services.intake.sources.row_reader import REMARK
from services.intake.sources.tally import Imported
from services.runtime.spreadsheets.cells import UnreadableTable
from tests.unit.intake.sources.tables import (
    HOTLINE,
    FakeReceive,
    a_csv,
    a_hotline_table,
    a_message,
    a_workbook,
)

IMPORTER = ImportTable(load_profile())


def taken_from(path: Path) -> NewReport:
    """The one report of a table."""
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert imported.faults == ()
    [new] = receive.reports.values()
    return new


def faults_of(imported: Imported) -> list[tuple[int, str | None, str]]:
    return [(fault.row, fault.column, fault.rule) for fault in imported.faults]


def test_a_message_becomes_what_was_said(tmp_path: Path) -> None:
    new = taken_from(a_hotline_table(tmp_path / "t.xlsx", a_message(188006)))
    assert new == NewReport(
        subject="路灯不亮",
        description="小区门口的路灯坏了三天。",
        occurred_at=datetime(2019, 9, 1, 4, tzinfo=UTC),
        support=Support(in_favour=3, against=0),
        source="hotline",
        external_id="188006",
        reporter_key="A00012345",
    )
    assert new.agreed is False


def test_text_dates_and_real_dates_may_be_mixed(tmp_path: Path) -> None:
    real = datetime(2019, 9, 1, 12)  # noqa: DTZ001
    path = a_hotline_table(tmp_path / "t.xlsx", a_message(1), a_message(2, time=real))
    receive = FakeReceive()
    IMPORTER.run(path, receive)
    assert len({new.occurred_at for new in receive.reports.values()}) == 1


def test_the_same_table_again_changes_nothing(tmp_path: Path) -> None:
    path = a_hotline_table(tmp_path / "t.xlsx", *(a_message(number) for number in range(250)))
    receive = FakeReceive()
    first, second = IMPORTER.run(path, receive), IMPORTER.run(path, receive)
    assert (first.created, first.unchanged) == (250, 0)
    assert (second.created, second.unchanged, second.changed) == (0, 250, 0)


def test_a_row_with_other_content_is_changed(tmp_path: Path) -> None:
    receive = FakeReceive()
    IMPORTER.run(a_hotline_table(tmp_path / "a.xlsx", a_message(1), a_message(2)), receive)
    again = a_hotline_table(tmp_path / "b.xlsx", a_message(1, likes=4), a_message(2))
    imported = IMPORTER.run(again, receive)
    assert (imported.changed, imported.unchanged) == (1, 1)


def test_rows_are_handed_over_in_small_batches_with_progress(tmp_path: Path) -> None:
    path = a_hotline_table(tmp_path / "t.xlsx", *(a_message(number) for number in range(230)))
    receive, told = FakeReceive(), []
    IMPORTER.run(path, receive, progress=lambda counts: told.append(counts["read"]))
    assert receive.batches == [100, 100, 30]
    assert max(receive.batches) == ROWS_AT_ONCE
    assert told == [100, 200, 230]


def test_a_refused_row_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    path = a_hotline_table(
        tmp_path / "t.xlsx",
        a_message(1),
        a_message(2, text=None, time="some day", likes="many"),
        a_message(3, text=""),
        a_message(4),
    )
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert imported.counts == {
        "read": 4,
        "created": 2,
        "unchanged": 0,
        "changed": 0,
        "rejected": 2,
    }
    assert faults_of(imported) == [
        (3, "留言时间", "time"),
        (3, "留言详情", "required"),
        (3, "点赞数", "whole_number"),
        (4, "留言详情", "required"),
    ]
    assert {new.external_id for new in receive.reports.values()} == {"1", "4"}


def test_a_rule_of_the_reports_is_told_in_the_words_of_the_table(tmp_path: Path) -> None:
    def refuse(new: NewReport) -> BrokenRule | None:
        wrong = {"1": faults.TooLong("/description"), "2": faults.OutOfRange("/support/for")}
        return wrong.get(new.external_id or "")

    path = a_hotline_table(tmp_path / "t.xlsx", a_message(1), a_message(2), a_message(3))
    imported = IMPORTER.run(path, FakeReceive(refuse))
    assert faults_of(imported) == [
        (2, "留言详情", faults.TooLong.rule),
        (3, "点赞数", faults.OutOfRange.rule),
    ]
    assert imported.faults[0].detail == faults.TooLong.detail


def test_a_formula_without_a_value_refuses_its_row_and_names_the_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HOTLINE)
    sheet.append(a_message(1))
    sheet.append(a_message(2, text="=A2"))
    book.save(tmp_path / "t.xlsx")
    imported = IMPORTER.run(tmp_path / "t.xlsx", FakeReceive())
    assert faults_of(imported) == [(3, "E3", "formula_without_value")]
    assert (imported.created, imported.rejected) == (1, 1)


def test_a_text_cell_that_begins_like_a_formula_is_stored_as_text(tmp_path: Path) -> None:
    new = taken_from(a_hotline_table(tmp_path / "t.xlsx", a_message(text="=1+1")))
    assert new.description == "=1+1"


def test_unknown_columns_are_kept(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "t.xlsx", [[*HOTLINE, "经办人", "备注"], [*a_message(), "张三", None]]
    )
    assert taken_from(path).extras == {"经办人": "张三"}


def test_a_title_above_the_header_does_no_harm(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [["热线留言 2019 年"], HOTLINE, a_message(7)])
    assert taken_from(path).external_id == "7"


def test_a_generic_table_brings_places_people_and_categories(tmp_path: Path) -> None:
    header = "编号,标题,内容,发生时间,经度,纬度,坐标系,小区,类别,诉求类型,姓名,电话,地址"
    row = "7,积水,下雨就积水,2026-05-04 08:00,121.5,29.8,GCJ-02,星河里,排水与积水,投诉,李四,1,楼前"
    new = taken_from(a_csv(tmp_path / "t.csv", f"{header}\n{row}\n"))
    assert (new.lat, new.long, new.datum) == (29.8, 121.5, "gcj02")
    assert (new.area, new.service_code) == ("xingtang.wenxing.xingheli", "drainage")
    assert (new.request_type, new.address) == ("complaint", "楼前")
    assert (new.contact.name, new.contact.phone) == ("李四", "1")
    assert new.extras == {"小区": "星河里", "类别": "排水与积水"}


def test_a_name_that_the_profile_does_not_know_is_only_kept(tmp_path: Path) -> None:
    new = taken_from(a_csv(tmp_path / "t.csv", "id,description,类别,小区\n1,坏了,杂项,幸福里\n"))
    assert (new.service_code, new.area) == (None, None)
    assert new.extras == {"类别": "杂项", "小区": "幸福里"}


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("lat", "north", "number"),
        ("lat", "nan", "number"),
        ("long", "1e999", "number"),
        ("datum", "mars", "datum"),
        ("诉求类型", "闲聊", "request_type"),
        ("点赞数", "2.5", "whole_number"),
        ("time", "noon", "time"),
    ],
)
def test_a_cell_that_cannot_be_understood_refuses_its_row(
    tmp_path: Path, header: str, value: str, rule: str
) -> None:
    path = a_csv(tmp_path / "t.csv", f"id,description,{header}\n1,坏了,{value}\n")
    imported = IMPORTER.run(path, FakeReceive())
    assert faults_of(imported) == [(2, header, rule)]


def test_an_hour_that_comes_twice_is_marked_with_the_report(tmp_path: Path) -> None:
    header = "case_enquiry_id,open_dt,case_title,type"
    path = a_csv(tmp_path / "t.csv", f"{header}\n1,2011-11-06 01:30:00,Lamp,Street Lights\n")
    new = taken_from(path)
    assert new.occurred_at == datetime(2011, 11, 6, 5, 30, tzinfo=UTC)
    assert new.extras[REMARK] == "ambiguous_local_time"


def test_missing_columns_refuse_the_table_and_store_nothing(tmp_path: Path) -> None:
    receive = FakeReceive()
    path = a_workbook(tmp_path / "t.xlsx", [HOTLINE[:3], a_message()[:3]])
    with pytest.raises(MissingColumns, match="留言时间, 留言详情"):
        IMPORTER.run(path, receive)
    assert receive.batches == []


def test_a_named_preset_is_used_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "t.csv", "id,description\n1,坏了\n")
    with pytest.raises(MissingColumns):
        IMPORTER.run(path, FakeReceive(), "hotline-messages")
    with pytest.raises(UnknownPreset, match="generic"):
        IMPORTER.run(path, FakeReceive(), "excel")


def test_a_table_without_rows_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="no rows"):
        IMPORTER.run(a_csv(tmp_path / "t.csv", "\n\n"), FakeReceive())


def test_a_header_alone_imports_nothing(tmp_path: Path) -> None:
    imported = IMPORTER.run(a_hotline_table(tmp_path / "t.xlsx"), FakeReceive())
    assert imported.read == 0


def test_faults_beyond_a_thousand_are_only_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "MOST_FAULTS", 3)
    path = a_csv(tmp_path / "t.csv", "id,description\n" + "1,\n" * 150)
    imported = IMPORTER.run(path, FakeReceive())
    assert (imported.rejected, len(imported.faults), imported.faults_left_off) == (150, 3, 147)


def test_types_that_nobody_knows_are_listed_with_their_rows(tmp_path: Path) -> None:
    path = a_csv(
        tmp_path / "t.csv",
        "编号,内容,类别\n1,灯不亮,路灯\n2,想问,奇事\n3,也想问,奇事\n4,再问,怪事\n5,没写,\n",
    )
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert imported.unknown_types == (("奇事", 2), ("怪事", 1))
    codes = [new.service_code for new in receive.reports.values()]
    assert codes == ["street_lamp", None, None, None, None]


def test_equal_ids_of_tables_of_two_cities_are_two_reports(tmp_path: Path) -> None:
    receive = FakeReceive()
    boston = a_csv(
        tmp_path / "b.csv",
        "case_enquiry_id,open_dt,case_title,subject,reason,type\n"
        "188006,2011-07-01 01:32:33,Lamp,Works,Lights,Street Light Outages\n",
    )
    hotline = a_hotline_table(tmp_path / "t.xlsx", a_message(188006))
    assert [IMPORTER.run(path, receive).created for path in (boston, hotline)] == [1, 1]
    assert [IMPORTER.run(path, receive).unchanged for path in (boston, hotline)] == [1, 1]
