"""Real tables, where they are at hand: every row of them is taken over."""

from services.contracts.profile.load import load_profile
from services.intake.sources.import_table import ImportTable, as_json
from tests.unit.intake.sources.tables import FakeReceive, real_data

IMPORTER = ImportTable(load_profile())


def test_the_whole_message_table_is_taken_over() -> None:
    path = real_data("teddycup2020c", "附件3_全部留言_4326.xlsx")
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert as_json(imported) == {
        "preset": "hotline-messages",
        "read": 4326,
        "created": 4326,
        "unchanged": 0,
        "changed": 0,
        "rejected": 0,
        "errors": [],
        "errors_left_off": 0,
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
    coded = sum(new.service_code is not None for new in receive.reports.values())
    assert coded > 500
