# mypy: disallow-untyped-decorators=False
"""Internal notes over HTTP: /api/intake/v1/cases/<id>/notes, for officers only."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.notes.notes import KeepNotes, Note
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text


class NoteBody(Body):
    """What colleagues should know; personal numbers in it are masked."""

    text = Text(at_most=NOTE_LIMIT, required=True)


class NoteAnswer(Schema):
    """One internal note."""

    number = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True)
    text = fields.String(required=True)


class NoteListAnswer(Schema):
    """All notes of a case, oldest first."""

    items = fields.List(fields.Nested(NoteAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def note_routes(desk: CaseDesk, notes: KeepNotes) -> Blueprint:
    """The routes of notes."""
    blueprint = Blueprint(
        "case_notes", __name__, url_prefix="/api/intake/v1/cases", description="Internal notes"
    )

    @blueprint.get("/<case_id>/notes")
    @requires("officer")
    @blueprint.response(200, NoteListAnswer)
    def list_notes(case_id: str) -> Mapping[str, Any]:
        """What colleagues noted; residents never read it."""
        found = desk.seen(case_id, current_actor().scope)
        return {"items": [_answer(note) for note in notes.of(found.id)], "cursor": None}

    @blueprint.post("/<case_id>/notes")
    @requires("officer")
    @blueprint.arguments(NoteBody)
    @blueprint.response(201, NoteAnswer)
    def write_note(body: Mapping[str, Any], case_id: str) -> Mapping[str, Any]:
        """Note something for colleagues. The case keeps its version."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        return _answer(notes.write(found.id, worker_of(actor), body["text"]))

    return blueprint


def _answer(note: Note) -> dict[str, Any]:
    return {"number": note.number, "at": note.at, "who": note.who, "text": note.text}
