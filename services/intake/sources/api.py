"""Tables over HTTP: POST /api/intake/v1/imports."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema, ValidationError, fields, post_load
from marshmallow.validate import OneOf
from werkzeug.datastructures import FileStorage

from services.intake.reports.edge.api import reporting_actor
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import Actor, NewReport
from services.intake.sources.answer import as_json
from services.intake.sources.import_table import ImportTable, ReceiveMany
from services.intake.sources.preset import MissingColumns, UnknownPreset
from services.runtime.identity.access import requires
from services.runtime.spreadsheets.cells import UnreadableTable
from services.runtime.spreadsheets.table import LARGEST_TABLE, TableTooLarge
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.bodies import accepts_body
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Body, Text
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

ReceiveManyFrom = Callable[[Sequence[NewReport], Actor], Sequence[Outcome]]
View = TypeVar("View", bound=Callable[..., object])
_FORM_ROOM = 1024 * 1024
"""Bytes of a body besides the file: boundaries, headers, the other fields."""
_YES = {"true", "True", "1", "yes", "on"}
_NO = {"false", "False", "0", "no", "off", ""}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for."""

    preset: str | None
    dry_run: bool


class ImportForm(Body):
    """The fields beside the file."""

    preset = Text(at_most=100, blank=True)
    dry_run = fields.Boolean(truthy=_YES, falsy=_NO)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(data.get("preset") or None, bool(data.get("dry_run", False)))


class RowErrorAnswer(Schema):
    """One reason why a row was refused."""

    row = fields.Integer(required=True, metadata={"description": "As a spreadsheet counts rows"})
    column = fields.String(
        required=True, allow_none=True, metadata={"description": "A header, or a cell such as E17"}
    )
    rule = fields.String(required=True)
    detail = fields.String(required=True)
    sheet = fields.String(
        metadata={"description": "The sheet's name, where more than one sheet is read"}
    )


class UnknownTypeAnswer(Schema):
    """A name in the table's column of types that neither preset nor profile knows."""

    name = fields.String(required=True)
    rows = fields.Integer(required=True)


class UnknownColumnAnswer(Schema):
    """A column that the preset does not know; its texts are kept with the reports, for staff."""

    name = fields.String(required=True)
    rows = fields.Integer(required=True, metadata={"description": "Rows that say something there"})


class SheetAnswer(Schema):
    """What became of one sheet: read, or why it was not."""

    name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=OneOf(("read", "empty", "no_header", "hidden")))
    read = fields.Integer(required=True)
    created = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    missing_columns = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "What a sheet without a header lacks, where it comes close"},
    )


class ImportAnswer(Schema):
    """What became of the table: read = created + unchanged + changed + rejected."""

    preset = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    read = fields.Integer(required=True)
    created = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    errors = fields.List(fields.Nested(RowErrorAnswer), required=True)
    errors_left_off = fields.Integer(
        required=True, metadata={"description": "Errors beyond the first 1,000"}
    )
    unknown_types = fields.List(
        fields.Nested(UnknownTypeAnswer),
        required=True,
        metadata={"description": "Types to be catalogued; their rows were taken without one"},
    )
    known_columns = fields.List(
        fields.String(), required=True, metadata={"description": "Columns that were understood"}
    )
    unknown_columns = fields.List(fields.Nested(UnknownColumnAnswer), required=True)
    sheets = fields.List(
        fields.Nested(SheetAnswer),
        required=True,
        metadata={"description": "Every sheet of the file, hidden ones last"},
    )


_MULTIPART = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "XLSX or CSV"},
                    "preset": {"type": "string", "maxLength": 100},
                    "dry_run": {"type": "boolean", "default": False},
                },
            }
        }
    },
}


def import_routes(
    importer: ImportTable, receive_many: ReceiveManyFrom, rehearse: ReceiveMany
) -> Blueprint:
    """The route of imports."""
    blueprint = Blueprint(
        "imports",
        __name__,
        url_prefix="/api/intake/v1",
        description="Tables of reports from elsewhere",
    )

    @blueprint.post("/imports")
    @requires("officer")
    @accepts_body(LARGEST_TABLE + _FORM_ROOM)
    @_takes_a_form(blueprint)
    @blueprint.response(200, ImportAnswer, description="Every row was received or refused")
    def post_import() -> dict[str, Any]:
        """Take a table of reports over. The same table again changes nothing.

        Whoever works for some areas or units imports what belongs to them; other rows are errors.
        """
        file, wanted = _form()
        actor = reporting_actor()
        receive = rehearse if wanted.dry_run else lambda rows: receive_many(rows, actor)
        with tempfile.TemporaryDirectory(prefix="citymend-import-") as folder:
            path = Path(folder, "table")
            file.save(path)
            answer = as_json(importer.run(path, receive, wanted.preset), gettext)
        return {**answer, "dry_run": wanted.dry_run}

    return blueprint


def _takes_a_form(blueprint: Blueprint) -> Callable[[View], View]:
    """Describe the form: flask-smorest cannot describe a file among other fields."""
    describe: Any = blueprint
    described: Callable[[View], View] = describe.doc(requestBody=_MULTIPART)
    return described


def _form() -> tuple[FileStorage, Wanted]:
    if request.mimetype != "multipart/form-data":
        raise Problem(415, gettext("Please send the table as a file in multipart/form-data."))
    strange = [name for name in request.files if name != "file"]
    file = request.files.get("file")
    wanted: Wanted = ImportForm().load(request.form.to_dict())
    if strange:
        raise ValidationError({name: [Fault("unknown", _UNKNOWN)] for name in strange})
    if file is None:
        raise ValidationError({"file": [Fault("required", _NO_FILE)]})
    return file, wanted


_UNKNOWN = N_("This field is not known.")
_NO_FILE = N_("Please choose the file with the table.")


def _missing_columns(fault: MissingColumns) -> Problem:
    detail = gettext("Columns are missing: %(columns)s", columns=", ".join(fault.columns))
    return Problem(422, errors=[FieldError("/file", "missing_columns", detail)])


def _unknown_preset(fault: UnknownPreset) -> Problem:
    known = ", ".join(fault.known)
    detail = gettext("There is no such preset; known are: %(known)s", known=known)
    return Problem(422, errors=[FieldError("/preset", "choice", detail)])


def _unreadable(fault: UnreadableTable) -> Problem:
    return Problem(422, errors=[FieldError("/file", "readable_table", gettext(str(fault)))])


IMPORT_REFUSALS: Refusals = {
    TableTooLarge: lambda fault: Problem(413, gettext(str(fault))),
    UnreadableTable: _unreadable,
    MissingColumns: _missing_columns,
    UnknownPreset: _unknown_preset,
}
