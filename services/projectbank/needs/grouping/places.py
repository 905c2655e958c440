"""The names of places that a subject says, as people write them: what a need may be called by.

Only what is recognised as the name of a place is ever shown, out of text that intake masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.projectbank.needs.grouping.folding import fold
from services.projectbank.needs.grouping.lexicon import usual_lexicon
from services.projectbank.needs.grouping.names import Name, names_in

_SHORTEST = 3
"""Two characters may be half of anything, a person's name too."""
_SHORTEST_CORE = 2


@dataclass(frozen=True, slots=True)
class Place:
    core: str
    """Folded, without the kind of place that many have: two ways to write it are one place."""
    name: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What a subject says of where."""

    folded: str = ""
    places: tuple[Place, ...] = ()


def naming_of(subject: str) -> Naming:
    folded = fold(subject)
    return Naming(folded, _places(subject, folded))


def _places(subject: str, folded: str) -> tuple[Place, ...]:
    """In order, each once."""
    shown = subject if len(folded) == len(subject) else folded
    found: dict[str, Place] = {}
    known = usual_lexicon().words_in(folded)
    for name in names_in(folded, known):
        if name.end - name.start >= _SHORTEST and not _is_a_word(name, known):
            core = folded[name.start : name.kind]
            if len(core) < _SHORTEST_CORE and not core.isdigit():
                continue
            found.setdefault(core, Place(core, shown[name.start : name.end]))
    return tuple(found.values())


def _is_a_word(name: Name, known: Sequence[tuple[int, int]]) -> bool:
    """Whether it ends as a word does that tells a matter or nothing: 小组 is no 组."""
    has_kind = name.kind < name.end
    return any(
        end == name.end and (start <= name.start or (end - start > 1 and not has_kind))
        for start, end in known
    )
