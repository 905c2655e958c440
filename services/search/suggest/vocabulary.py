"""The names a profile knows, found by their words, by parts of them and by how they sound."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from services.contracts.profile.model import Profile, Words
from services.search.text.folding import fold
from services.search.text.sounds import sound_typed, sounds_by_place
from services.search.text.typos import SHORTEST

NameKind = Literal["category", "group", "area", "road", "landmark"]
_ORDER: tuple[NameKind, ...] = ("category", "area", "road", "landmark", "group")
"""Which kind comes first among equally fitting names."""
_START, _INSIDE = 0, 1
_LONGEST = 24
"""Letters of a typed word that may be mistyped; longer ones are looked up as they are."""


@dataclass(frozen=True, slots=True)
class Name:
    kind: NameKind
    code: str
    words: Words
    spellings: tuple[str, ...]
    """Every Chinese name, the current one first."""


class Vocabulary:
    """Immutable; a search costs well below a millisecond at 10,000 names."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = names
        self._folded = [tuple(fold(one).text for one in name.spellings) for name in names]
        entries = sorted(
            {(key, fit, at) for at, name in enumerate(names) for key, fit in _latin_keys(name)}
        )
        self._keys = [key for key, _, _ in entries]
        self._owners = [(fit, at) for _, fit, at in entries]

    def find(self, typed: str) -> Sequence[Name]:
        """Names that the typed text begins, is inside of or sounds like, the best fitting first."""
        sound = sound_typed(typed)
        fits = self._sounding(sound) if sound else self._holding(fold(typed).text.strip())
        ordered = sorted(fits.items(), key=lambda pair: (pair[1], self._rank(pair[0])))
        return [self._names[at] for at, _ in ordered]

    def mended(self, typed: str) -> str | None:
        """The sound that was probably meant by a mistyped one; None when none is near. Of several
        the one that begins most names, then the first of the alphabet."""
        sound = sound_typed(typed)
        if not SHORTEST <= len(sound) <= _LONGEST or not sound.isalpha():
            return None
        begun = ((self._count(changed), changed) for changed in set(_changes(sound)))
        best = min(((-count, changed) for count, changed in begun if count), default=None)
        return best[1] if best else None

    def _holding(self, wanted: str) -> Mapping[int, int]:
        if not wanted:
            return {}
        return {
            at: _START if any(one.startswith(wanted) for one in spellings) else _INSIDE
            for at, spellings in enumerate(self._folded)
            if any(wanted in one for one in spellings)
        }

    def _sounding(self, sound: str) -> Mapping[int, int]:
        fits: dict[int, int] = {}
        for fit, owner in self._owners[slice(*self._range(sound))]:
            fits[owner] = min(fit, fits.get(owner, fit))
        return fits

    def _count(self, sound: str) -> int:
        first, last = self._range(sound)
        return last - first

    def _range(self, start: str) -> tuple[int, int]:
        # "{" follows "z": everything that begins so lies before it.
        return bisect_left(self._keys, start), bisect_left(self._keys, f"{start}{{")

    def _rank(self, at: int) -> tuple[int, int, str]:
        name = self._names[at]
        return _ORDER.index(name.kind), len(name.words.zh), name.code


def names_of(profile: Profile) -> Iterator[Name]:
    """Whatever a person may look for by name."""
    for code, problem_type in profile.problem_types.items():
        yield _name("category", code, problem_type.name)
    for code, group in profile.groups.items():
        yield _name("group", code, group.name)
    for code, area in profile.areas.items():
        yield _name("area", code, area.name, area.aliases)
    for code, road in profile.roads.items():
        yield _name("road", code, road.name, road.aliases)
    for code, landmark in profile.landmarks.items():
        yield _name("landmark", code, landmark.name, landmark.aliases)


def _name(kind: NameKind, code: str, words: Words, aliases: Sequence[str] = ()) -> Name:
    return Name(kind, code, words, (words.zh, *aliases))


def _latin_keys(name: Name) -> Iterator[tuple[str, int]]:
    """What can be typed for a name in Latin letters: its sound, and its English words."""
    for spelling in name.spellings:
        for sound, before in sounds_by_place(spelling):
            yield sound, _INSIDE if before else _START
    words = fold(name.words.en).text.split()
    for at in range(len(words)):
        key = sound_typed(" ".join(words[at:]))
        if key:
            yield key, _START if at == 0 else _INSIDE


def _changes(word: str) -> Iterator[str]:
    """Every other word of letters that one change makes of this one."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
