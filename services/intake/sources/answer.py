"""What became of a table, on the wire: for the command line, the API and the desk."""

from collections.abc import Callable
from typing import Any

from services.contracts.profile.model import Profile
from services.intake.sources.row_faults import RowFault
from services.intake.sources.tally import Imported

Say = Callable[..., Any]
"""A sentence with its values, in the language of whoever reads it."""


def english(sentence: str, **values: object) -> str:
    """A sentence as it is written in the code."""
    return sentence % values if values else sentence


def matched(imported: Imported, profile: Profile, dry_run: bool) -> dict[str, Any]:
    """Which profile the rows were matched against, and how many of them found an area in it;
    None where nothing is placed because nothing is stored."""
    known = {"code": profile.code, "name": profile.name.en, "areas": len(profile.areas)}
    return {"profile": known, "placed": None if dry_run else imported.placed}


def as_json(imported: Imported, say: Say = english) -> dict[str, Any]:
    """The wire form. It only grows."""
    several = sum(sheet.state == "read" for sheet in imported.sheets) > 1
    return {
        **imported.counts,
        "preset": imported.preset,
        "errors": [_fault(fault, say, several) for fault in imported.faults],
        "errors_left_off": imported.faults_left_off,
        "unknown_types": [{"name": name, "rows": rows} for name, rows in imported.unknown_types],
        "known_columns": list(imported.known_columns),
        "unknown_columns": [
            {"name": name, "rows": rows} for name, rows in imported.unknown_columns
        ],
        "sheets": [
            {
                "name": sheet.name,
                "state": sheet.state,
                **sheet.counts.by_name(),
                "missing_columns": list(sheet.missing_columns),
            }
            for sheet in imported.sheets
        ],
    }


def _fault(fault: RowFault, say: Say, several: bool) -> dict[str, Any]:
    told = {
        "row": fault.row,
        "column": fault.column,
        "rule": fault.rule,
        "detail": say(fault.detail, **fault.values),
    }
    # Where one sheet is read, the row says it all.
    return {**told, "sheet": fault.sheet} if several else told
