"""Handing in a table: look at it first, take it over as a job, and see what became of it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from services.intake.reports.report import Actor
from services.intake.sources.answer import as_json, matched
from services.intake.sources.import_table import ImportTable, ReceiveMany
from services.intake.sources.preset import MissingColumns, UnknownPreset
from services.intake.sources.tally import Imported
from services.intake.sources.uploads import upload as store
from services.intake.sources.uploads.upload import IN_HAND, Upload
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope
from services.runtime.ids import secret_token
from services.runtime.jobs import JobRefused, Progress
from services.runtime.lease import LeaseLost
from services.runtime.spreadsheets.cells import UnreadableTable
from services.runtime.spreadsheets.table import TableTooLarge
from services.runtime.unavailable import Unavailable
from services.runtime.web.faults import N_

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a file at the desk; what is larger the command line imports."""
JOB: Final = "uploaded"
_KEPT: Final = timedelta(days=1)
"""How long a file waits to be taken over."""
_LONGEST_NAME: Final = 200
_LISTED: Final = 100
Reading = Callable[[Actor, Scope], ReceiveMany]
"""What takes rows from somebody who works for so much, or only tries to."""
_CUT_OFF: Final = N_(
    "Something went wrong on our side while the rows were taken over. Rows that were received are "
    "kept and count once; please hand the table in again."
)
_FAULTS: Final = (UnreadableTable, TableTooLarge, MissingColumns, UnknownPreset)


class NoSuchUpload(Exception):
    """There is none, or it is somebody else's."""


class UploadMoved(Exception):
    """It is being taken over, or was; or its file has gone."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """Use cases of officers. Safe for threads."""

    database: Database
    clock: Clock
    importer: ImportTable
    rehearsing: Reading
    receiving: Reading
    post: Callable[[Connection, str, Mapping[str, Any]], object]
    """Gives a job to the server's worker, in the transaction that marks the table as waiting."""

    def look(
        self, name: str, content: bytes, preset: str | None, who: Actor, scope: Scope
    ) -> Upload:
        """Keep the file for a day, and say what would become of it. Nothing of it is received."""
        now = self.clock.now()
        state, answer = self._rehearsed(content, preset, who, scope)
        upload = Upload(
            id=secret_token()[:32],
            who=who.name,
            name=_plain(name),
            preset=preset,
            state=state,
            created_at=now,
            changed_at=now,
            scope=scope,
            answer=answer,
        )

        def use(conn: Any) -> Upload:
            store.forget_contents(conn, now - _KEPT)
            store.add(conn, upload, content)
            return upload

        return self.database.write(use)

    def look_again(self, upload_id: str, preset: str | None, who: Actor, scope: Scope) -> Upload:
        """The same file as another kind of table. Raises NoSuchUpload, UploadMoved."""
        found = self.of(upload_id, who, scope)
        content = self.database.read(lambda conn: store.content_of(conn, found.id))
        if content is None:
            raise UploadMoved
        state, answer = self._rehearsed(content, preset, who, scope)
        values = {"preset": preset, "state": state, "answer": answer}
        return self._change(found, who, scope, **values)

    def take_over(self, upload_id: str, who: Actor, scope: Scope) -> Upload:
        """Let the worker receive its rows, once. Raises NoSuchUpload, UploadMoved."""
        found = self.of(upload_id, who, scope)
        if found.state != "looked_at":
            raise UploadMoved

        def use(conn: Connection) -> bool:
            changed = self._set(conn, found, state="waiting")
            if changed:
                self.post(conn, JOB, {"upload": found.id})
            return changed

        return self._changed(self.database.write(use), found, who, scope)

    def of(self, upload_id: str, who: Actor, scope: Scope) -> Upload:
        """Its owner's, and everybody's who works everywhere. Raises NoSuchUpload."""
        found = self.database.read(lambda conn: store.find(conn, upload_id))
        if found is None or (found.who != who.name and scope != EVERYWHERE):
            raise NoSuchUpload
        return found

    def newest(self, who: Actor, scope: Scope) -> Sequence[Upload]:
        mine = None if scope == EVERYWHERE else who.name
        return self.database.read(lambda conn: store.newest(conn, mine, _LISTED))

    def job(self, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Receive the rows of an upload, as far as whoever handed it in reaches.

        Done again after a crash, rows that were received are unchanged, and its page says that it
        went on. Whatever else goes wrong ends it, and its page says so. Raises JobRefused.
        """
        number = str(arguments["upload"])
        found = self.database.read(lambda conn: store.find(conn, number))
        content = self.database.read(lambda conn: store.content_of(conn, number))
        if found is None or content is None or found.state != "waiting":
            raise JobRefused("the table is not there any more")
        went_on = self._begin(found)
        receive = self.receiving(Actor(name=found.who, vouches=True), found.scope)
        try:
            with _on_disk(content) as path:
                answer = self._answer(self.importer.run(path, receive, found.preset, progress))
        except _FAULTS as fault:
            self._end(number, "failed", told(fault))
            raise JobRefused(str(fault)) from fault
        except (Unavailable, LeaseLost):
            raise
        except Exception:
            self._end(number, "failed", {"problem": kept_sentence(_CUT_OFF)})
            raise
        self._end(number, "done", {**answer, "went_on": went_on})
        return {name: answer[name] for name in ("read", "created", "unchanged", "changed")}

    def _begin(self, found: Upload) -> bool:
        """Whether it had begun before, and was cut off: what it received then counts as known."""
        begun = {**(found.answer or {}), "begun": True}
        if found.answer is not None and found.answer.get("begun"):
            return True
        self.database.write(lambda conn: store.change(conn, found.id, ["waiting"], answer=begun))
        return False

    def _end(self, number: str, state: str, answer: Mapping[str, Any]) -> None:
        values = {"state": state, "answer": answer, "changed_at": self.clock.now(), "content": None}
        self.database.write(lambda conn: store.change(conn, number, ["waiting"], **values))

    def _change(self, found: Upload, who: Actor, scope: Scope, **values: Any) -> Upload:
        changed = self.database.write(lambda conn: self._set(conn, found, **values))
        return self._changed(changed, found, who, scope)

    def _set(self, conn: Connection, found: Upload, **values: Any) -> bool:
        return store.change(conn, found.id, IN_HAND, changed_at=self.clock.now(), **values)

    def _changed(self, changed: bool, found: Upload, who: Actor, scope: Scope) -> Upload:
        if not changed:
            raise UploadMoved
        return self.of(found.id, who, scope)

    def _rehearsed(
        self, content: bytes, preset: str | None, who: Actor, scope: Scope
    ) -> tuple[store.State, Mapping[str, Any]]:
        try:
            with _on_disk(content) as path:
                imported = self.importer.run(path, self.rehearsing(who, scope), preset)
        except _FAULTS as fault:
            return "unread", told(fault)
        return "looked_at", self._answer(imported)

    def _answer(self, imported: Imported) -> dict[str, Any]:
        where = matched(imported, self.importer.profile, dry_run=False)
        return {**as_json(imported, kept_sentence), **where}


def kept_sentence(sentence: str, **values: object) -> dict[str, Any]:
    """A sentence that waits for its reader's language."""
    return {"sentence": sentence, "values": {name: str(value) for name, value in values.items()}}


def told(fault: Exception) -> dict[str, Any]:
    """Why a table was not read, for its reader's language."""
    if isinstance(fault, MissingColumns):
        words = kept_sentence("Columns are missing: %(columns)s", columns=", ".join(fault.columns))
    elif isinstance(fault, UnknownPreset):
        words = kept_sentence(
            "There is no such preset; known are: %(known)s", known=", ".join(fault.known)
        )
    else:
        words = kept_sentence(str(fault))
    return {"problem": words}


def _plain(name: str) -> str:
    """A file's name without folders and characters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-_LONGEST_NAME:] or "?"


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="citymend-upload-") as folder:
        path = Path(folder, "table")
        path.write_bytes(content)
        yield path
