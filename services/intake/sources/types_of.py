"""Which names of types a table uses that nothing is known about."""

from collections.abc import Sequence
from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import NewReport
from services.intake.sources.import_table import ImportTable
from services.intake.sources.preset import MissingColumns
from services.runtime.spreadsheets.cells import UnreadableTable


class UnusableTable(Exception):
    """The table cannot be read; the message is one sentence."""


def types_of(path: Path, profile: Profile) -> list[tuple[str, str]]:
    """Vocabularies and names that are not known, the most frequent first. Stores nothing.

    Raises UnusableTable.
    """
    try:
        imported = ImportTable(profile).run(path, _unchanged)
    except (UnreadableTable, MissingColumns) as error:
        raise UnusableTable(str(error)) from error
    return [(imported.preset, name) for name, _ in imported.unknown_types]


def _unchanged(rows: Sequence[NewReport]) -> list[Outcome]:
    return [Outcome("unchanged")] * len(rows)
