"""What intake makes of a danger in what was said: heard in the words, and in the answers given."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.model import Profile
from services.intake.reports.dangers.words import DangerWords, together

BETWEEN: Final = ","
"""Stands between the keys of an answer that chose several."""
_GRAVE: Final = 4
"""An answer that names a danger is as grave as words can be."""


class Listening:
    """By one profile. Immutable, safe for threads."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._words = DangerWords(profile.danger_words)

    def heard(
        self,
        description: str,
        subject: str = "",
        address: str = "",
        category: str = "",
        answers: Mapping[str, str] | None = None,
    ) -> PossibleDanger | None:
        """The danger that a report speaks of. A full stop keeps one text from denying another."""
        texts = [description]
        if subject and subject not in description:
            texts.insert(0, subject)
        if address:
            texts.append(address)
        said = self._words.found_in("。".join(texts))
        if not answers:
            return said
        return together([said, self._answered(category, answers)])

    def in_text(self, text: str) -> PossibleDanger | None:
        """The danger that words added later speak of."""
        return self._words.found_in(text)

    def severity(self, category: str, danger: PossibleDanger | None) -> int:
        """That of the kind of problem; words lift it and never lower it."""
        kind = self._profile.problem_types[category].severity
        return max(kind, danger.severity) if danger is not None and danger.holds else kind

    def _answered(self, category: str, answers: Mapping[str, str]) -> PossibleDanger | None:
        heard: list[PossibleDanger | None] = []
        for asked in self._profile.service_attributes.get(category, ()):
            said = answers.get(asked.code, "")
            if not said or not asked.variable:
                continue
            if not asked.is_list:
                heard.append(self._words.found_in(said))
                continue
            for key in said.split(BETWEEN):
                if key in asked.dangers and key in asked.choices:
                    kinds, words = (asked.dangers[key],), (asked.choices[key].zh,)
                    heard.append(PossibleDanger(severity=_GRAVE, kinds=kinds, words=words))
        return together(heard)


def kept_word(before: PossibleDanger | None, again: PossibleDanger | None) -> PossibleDanger | None:
    """What is heard when a report is told anew: an officer's word on the same words stays."""
    if before is None or again is None or not set(again.words) <= set(before.words):
        return again
    return replace(again, judged=before.judged)
