"""Kinds of problem that words may mean, over HTTP: what the form offers, for other front ends."""

from typing import Any

from marshmallow import Schema, fields, post_load

from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.rules import LONGEST_DESCRIPTION
from services.runtime.identity.access import public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text
from services.runtime.web.i18n import language


class SaidBody(Body):
    """What somebody is about to report."""

    description = Text(at_most=LONGEST_DESCRIPTION, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> str:
        return str(data["description"])


class SuggestedAnswer(Schema):
    """A kind of problem that the words may mean."""

    code = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "In the caller's language"})
    question = fields.String(required=True, metadata={"description": "To ask the reporter"})
    confidence = fields.Float(required=True)


class SuggestionsAnswer(Schema):
    """The likeliest first; empty when nothing in the words tells."""

    items = fields.List(fields.Nested(SuggestedAnswer), required=True)


def add_suggesting(blueprint: Blueprint, assessor: Assessor, profile: Profile) -> None:
    @blueprint.post("/suggestions")
    @public
    @blueprint.arguments(SaidBody)
    @blueprint.response(200, SuggestionsAnswer)
    def post_suggestions(said: str) -> dict[str, Any]:
        """Kinds of problem to offer for these words; nothing is kept.

        A report of a kind that was picked from these says so with `suggested`.
        """
        items = []
        for one in assessor.likely(said):
            kind = profile.problem_types[one.code]
            told = {"code": one.code, "confidence": one.confidence}
            words = {"name": kind.name, "question": kind.question}
            told |= {name: text.in_language(language()) for name, text in words.items()}
            items.append(told)
        return {"items": items}
