"""What the neighbours of the fictional district reported, so that pages have something to show."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

_PLACES: Final = ("禾心梅园", "云桥新村", "芦汀苑", "井心家园")
_TROUBLES: Final = (
    ("lift_fault", "{place}{building}栋电梯经常停运", "电梯一周坏了三次，老人上下楼很不方便。"),
    ("leak", "{place}{building}栋屋顶漏水", "一下雨顶楼就漏水，墙面发霉，希望尽快维修。"),
    ("rubbish", "{place}门口垃圾没人清", "垃圾桶满了好几天没人清，夏天味道很大。"),
)  # fmt: skip
_VOICES: Final = ("", "邻居们都反映过。", "请尽快处理，谢谢。", "已经持续三个月了。")


def reports() -> list[Mapping[str, Any]]:
    """Bodies for POST /api/intake/v1/reports: several people on each trouble at each place."""
    told = itertools.product(enumerate(_PLACES), _TROUBLES, enumerate(_VOICES))
    return [
        {
            "service_code": code,
            "subject": subject.format(place=place, building=number + 1),
            "description": f"{text}{voice}",
            "address": f"{place}{number + 1}栋",
            "contact": {"phone": f"1380000{number:02}{person:02}"},
        }
        for (number, place), (code, subject, text), (person, voice) in told
    ]
