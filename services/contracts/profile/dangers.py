"""What may cost a life: the kinds of danger, whom to call, and the words that speak of them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from services.contracts.profile.line import Findings, Line, read_table, rows_of
from services.contracts.profile.words import Words

Holds = Literal["now", "while_there"]
HOLDS: tuple[Holds, ...] = ("now", "while_there")
KINDS_FILE: Final = "dangers.csv"
WORDS_FILE: Final = "danger_words.csv"
LEAST: Final = 3
"""A danger that is less severe is none."""
_KINDS: Final = "code,name_zh,name_en,advice_zh,advice_en,lines"
_WORDS: Final = "danger,word,severity,holds"


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """Whom to call at once; shown on pages, never called by a program."""

    phone: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """A kind of danger: what to do before anything else, and whom to call."""

    code: str
    name: Words
    advice: Words
    lines: tuple[EmergencyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerWord:
    """Words that speak of a danger. Each part has alternatives; all parts close together count."""

    danger: str
    parts: tuple[tuple[str, ...], ...]
    severity: int
    holds: Holds
    """`now`: only what is happening; what happened or could happen is none. `while_there`: a
    state, which is a danger however long it has lasted."""


def read_dangers(directory: Path, findings: Findings) -> dict[str, Danger]:
    """The kinds of danger by code. A profile may have none."""
    found: dict[str, Danger] = {}
    if not (directory / KINDS_FILE).is_file():
        return found
    for line in rows_of(directory / KINDS_FILE, _KINDS, findings, found):
        danger = Danger(
            code=line.code(),
            name=line.words("name"),
            advice=line.words("advice"),
            lines=_lines(line),
        )
        found[danger.code] = danger
    return found


def read_danger_words(
    directory: Path, dangers: Collection[str], findings: Findings
) -> tuple[DangerWord, ...]:
    """The words in the order of the table. A profile may have none."""
    if not (directory / WORDS_FILE).is_file():
        return ()
    found: list[DangerWord] = []
    for line in read_table(directory / WORDS_FILE, _WORDS.split(","), findings):
        danger = line.text("danger")
        line.one_of_codes("danger", danger, dangers)
        word = DangerWord(
            danger=danger,
            parts=_parts(line),
            severity=line.number("severity", LEAST, 4),
            holds=line.choice("holds", HOLDS),
        )
        if word.parts:
            found.append(word)
    return tuple(found)


def _parts(line: Line) -> tuple[tuple[str, ...], ...]:
    """`one/another+beside`: alternatives with a stroke, parts with a plus sign."""
    parts = tuple(
        tuple(word.strip() for word in part.split("/") if word.strip())
        for part in line.text("word").split("+")
    )
    if not all(parts) or len(parts) > 2:
        line.fault("word", "must be words with / between them, or two such lists with +")
        return ()
    short = [word for part in parts for word in part if len(word) < 2]
    if len(parts) == 1 and short:
        line.fault("too_short", f"{short[0]} stands in too many harmless words")
    return parts


def _lines(line: Line) -> tuple[EmergencyLine, ...]:
    """`phone|中文|English`, separated by semicolons; at least one."""
    lines: list[EmergencyLine] = []
    for item in line.items("lines", ";"):
        cells = [cell.strip() for cell in item.split("|")]
        if len(cells) != 3 or not all(cells):
            line.fault("lines", "must be phone|Chinese|English;…")
            return ()
        lines.append(EmergencyLine(cells[0], Words(cells[1], cells[2])))
    if not lines:
        line.fault("missing", "lines is empty: whom to call?")
    return tuple(lines)
