"""From an indicator that fails to the kind of project that mends it: check first, then renew."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from services.contracts.profile.line import Findings, rows_of
from services.contracts.profile.words import Words

Board = Literal["safety", "livelihood", "other"]
BOARDS: Final[tuple[Board, ...]] = ("safety", "livelihood", "other")
FILE: Final = "crosswalk.csv"
_COLUMNS: Final = "code,task_zh,task_en,kind_zh,kind_en,project_type,board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What renewal does about an indicator."""

    task: Words
    """The task of urban renewal that it belongs to."""
    kind: Words
    """The type of project as the source names it."""
    project_type: str
    """The type of project of this profile."""
    board: Board


def read_crosswalk(
    directory: Path,
    indicators: Collection[str],
    project_types: Collection[str],
    findings: Findings,
) -> dict[str, Remedy]:
    """Remedies by indicator (column `code`); indicators without one are left out."""
    remedies: dict[str, Remedy] = {}
    for line in rows_of(directory / FILE, _COLUMNS, findings, remedies):
        indicator = line.text("code")
        line.one_of_codes("code", indicator, indicators)
        remedy = Remedy(
            task=line.words("task"),
            kind=line.words("kind"),
            project_type=line.text("project_type"),
            board=line.choice("board", BOARDS),
        )
        line.one_of_codes("project_type", remedy.project_type, project_types)
        remedies[indicator] = remedy
    return remedies
