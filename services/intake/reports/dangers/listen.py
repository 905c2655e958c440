"""What intake makes of a danger in what was said: heard in the words, and in the answers given."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.model import Profile
from services.intake.reports.dangers.words import sought_by, together
from services.intake.reports.report import Report

BETWEEN: Final = ","
"""Stands between the keys of an answer that chose several."""
_GRAVE: Final = 4
"""An answer that names a danger is as grave as words can be."""


class Listening:
    """By one profile. Immutable, safe for threads."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._words = sought_by(profile.danger_words)

    def heard(
        self,
        description: str,
        subject: str = "",
        address: str = "",
        category: str = "",
        answers: Mapping[str, str] | None = None,
        *,
        told_here: bool = False,
    ) -> PossibleDanger | None:
        """The danger that a report speaks of. A full stop keeps one text from denying another.

        `told_here`: whoever reports it wrote all of the answers; further columns of a table may
        be words of whoever dealt with it elsewhere.
        """
        texts = [description]
        if subject and subject not in description:
            texts.insert(0, subject)
        if address:
            texts.append(address)
        said = self._words.found_in("。".join(texts))
        if not answers:
            return said
        return together([said, self._answered(category, answers, told_here)])

    def heard_in(self, report: Report) -> PossibleDanger | None:
        """The danger that the report's own words speak of, whatever was added to them."""
        return self.heard(
            report.description,
            report.subject,
            report.place.address,
            report.category.code,
            report.extras,
            told_here=report.external_id is None,
        )

    def retold(self, before: Report, again: Report) -> PossibleDanger | None:
        """What is heard when a report is told anew: what others added to it is heard still."""
        known = before.danger
        own = self.heard_in(before) if known is not None else None
        if known is None or set(known.words) <= set(own.words if own is not None else ()):
            return kept_word(known, again.danger)
        return kept_word(known, together([again.danger, known]))

    def in_text(self, text: str) -> PossibleDanger | None:
        """The danger that words added later speak of."""
        return self._words.found_in(text)

    def severity(self, category: str, danger: PossibleDanger | None) -> int:
        """That of the kind of problem; words lift it and never lower it."""
        kind = self._profile.problem_types[category].severity
        return max(kind, danger.severity) if danger is not None and danger.holds else kind

    def _answered(
        self, category: str, answers: Mapping[str, str], told_here: bool
    ) -> PossibleDanger | None:
        heard: list[PossibleDanger | None] = []
        questions = self._profile.service_attributes.get(category, ())
        if told_here:
            asked_for = {asked.code for asked in questions}
            heard += [
                self._words.found_in(said)
                for code, said in answers.items()
                if code not in asked_for
            ]
        for asked in questions:
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


def is_known(heard: PossibleDanger, known: PossibleDanger | None) -> bool:
    """Whether all of it was heard before, and nobody has dismissed it since."""
    return known is not None and known.holds and set(heard.words) <= set(known.words)


def kept_word(before: PossibleDanger | None, again: PossibleDanger | None) -> PossibleDanger | None:
    """What is heard when a report is told anew: an officer's word on the same words stays."""
    if before is None or again is None or not set(again.words) <= set(before.words):
        return again
    return replace(again, judged=before.judged)
