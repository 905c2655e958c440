"""A table of invented complaints: always the same rows, so that installations compare."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

_THINGS = ("电梯停运", "路灯不亮", "井盖破损", "污水外溢", "坑洼积水", "停车混乱", "噪声扰民")
_PLACES = 19
"""Each a kilometre from the next."""
_PEOPLE = 23
_FIRST = datetime.fromisoformat("2026-01-05T08:00:00")
_HEADER = ("编号", "用户编号", "主题", "时间", "内容", "纬度", "经度")


def complaints_table(path: Path, count: int) -> Path:
    """Write `count` complaints as CSV. Several people complain of each thing at each place."""
    return _write(path, [_row(number) for number in range(count)])


def one_need_table(path: Path, count: int) -> Path:
    """As complaints_table, but so many people all complain of the same lift."""
    first = _row(0)
    return _write(
        path, [(f"M{number:06d}", f"U{number:04d}", *first[2:]) for number in range(count)]
    )


def _write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows(rows)
    return path


def _row(number: int) -> tuple[str, ...]:
    place, thing = number % _PLACES, _THINGS[number % len(_THINGS)]
    moment = _FIRST + timedelta(hours=number % 4_000)
    return (
        f"M{number:06d}",
        f"U{number % _PEOPLE:04d}",
        f"{thing}，请尽快处理",
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        f"{place}号楼附近{thing}，已经好几天了。",
        f"{29.8 + place * 0.01 + number % 5 * 0.00005:.5f}",
        "121.55",
    )
