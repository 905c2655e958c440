"""How many events one report causes, counted on the bus of a whole installation."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import Client

from services.all_in_one import Installation, open_installation
from services.contracts.topics import TOPICS
from services.projectbank.needs.placing.group import SQLITE_BATCH
from services.runtime.draining import drain
from services.runtime.lifecycle import Role
from services.runtime.settings import load_settings
from services.runtime.worker import Consumer

_LIMIT = 120.0
_NINE = datetime.fromisoformat("2026-01-05T09:00:00")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = load_settings({"CITYMEND_HOME": str(tmp_path), "CITYMEND_RATE_LIMITS": "off"})
    installation = open_installation(settings, writer=True)
    installation.prepare()
    yield installation
    installation.close()


def events(installation: Installation) -> Counter[str]:
    """How many records each topic holds."""
    topics = [topic.name for topic in TOPICS]
    return Counter(stored.partition.topic for stored in installation.bus.replay(topics))


def work(installation: Installation) -> None:
    """Let it come to rest, stage by stage: so many reports, so many batches."""
    bank = installation.service("bank").roles
    reading: list[Role] = [role for role in bank if isinstance(role, Consumer)]
    for stage in (installation.service("intake").relays, reading, installation.roles()):
        drain(stage, _LIMIT)


def a_table(path: Path, reports: int) -> Path:
    """One street lamp, and as many people who write about it, one each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("编号", "用户编号", "主题", "时间", "内容", "纬度", "经度"))
        for number in range(reports):
            moment = _NINE + timedelta(minutes=number)
            writer.writerow(
                (
                    f"M{number:05}",
                    f"U{number:05}",
                    "路灯不亮，请尽快处理",
                    f"{moment:%Y-%m-%d %H:%M:%S}",
                    "3号楼附近路灯不亮，已经好几天了。",
                    "29.80000",
                    "121.55000",
                )
            )
    return path


def imported(installation: Installation, table: Path) -> int:
    done = installation.service("intake").doings["import"](
        {"path": str(table), "preset": None, "dry_run": False}, lambda _told: None
    )
    created: int = done["created"]
    return created


def test_a_report_that_stands_alone_causes_one_event(installation: Installation) -> None:
    client = Client(installation.service("intake").web())
    answer = client.post(
        "/api/intake/v1/reports", json={"description": "路灯不亮", "address": "东门"}
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    work(installation)
    assert events(installation) == {"intake-reports": 1}


def test_the_report_that_makes_a_need_causes_its_own_events_and_one_per_changed_object(
    installation: Installation, tmp_path: Path
) -> None:
    assert imported(installation, a_table(tmp_path / "three.csv", 3)) == 3
    work(installation)
    assert events(installation) == {
        "intake-reports": 3,
        "projectbank-links": 3,
        "projectbank-needs": 1,
        "projectbank-projects": 1,
    }


def test_a_thousand_reports_to_one_need_cause_two_events_each_and_two_per_batch(
    installation: Installation, tmp_path: Path
) -> None:
    assert imported(installation, a_table(tmp_path / "thousand.csv", 1_000)) == 1_000
    work(installation)
    batches = 1_000 // SQLITE_BATCH
    assert events(installation) == {
        "intake-reports": 1_000,
        "projectbank-links": 1_000,
        "projectbank-needs": batches,
        "projectbank-projects": batches,
    }


def test_doing_it_all_again_causes_no_event(installation: Installation, tmp_path: Path) -> None:
    table = a_table(tmp_path / "three.csv", 3)
    imported(installation, table)
    work(installation)
    before = events(installation)
    assert imported(installation, table) == 0
    work(installation)
    assert events(installation) == before
