"""The whole thread on a real table: import, group, rank, find; alike on both modes."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.partition import partition_by_external_id
from tests.support.running import Home

pytestmark = pytest.mark.slow


@pytest.mark.timeout(1500)
def test_the_real_table_goes_through_alike_on_both_modes(
    embedded_home: Home, real_home: Home, hotline_table: Path
) -> None:
    told = [_whole_thread(home, hotline_table) for home in (embedded_home, real_home)]
    embedded, real = told
    assert embedded["partition"] == real["partition"]
    assert embedded["ranking"] == real["ranking"]
    assert embedded["lifts"] == real["lifts"]


def _whole_thread(home: Home, table: Path) -> dict[str, Any]:
    first = home.json("intake", "import", str(table))
    assert _counts(first) == {
        "read": 4326,
        "created": 4326,
        "unchanged": 0,
        "changed": 0,
        "rejected": 0,
    }
    again = home.json("intake", "import", str(table))
    assert (again["created"], again["unchanged"]) == (0, 4326)
    worked = home.json("work", "--until-idle", timeout=600)
    assert worked["parked"] == 0
    assert worked["events"] >= 4326
    ranking = home.json("bank", "rank", "--limit", "10")["items"]
    assert [item["rank"] for item in ranking] == list(range(1, 11))
    home.json("work", "--until-idle")
    lifts = home.json("search", "find", "电梯", "--kind", "report")
    traditional = home.json("search", "find", "電梯", "--kind", "report")
    assert lifts["total"] == traditional["total"] > 100
    return {
        "partition": partition_by_external_id(home),
        "ranking": _what_it_says(ranking),
        "lifts": lifts["total"],
    }


def _counts(result: dict[str, Any]) -> dict[str, int]:
    return {name: result[name] for name in ("read", "created", "unchanged", "changed", "rejected")}


def _what_it_says(ranking: list[dict[str, Any]]) -> list[Any]:
    """The ranking by what it says, without the ids that each installation draws by itself."""
    return [
        {name: item[name] for name in ("rank", "lane", "score", "confidence", "project")}
        for item in ranking
    ]
