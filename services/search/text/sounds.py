"""How Chinese names sound, so that Latin letters find them: `dianti` and `dt` find 电梯.

Readings are those of single characters, without tones, ü written v; a character of several
readings is found by each of them (one at a time), so that no word list must be right about it.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from services.search.text.folding import fold
from services.search.text.streams import pieces

LONGEST_SOUND = 12
"""Characters of a name that one sound covers."""
_READINGS = 3
"""Of one character, the most common first; the others are rare enough to be typed in Han."""
_PLAIN = str.maketrans(
    "āáǎàēéěèêếềīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ",
    "aaaaeeeeeeeiiiioooouuuuvvvvvnnnm",
    "\u0300\u0301\u0304\u030c",
)

Syllables = Sequence[tuple[str, ...]]


def sounds(text: str) -> list[str]:
    """What can be typed for the text from any of its characters on: whole syllables, and first
    letters. Every start of a sound is meant, too."""
    return list(dict.fromkeys(sound for sound, _ in sounds_by_place(text)))


def sounds_by_place(text: str) -> Iterator[tuple[str, int]]:
    """The sounds, with the number of syllables that come before each."""
    syllables = _syllables(text)
    for start in range(len(syllables)):
        for reading in _readings(syllables[start : start + LONGEST_SOUND]):
            for sound in ("".join(reading), "".join(syllable[:1] for syllable in reading)):
                if len(sound) > 1:
                    yield sound, start


def sound_typed(typed: str) -> str:
    """The letters and digits of a search text that may be a sound; empty when it cannot be one:
    Han in it, or fewer than two letters."""
    parts = list(pieces(fold(_with_v(typed)).text))
    letters = "".join(characters for sort, characters in parts if sort != "gap")
    plain = letters.isascii() and letters.isalnum() and any(map(str.isalpha, letters))
    return letters if plain and len(letters) > 1 else ""


def _with_v(typed: str) -> str:
    """Folding takes the dots of ü, which is a sound of its own."""
    return unicodedata.normalize("NFC", typed).replace("ü", "v").replace("Ü", "v")


def _readings(syllables: Syllables) -> Iterator[list[str]]:
    """The common reading of all, then each with one syllable read otherwise."""
    common = [readings[0] for readings in syllables]
    yield common
    for at, readings in enumerate(syllables):
        for other in readings[1:]:
            yield [*common[:at], other, *common[at + 1 :]]


def _syllables(text: str) -> Syllables:
    found: list[tuple[str, ...]] = []
    for sort, characters in pieces(fold(text).text):
        if sort == "han":
            found += [one for one in map(_readings_of, characters) if one]
        elif sort == "word" and characters.isascii():
            found.append((characters,))
    return found


@lru_cache(maxsize=8000)
def _readings_of(character: str) -> tuple[str, ...]:
    given = _table().get(str(ord(character)), "")
    plain = (reading.translate(_PLAIN) for reading in given.split(",") if reading)
    return tuple(dict.fromkeys(plain))[:_READINGS]


@cache
def _table() -> Mapping[str, str]:
    """Code point to readings, from pypinyin's data alone: importing the package would read its
    phrases, too, which takes 0.7 s and 50 MB."""
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed")
    text = Path(spec.origin).with_name("pinyin_dict.json").read_text("utf-8")
    table: Mapping[str, str] = json.loads(text)
    return table
