"""Times as people write them in Chinese: 2026年11月3日 下午3:05, 二〇二六年十一月三日."""

import re
import unicodedata
from datetime import datetime, timedelta

_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:[日号號]|(?!\d))")
_WEEKDAY = re.compile(
    r"[(\[]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)\]]?|[(\[]?(?:mon|tues?|wed(?:nes)?|"
    r"thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[)\]]?[,.]?"
)
_PART = re.compile(
    r"(凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜间|夜里|午夜|am|pm|a\.m\.|p\.m\.)"
)
_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?|(?:时|時|点|點)(?:(半)|(\d{1,2})分?(?:(\d{1,2})秒)?)?"
    r"(?:整|钟|鐘)?)?"
)
_AFTERNOON = frozenset(("下午", "午后", "傍晚", "晚上", "晚间", "夜间", "夜里", "pm", "p.m."))
_MIDDAY = frozenset(("中午", "正午"))
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_SPACED = re.compile(r"\s*([年月日号號])\s*")
_TWELVE = {"am": 0, "a.m.": 0, "凌晨": 0, "pm": 12, "p.m.": 12, "下午": 12, "午后": 12}
_NOON, _MIDNIGHT, _LATEST_MIDDAY = 12, 24, 11


def read_written(text: str) -> datetime:
    """The local time, without a zone. Raises ValueError for what has no year, month and day in
    this order, and for what says anything else."""
    plain = _in_digits(unicodedata.normalize("NFKC", text).casefold())
    date = _DATE.match(plain)
    if date is None:
        raise ValueError("no date")
    day = datetime(*(int(part) for part in date.groups()))  # type: ignore[arg-type] # noqa: DTZ001
    rest = _WEEKDAY.sub("", "".join(plain[date.end() :].split()), count=1)
    rest = rest.removeprefix("t").removeprefix(",")
    part = _PART.search(rest)
    clock = _PART.sub("", rest, count=1) if part else rest
    if not clock:
        if part:
            raise ValueError("a part of a day is no time")
        return day
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ValueError("no time of day")
    hour, minute, second, half, minute_zh, second_zh = found.groups()
    minutes = 30 if half else int(minute or minute_zh or 0)
    return _at(
        day, _hour(int(hour), part.group() if part else ""), minutes, int(second or second_zh or 0)
    )


def _at(day: datetime, hour: int, minute: int, second: int) -> datetime:
    if hour == _MIDNIGHT and minute == second == 0:
        return day + timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=second)


def _hour(hour: int, part: str) -> int:
    """The hour of the day. Raises ValueError where the two contradict each other, and for twelve
    o'clock in the morning or at night, which one program writes for noon and another for midnight.
    """
    if not part:
        return hour
    if hour > _NOON and part not in _AFTERNOON:
        raise ValueError("the hour contradicts the part of the day")
    if part in _MIDDAY:
        return hour + _NOON if hour < _LATEST_MIDDAY else hour
    if hour == _NOON and part not in _TWELVE:
        raise ValueError("noon or midnight")
    if hour == _NOON:
        return _TWELVE[part]
    return hour + _NOON if part in _AFTERNOON and hour < _NOON else hour


def _in_digits(text: str) -> str:
    """Chinese numerals of dates and clocks as digits, and no spaces around the characters between
    them."""
    plain = _SPACED.sub(r"\1", text.strip())
    if not plain or plain[0].isdigit():
        return plain
    head, mark, tail = plain.partition("星期")
    return _TENS.sub(_tens, head).translate(_DIGITS) + mark + tail


def _tens(found: re.Match[str]) -> str:
    return f"{found.group(1) or '一'}{found.group(2) or '零'}"
