"""Headers as people write them: folded, without marks, with what is noted beside them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from services.intake.reports.report import Datum

_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|【[^【】]*】|〔[^〔〕]*〕|〖[^〖〗]*〗"
)
_QUOTES = str.maketrans("", "", "「」『』《》〈〉“”‘’\"'`()[]{}<>【】〔〕〖〗")
_MARKS = "*:：.。·、,，;；!！?？#※★☆●○◎◆◇■□▲△▼→_-—–|/\\~=+√✓"
_OR = re.compile("[/|]|或者?")
_DEGREES = ("经", "纬", "lat", "lng", "lon")
_NUMBERED = re.compile(r"^\d{1,3}[.、:)）．]\D")
_ASKED = re.compile(
    r"^(?:必填项?|选填项?|必录项?|required|optional|mandatory)|"
    r"(?:必填项?|选填项?|必录项?|为必填|required|optional|mandatory)$"
)
_DATUMS: Mapping[str, Datum] = {
    "gcj": "gcj02",
    "火星": "gcj02",
    "高德": "gcj02",
    "腾讯": "gcj02",
    "bd09": "bd09",
    "bd-09": "bd09",
    "百度": "bd09",
    "cgcs2000": "cgcs2000",
    "国家2000": "cgcs2000",
    "天地图": "cgcs2000",
    "wgs": "wgs84",
    "gps": "wgs84",
}
_ZONES = {
    "utc": "UTC",
    "gmt": "UTC",
    "世界时": "UTC",
    "协调世界时": "UTC",
    "北京时间": "Asia/Shanghai",
    "utc+8": "Asia/Shanghai",
    "gmt+8": "Asia/Shanghai",
}


def fold(header: str) -> str:
    """A header without what people vary: width, case, spaces and what cannot be seen."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(char for char in folded if not (char.isspace() or _unseen(char)))


def bare(header: str) -> str:
    """A folded header without marks: `*2、时间(必填)：` is 时间, as `②时间` is. Empty when all is
    marks."""
    folded = fold(_uncounted(header))
    rest = _ASIDE.sub("", folded)
    if not rest.strip(_MARKS):
        # Nothing but brackets: what they hold is the name.
        rest = folded
    before = ""
    while before != rest:
        before = rest
        rest = rest.translate(_QUOTES).strip(_MARKS)
        rest = _ASKED.sub("", rest)
        if _NUMBERED.match(rest):
            rest = rest.lstrip("0123456789")
    return rest


def _uncounted(header: str) -> str:
    """Without the circled or bracketed number in front."""
    rest = header.lstrip()
    while rest and unicodedata.category(rest[0]) == "No":
        rest = rest[1:].lstrip()
    return rest or header


def _either(header: str) -> Sequence[str]:
    """The names of a header that gives several for one thing, such as 联系电话/手机."""
    names = [name for part in _OR.split(fold(header)) if (name := bare(part))]
    is_point = sum(any(sign in name for name in names) for sign in _DEGREES) > 1
    return names if len(names) > 1 and not is_point else ()


def places_of(cells: Sequence[str | None]) -> dict[str, int]:
    """Positions by name; what is written exactly so comes before what only its marks hide, that
    before one of several names in one header, and the first of two before the second."""
    found: dict[str, int] = {}
    for name in (fold, bare):
        for place, cell in enumerate(cells):
            if cell and (key := name(cell)):
                found.setdefault(key, place)
    for place, cell in enumerate(cells):
        for key in _either(cell or ""):
            found.setdefault(key, place)
    return found


def noted_datum(header: str) -> Datum | None:
    """The datum that a header of coordinates names, such as 经度(GCJ-02)."""
    folded = fold(header)
    return next((datum for sign, datum in _DATUMS.items() if sign in folded), None)


def noted_zone(header: str) -> str | None:
    """The zone that a header of times names in brackets, such as 时间(UTC)."""
    notes = (note.group()[1:-1] for note in _ASIDE.finditer(fold(header)))
    return next((_ZONES[note] for note in notes if note in _ZONES), None)


def _unseen(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) in ("Cf", "Mn", "Me")
