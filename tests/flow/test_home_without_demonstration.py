"""A home of a real city's own: no invented place is matched into what is imported there."""

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services.contracts.profile.load import load_profile
from tests.support.running import Home
from tests.unit.intake.sources.tables import a_workbook, real_data

pytestmark = pytest.mark.slow


class HomeWithoutProfile(Home):
    def env(self) -> dict[str, str]:
        kept = Home.env(self)
        kept.pop("CITYMEND_PROFILE", None)
        return kept


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = HomeWithoutProfile(tmp_path / "home")
    yield made
    made.end_all()


def invented() -> set[str]:
    """Every code and name of the demonstration's gazetteer that a report could be placed in."""
    profile = load_profile()
    words = [area.name for area in profile.areas.values()]
    words += [road.name for road in profile.roads.values()]
    words += [landmark.name for landmark in profile.landmarks.values()]
    names = {word.zh for word in words} | {word.en for word in words}
    return names | set(profile.areas) | set(profile.roads)


def everything(home: Home, kind: str) -> list[dict[str, Any]]:
    """All records of a kind, as staff find them."""
    items: list[dict[str, Any]] = []
    cursor: list[str] = []
    while True:
        page = home.json("search", "find", "", "--kind", kind, "--page-size", "200", *cursor)
        items += page["items"]
        if not page.get("cursor"):
            return items
        cursor = ["--cursor", page["cursor"]]


def places(item: dict[str, Any]) -> set[str]:
    """What a record says of where it lies."""
    said = {str(item[name]) for name in ("area", "road") if item.get(name)}
    return said | set(item.get("area_path") or ())


def check(home: Home, table: Path) -> dict[str, Any]:
    answer: dict[str, Any] = home.json("intake", "import", str(table))
    home.json("work", "--until-idle", timeout=900)
    home.json("bank", "rank")
    names = invented()
    for kind in ("report", "need", "project"):
        for item in everything(home, kind):
            assert not places(item) & names, item
            assert kind == "report" or not any(
                name in json.dumps(item.get("place"), ensure_ascii=False) for name in names
            )
    return answer


def test_places_of_the_demonstration_are_not_found_in_a_home_without_it(
    home: Home, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    profile = load_profile()
    named = [area.name.zh for area in profile.areas.values()][1:6]
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("编号", "内容", "地址", "用户编号"))
        for number in range(40):
            name = named[number % len(named)]
            rows.writerow((number, f"{name}门口的路灯不亮，晚上很黑。", name, f"U{number}"))
    answer = check(home, table)
    assert (answer["created"], answer["placed"], answer["profile"]["areas"]) == (40, 0, 0)
    said = home.run("intake", "import", str(table)).stdout
    assert "matched against the profile “Our city” (0 areas)" in said


# Whether a place is invented is seen message by message, so the first 1,200 show it as well as
# three thousand more, which took four minutes of every run; test_thread takes all of them through.
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    "rows", [1200, pytest.param(4326, marks=pytest.mark.long)], ids=["first", "whole"]
)
def test_the_real_table_is_placed_nowhere_invented(home: Home, tmp_path: Path, rows: int) -> None:
    whole = real_data("teddycup2020c", "附件3_全部留言_4326.xlsx")
    with closing(load_workbook(whole, read_only=True)) as workbook:
        messages: Any = workbook.worksheets[0].iter_rows(max_row=rows + 1, values_only=True)
        table = a_workbook(tmp_path / "table.xlsx", list(messages))
    answer = check(home, table)
    assert (answer["created"], answer["placed"]) == (rows, 0)
