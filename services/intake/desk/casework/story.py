"""The story of a case as colleagues read it: steps and internal notes, the latest first."""

from collections.abc import Sequence

from services.intake.cases.case.store import Taken
from services.intake.cases.notes.notes import Note


def story(taken: Sequence[Taken], notes: Sequence[Note]) -> Sequence[Taken | Note]:
    """Of one moment, a note stands above the step that it explains."""
    entries: list[tuple[Taken | Note, int, int]] = [
        *((step, 0, step.version) for step in taken),
        *((note, 1, note.number) for note in notes),
    ]
    entries.sort(key=lambda entry: (entry[0].at, entry[1], entry[2]), reverse=True)
    return [entry for entry, _, _ in entries]
