"""What whoever reports a danger is told before anything else: what to do and whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.dangers import EmergencyLine
from services.contracts.profile.model import Profile
from services.contracts.profile.words import Words


@dataclass(frozen=True, slots=True)
class FirstAid:
    """Of all dangers that were heard, the gravest first."""

    names: tuple[Words, ...]
    advice: tuple[Words, ...]
    lines: tuple[EmergencyLine, ...]
    """Each number once."""

    def plainly(self) -> dict[str, Any]:
        """As the answer of a call says it, in both languages."""
        return {
            "names": [_both(name) for name in self.names],
            "advice": [_both(words) for words in self.advice],
            "lines": [{"phone": line.phone, "name": _both(line.name)} for line in self.lines],
        }

    def in_language(self, language: str) -> dict[str, Any]:
        """As a page says it."""
        return {
            "names": [name.in_language(language) for name in self.names],
            "advice": [words.in_language(language) for words in self.advice],
            "lines": [
                {"phone": line.phone, "name": line.name.in_language(language)}
                for line in self.lines
            ],
        }


def first_aid(profile: Profile, danger: PossibleDanger | None) -> FirstAid | None:
    """None without a danger, and for one of kinds that the profile knows no more."""
    if danger is None or not danger.holds:
        return None
    known = [profile.dangers[kind] for kind in danger.kinds if kind in profile.dangers]
    if not known:
        return None
    return FirstAid(
        names=tuple(kind.name for kind in known),
        advice=tuple(kind.advice for kind in known),
        lines=_each_once([line for kind in known for line in kind.lines]),
    )


def _each_once(lines: Sequence[EmergencyLine]) -> tuple[EmergencyLine, ...]:
    by_phone: dict[str, EmergencyLine] = {}
    for line in lines:
        by_phone.setdefault(line.phone, line)
    return tuple(by_phone.values())


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
