"""The names of a profile's areas, roads and landmarks, found in what people write.

Compiled once. Looking through a text costs one dictionary look-up per character and no more
with ten thousand names than with ten.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.contracts.profile.model import Profile
from services.contracts.profile.words import Words

LONGEST_LOOKED_AT = 2_000
"""Characters of a text; where something is, is said early, and the time stays bounded."""
_STEM = 2
"""Characters by which names are looked up; a shorter name says nothing."""
_SHORTEST_LATIN = 5
"""Characters of an English name; shorter ones occur within other words."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: an area, or a road or landmark that lies in one."""

    area: str | None
    """The deepest area that holds it; none where it leads through several."""
    road: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text; more than one meaning where several places bear it."""

    meanings: tuple[Meaning, ...]


class PlaceNames:
    """Immutable, safe for threads. Longer names win over the names within them."""

    def __init__(self, profile: Profile) -> None:
        self._meanings: dict[str, tuple[Meaning, ...]] = {}
        for name, meaning in _named(profile):
            known = self._meanings.get(name, ())
            if meaning not in known:
                self._meanings[name] = (*known, meaning)
        self._by_stem = _longest_first(self._meanings)

    def mentioned_in(self, text: str) -> list[Mention]:
        """Every name from left to right, without those inside of a longer one."""
        found: list[Mention] = []
        text = text[:LONGEST_LOOKED_AT].casefold()
        at, end, by_stem = 0, len(text) - _STEM + 1, self._by_stem
        while at < end:
            for name in by_stem.get(text[at : at + _STEM], ()):
                if text.startswith(name, at) and _stands_alone(text, at, at + len(name)):
                    found.append(Mention(self._meanings[name]))
                    at += len(name)
                    break
            else:
                at += 1
        return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a Latin name is no part of a longer word; Han has no word boundary to ask for."""
    if not text[start].isascii():
        return True
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_is_latin(before) or _is_latin(after))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _named(profile: Profile) -> Iterator[tuple[str, Meaning]]:
    """All names. The jurisdiction's own name tells nothing and is left out."""
    for area in profile.areas.values():
        if area.parent is not None:
            for name in _names(area.name, area.aliases):
                yield name, Meaning(area.code)
    for road in profile.roads.values():
        for name in _names(road.name, road.aliases):
            yield name, Meaning(road.area, road.code)
    for landmark in profile.landmarks.values():
        for name in _names(landmark.name, landmark.aliases):
            yield name, Meaning(landmark.area)


def _names(name: Words, aliases: Iterable[str]) -> Iterator[str]:
    for chinese in (name.zh, *aliases):
        if len(chinese) >= _STEM:
            yield chinese.casefold()
    if len(name.en) >= _SHORTEST_LATIN:
        yield name.en.casefold()


def _longest_first(names: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The names by their first characters."""
    by_stem: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_stem.setdefault(name[:_STEM], []).append(name)
    return {stem: tuple(found) for stem, found in by_stem.items()}
