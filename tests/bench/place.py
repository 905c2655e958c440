"""What finding a report's place costs: area, road and names, in microseconds of CPU.

    python -m tests.bench.place [NAMES]

By the bundled district, and by one with NAMES more landmarks (default 20,000) and 1,200 more
estates. Texts are as long as the average message of a hotline. Prints one JSON line.
"""

import json
import math
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Area, Landmark, Profile
from services.contracts.profile.outline import Outline, outline
from services.contracts.profile.words import Words
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.place.place import Places
from services.intake.reports.report import NewReport

ROUNDS = 3_000
ESTATES = 1_200
ADDRESS, SUBJECT = "望澜路南段", "望澜路南段路灯不亮"
DESCRIPTION = (
    "从公交站到小区门口五盏灯全灭，晚上下班很害怕，希望尽快派人来修，反映了几次都没有结果。" * 5
)
LOCATED = NewReport(description=DESCRIPTION, lat=30.4159, long=123.1475)
UNLOCATED = NewReport(description=DESCRIPTION)


def city(district: Profile, names: int) -> Profile:
    """The district as large as a city; the same one for the same number."""
    chance = random.Random(1)
    han = [chr(0x4E00 + place) for place in range(3_000)]
    pattern = district.areas["yunqiao.hexin.meiyuan"]
    estates = {
        f"e{number}": replace(pattern, code=f"e{number}", outline=_around(number))
        for number in range(ESTATES)
    }
    landmarks = {
        f"m{number}": _landmark(number, "".join(chance.choices(han, k=4)), pattern)
        for number in range(names)
    }
    return replace(district, areas={**district.areas, **estates}, landmarks=landmarks)


def _landmark(number: int, name: str, pattern: Area) -> Landmark:
    return Landmark(
        code=f"m{number}",
        name=Words(name, f"Landmark {number}"),
        aliases=(),
        area=pattern.code,
        lat=0.0,
        long=0.0,
    )


def _around(number: int) -> Outline:
    long, lat = 123.1 + number % 40 * 0.002, 30.4 + number // 40 * 0.002
    turns = [math.tau * corner / 24 for corner in range(24)]
    ring = [(long + 0.0009 * math.cos(turn), lat + 0.0009 * math.sin(turn)) for turn in turns]
    return outline([[*ring, ring[0]]])


def microseconds(places: Places, new: NewReport) -> float:
    def once() -> object:
        return places.of(new, ADDRESS, SUBJECT, DESCRIPTION)

    return round(min(_per_call(once) for _ in range(3)), 1)


def _per_call(once: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(ROUNDS):
        once()
    return (time.process_time() - start) / ROUNDS * 1e6


def main() -> None:
    names = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    district = load_profile()
    figures: dict[str, object] = {"bench": "place", "characters": len(DESCRIPTION)}
    for label, profile in (("district", district), (f"{names} names", city(district, names))):
        places = Places(profile, to_wgs84)
        figures[label] = {
            "located": microseconds(places, LOCATED),
            "unlocated": microseconds(places, UNLOCATED),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
