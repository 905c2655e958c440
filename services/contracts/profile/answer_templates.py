"""Answers that officers write often, per outcome and group, with places for what differs."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.contracts.case_events import CASE_OUTCOMES, CaseOutcome
from services.contracts.profile.line import Findings, Line, rows_of
from services.contracts.profile.words import Words

FILE: Final = "answers.csv"
PLACEHOLDERS: Final = ("place", "deadline", "unit")
LONGEST: Final = 1_000
"""Characters of a text before its placeholders are filled; an answer has room for 2,000."""
_COLUMNS: Final = "code,outcome,groups,name_zh,name_en,text_zh,text_en"
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTemplate:
    """A sentence for residents that is edited before it is sent."""

    code: str
    name: Words
    """What officers choose it by."""
    outcome: CaseOutcome
    groups: tuple[str, ...]
    """Groups of problems that it fits; none named means all."""
    text: Words

    def fits(self, group: str) -> bool:
        return not self.groups or group in self.groups

    def filled(self, language: str, facts: Mapping[str, str]) -> str | None:
        """The text with its placeholders filled; None where a fact that it needs is not known."""
        text = self.text.in_language(language)
        if not all(facts.get(name) for name in _PLACEHOLDER.findall(text)):
            return None
        return _PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def read_answers(
    directory: Path, groups: Collection[str], findings: Findings
) -> dict[str, AnswerTemplate]:
    """Templates by code; a profile without the file has none."""
    answers: dict[str, AnswerTemplate] = {}
    if not (directory / FILE).is_file():
        return answers
    for line in rows_of(directory / FILE, _COLUMNS, findings, answers):
        template = AnswerTemplate(
            code=line.code(),
            name=line.words("name"),
            outcome=line.choice("outcome", CASE_OUTCOMES),
            groups=line.items("groups"),
            text=line.words("text"),
        )
        line.all_of_codes("groups", template.groups, groups)
        _check_text(line, "text_zh", template.text.zh)
        _check_text(line, "text_en", template.text.en)
        answers[template.code] = template
    return answers


def _check_text(line: Line, column: str, text: str) -> None:
    if len(text) > LONGEST:
        line.fault("out_of_range", f"{column}: at most {LONGEST} characters")
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            line.fault("unknown_placeholder", f"{column}: {{{name}}} is not one of {PLACEHOLDERS}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        line.fault("unknown_placeholder", f"{column}: a brace stands alone")
