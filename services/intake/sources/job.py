"""The import as a job: what the command line does itself or hands to a running server."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.intake.sources.answer import as_json, matched
from services.intake.sources.import_table import ImportTable, ReceiveMany
from services.intake.sources.preset import MissingColumns, UnknownPreset
from services.runtime.jobs import Doing, JobRefused, Progress
from services.runtime.spreadsheets.cells import UnreadableTable


def import_job(importer: ImportTable, receive_many: ReceiveMany, rehearse: ReceiveMany) -> Doing:
    """Takes `path`, `preset` (or none) and `dry_run`; answers counts and refused rows.

    The job raises JobRefused with one sentence for a file or preset that cannot be read, and may
    be done again after a crash: rows that were received are unchanged then.
    """

    def do(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        receive = rehearse if arguments.get("dry_run") else receive_many
        path = Path(str(arguments["path"]))
        try:
            imported = importer.run(path, receive, arguments.get("preset"), progress)
        except (UnreadableTable, MissingColumns, UnknownPreset) as error:
            raise JobRefused(str(error)) from error
        dry_run = bool(arguments.get("dry_run"))
        return {
            **as_json(imported),
            **matched(imported, importer.profile, dry_run),
            "dry_run": dry_run,
        }

    return do
