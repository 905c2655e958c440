"""Templates of answers, filled with what is known of a case or of a bundle."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.contracts.case_events import CaseOutcome
from services.contracts.profile.model import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A text that an officer may take over and change."""

    key: str
    """Code and language, as a form sends it."""
    language: str
    name: str
    outcome: CaseOutcome
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What fills the placeholders; None where it is not known."""

    area: str | None = None
    """Code."""
    address: str | None = None
    unit: str | None = None
    """Code."""
    deadline: str | None = None
    """As residents read it."""

    def in_language(self, profile: Profile, language: str) -> Mapping[str, str]:
        area = profile.areas.get(self.area or "")
        unit = profile.responsible_units.get(self.unit or "")
        return {
            "place": area.name.in_language(language) if area else (self.address or ""),
            "unit": unit.name.in_language(language) if unit else "",
            "deadline": self.deadline or "",
        }


def offered(
    profile: Profile, group: str, outcomes: Collection[CaseOutcome], facts: Facts, language: str
) -> Sequence[Offered]:
    """Templates for these outcomes and this group, those in the reader's language first.

    One that needs what is not known yet is left out, so that no gap reaches a resident.
    """
    languages = [language, *(each for each in profile.languages if each != language)]
    found = []
    for each in languages:
        known = facts.in_language(profile, each)
        for template in profile.answer_templates.values():
            text = template.filled(each, known)
            if text is None or template.outcome not in outcomes or not template.fits(group):
                continue
            found.append(
                Offered(
                    key=f"{template.code}:{each}",
                    language=each,
                    name=template.name.in_language(language),
                    outcome=template.outcome,
                    text=text,
                )
            )
    return found
