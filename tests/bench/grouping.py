"""The pure step of grouping at size: `python -m tests.bench.grouping [REPORTS | FILE]`, one JSON
line. With a table, such as Boston's third quarter, see grouping_table.py.

Synthetic reports at skewed places: a few estates get most of them, most places one or two. The
truth is known, so pairwise precision and recall of a sample are stated, too. Times are CPU times
of the one thread, so that other work on the machine does not count.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import DAY, GroupingRules
from services.projectbank.needs.grouping.shape import Groupable
from services.runtime.collector import WORK, settle
from tests.bench.grouping_table import measure_table

_FIRST = "紫翠东西南北和平中新金银长春秋龙凤云桂兰梅竹松柏江河湖海山青红白明华安康乐福永兴"
_SECOND = "荆湖江山园林村泉溪岭坡湾桥塘港滨城关家庄坊里苑台阁亭堂门台阳光景"
_ENDINGS = ("小区", "花园", "新村", "家园", "公馆", "路", "街", "社区", "广场", "学校")
_PROBLEMS = (
    ("lighting", ("路灯不亮", "路灯坏了没人修", "晚上没有路灯很黑", "照明损坏")),
    ("roads", ("路面破损", "路面坑洼积水", "道路塌陷", "人行道砖松动")),
    ("noise", ("夜间施工噪音扰民", "广场舞噪音太大", "工地凌晨打桩", "餐馆噪音扰民")),
    ("waste", ("垃圾满溢无人清运", "垃圾堆放发臭", "建筑垃圾乱堆", "垃圾桶破损")),
    ("lift", ("电梯困人", "电梯经常停运", "电梯故障没人修", "电梯异响抖动")),
    ("drains", ("下水道堵塞返水", "污水外溢", "雨后严重内涝", "井盖破损缺失")),
    ("parking", ("停车难车位不足", "消防通道被占", "乱停车堵路", "充电桩不足")),
    ("fumes", ("餐饮油烟扰民", "油烟直排居民楼", "烧烤摊油烟污染", "异味刺鼻")),
)
_FILLER = ("请问", "希望", "反映", "关于", "投诉", "恳请", "什么时候", "能否")
_WEST, _SOUTH, _SIDE = 1_213_000_000, 297_000_000, 3_000_000
_SAMPLE = 20_000


def stream(reports: int, needs: int, seed: int) -> Iterator[tuple[Groupable, int]]:
    """Reports with the number of the true need, skewed like a power law."""
    draw = random.Random(seed)
    for seq in range(1, reports + 1):
        truth = int(needs * draw.random() ** 3)
        yield _report(draw, seq, truth), truth


def _report(draw: random.Random, seq: int, truth: int) -> Groupable:
    place = random.Random(truth)
    name = place.choice(_FIRST) + place.choice(_SECOND) + place.choice(_FIRST)
    name += place.choice(_ENDINGS)
    group, words = place.choice(_PROBLEMS)
    lat, long = _SOUTH + place.randrange(_SIDE), _WEST + place.randrange(_SIDE)
    said = f"{draw.choice(_FILLER)}{name}{draw.choice(words)}"
    located = draw.random() < 0.7
    return Groupable(
        seq=seq,
        subject=said,
        description=f"{name}{draw.choice(words)}，{draw.choice(_FILLER)}有关部门尽快处理。",
        group=group if draw.random() < 0.6 else None,
        point=(lat + draw.randrange(-3_000, 3_000), long + draw.randrange(-3_000, 3_000))
        if located
        else None,
        area_path=(),
        occurred_at=1_700_000_000 + draw.randrange(365) * DAY,
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("reports", nargs="?", default="1000000", help="a number, or a table")
    parser.add_argument("--needs", type=int, default=0, help="true needs; default reports / 3")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if asked.reports.isdecimal():
        reports = int(asked.reports)
        answer = measure(reports, asked.needs or reports // 3, asked.seed)
    else:
        answer = measure_table(Path(asked.reports))
    sys.stdout.write(json.dumps({"bench": "grouping", **answer}) + "\n")


def measure(reports: int, needs: int, seed: int) -> dict[str, Any]:
    """Times and quality of so many synthetic reports, in a process set up as the role's is."""
    settle(WORK)
    empty = _megabytes()
    grouping = Grouping(GroupingRules())
    taken: list[int] = []
    pairs: list[tuple[int, int]] = []
    for report, truth in stream(reports, needs, seed):
        begun = time.thread_time_ns()
        placed = grouping.place(report)
        taken.append(time.thread_time_ns() - begun)
        if len(pairs) < _SAMPLE or report.seq > reports - _SAMPLE:
            pairs.append((placed.need, truth))
    taken.sort()
    memory = _megabytes() - empty
    precision, recall = pairwise(pairs)
    return {
        "reports": reports,
        "open_needs": len(grouping),
        "p50_us": round(taken[len(taken) // 2] / 1_000, 1),
        "p99_us": round(taken[len(taken) * 99 // 100] / 1_000, 1),
        "max_ms": round(taken[-1] / 1_000_000, 1),
        "mean_us": round(sum(taken) / len(taken) / 1_000, 1),
        "megabytes": round(memory),
        "bytes_per_need": round(memory * 1_048_576 / len(grouping)),
        "pairwise_precision": round(precision, 3),
        "pairwise_recall": round(recall, 3),
        "pairwise_f1": round(2 * precision * recall / ((precision + recall) or 1), 3),
    }


def pairwise(pairs: list[tuple[int, int]]) -> tuple[float, float]:
    """Precision and recall over all pairs of reports: together in a need, together in truth."""
    both = _together(Counter(pairs))
    found = _together(Counter(need for need, _ in pairs))
    true = _together(Counter(truth for _, truth in pairs))
    return both / (found or 1), both / (true or 1)


def _together(sizes: "Counter[int] | Counter[tuple[int, int]]") -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
