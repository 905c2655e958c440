"""Real tables, where they are at hand: every row of them is taken over."""

import gzip
from dataclasses import replace
from pathlib import Path

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import OTHER
from services.intake.reports.report import Actor
from services.intake.reports.wiring import assessor
from services.intake.sources.answer import as_json
from services.intake.sources.import_table import ImportTable
from tests.unit.intake.builders import NOON, SECRET
from tests.unit.intake.sources.tables import FakeReceive, real_data

IMPORTER = ImportTable(load_profile())


def test_the_whole_message_table_is_taken_over() -> None:
    path = real_data("teddycup2020c", "附件3_全部留言_4326.xlsx")
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    answer = as_json(imported)
    [sheet] = answer.pop("sheets")
    known = answer.pop("known_columns")
    assert {"留言编号", "留言主题", "留言时间", "留言详情"} <= set(known)
    assert (sheet["name"], sheet["state"], sheet["created"]) == ("Sheet1", "read", 4326)
    assert answer == {
        "preset": "hotline-messages",
        "read": 4326,
        "created": 4326,
        "unchanged": 0,
        "changed": 0,
        "rejected": 0,
        "errors": [],
        "errors_left_off": 0,
        "unknown_types": [],
        "unknown_columns": [],
    }
    assert all(new.occurred_at for new in receive.reports.values())
    assert IMPORTER.run(path, receive).unchanged == 4326


def test_the_sample_with_real_dates_is_taken_over() -> None:
    imported = IMPORTER.run(real_data("teddycup2020c", "附件3_示例_30.xlsx"), FakeReceive())
    assert (imported.created, imported.rejected) == (30, 0)


def test_new_york_s_table_is_taken_over_with_its_categories() -> None:
    receive = FakeReceive()
    path = real_data("nyc311", "311_Service_Requests_2024-04-15_1000.csv")
    imported = IMPORTER.run(path, receive)
    assert (imported.preset, imported.created, imported.rejected) == ("nyc311", 1000, 0)
    assert imported.unknown_types == ()
    elsewhere = [new for new in receive.reports.values() if new.service_code in (None, OTHER)]
    assert len(elsewhere) < 10


def test_boston_s_quarter_is_taken_over_whole_and_each_of_its_types_is_known(
    tmp_path: Path,
) -> None:
    packed = real_data("boston311", "311_service_requests_2011_q3.csv.gz")
    path = tmp_path / "boston.csv"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert (imported.preset, imported.created, imported.rejected) == ("boston311", 31_828, 0)
    assert all(new.lat is not None for new in receive.reports.values())
    assert imported.unknown_types == ()
    elsewhere = [new for new in receive.reports.values() if new.service_code in (None, OTHER)]
    assert len(elsewhere) < 0.07 * 31_828


def test_types_that_the_profile_says_nothing_of_are_listed_and_not_guessed() -> None:
    path = real_data("nyc311", "311_Service_Requests_2024-04-15_1000.csv")
    receive = FakeReceive()
    profile = replace(load_profile(), external_types={})
    imported = ImportTable(profile).run(path, receive)
    uncoded = [new for new in receive.reports.values() if new.service_code is None]
    assert len(uncoded) == sum(rows for _, rows in imported.unknown_types) > 0
    # What no type is known for is left to be catalogued: nothing is guessed from English words.
    assess = assessor(load_profile(), SECRET).assess
    clerk = Actor(name="import", vouches=True)
    kinds = {assess(new, clerk, "20261122-7K3QX", NOON).report.category.code for new in uncoded}
    assert kinds == {OTHER}
