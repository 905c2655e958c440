# mypy: disallow-untyped-decorators=False
"""Saying "me too" over HTTP: POST /api/intake/v1/reports/<id>/join."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.contracts.profile.model import Profile
from services.intake.feedback.join_report import Joined, JoinReport, NothingToJoin, Voice
from services.intake.feedback.words_heard import FIRST_AID, aid_of
from services.intake.reports import rules
from services.intake.reports.allowance import UNLIMITED, Allowance
from services.intake.reports.edge.api import reporting_actor, sender
from services.intake.reports.edge.schemas import ContactBody
from services.intake.reports.report import Contact
from services.runtime.identity.access import current_actor, public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class JoinBody(Body):
    """Who joins, and what that person adds; nobody but the staff sees any of it."""

    client_id = Text(
        at_most=rules.LONGEST_KEY,
        allow_none=True,
        metadata={"description": "The same again under the same id changes nothing."},
    )
    contact = fields.Nested(ContactBody, allow_none=True)
    description = Text(
        at_most=rules.LONGEST_DESCRIPTION,
        blank=True,
        allow_none=True,
        metadata={"description": "What this person knows besides; kept for the staff, masked."},
    )
    photos = fields.List(
        Text(at_most=40),
        validate=validate.Length(max=rules.MOST_PHOTOS),
        metadata={"description": "Ids of photos that were sent before, at most a day ago."},
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Voice:
        return Voice(
            contact=data.get("contact") or Contact(),
            client_id=data.get("client_id"),
            description=data.get("description") or "",
            photos=tuple(data.get("photos", ())),
        )


class JoinAnswer(Schema):
    """The joining person's own number and token; none when this person is counted already and
    adds nothing."""

    joins = fields.String(required=True, metadata={"description": "The report that was joined."})
    id = fields.String(required=True, allow_none=True)
    tracking_token = fields.String(required=True, allow_none=True)
    version = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(["joined", "counted_already"]))
    added = fields.Boolean(
        metadata={"description": "True when words or photos were kept with the report."}
    )
    first_aid = FIRST_AID


def join_routes(
    joining: JoinReport, profile: Profile, allowance: Allowance = UNLIMITED
) -> Blueprint:
    """The route of joining."""
    aid = aid_of(profile)
    blueprint = Blueprint(
        "join", __name__, url_prefix="/api/intake/v1", description="Adding a voice to a report"
    )

    @blueprint.post("/reports/<report_id>/join")
    @public
    @blueprint.arguments(JoinBody)
    @blueprint.response(201, JoinAnswer, description="Counted")
    @blueprint.alt_response(200, schema=JoinAnswer, description="It was counted before")
    @blueprint.alt_response(404, description="There is no such report, or it is not public")
    @blueprint.alt_response(409, description="It is dealt with; report it anew")
    def join(voice: Voice, report_id: str) -> tuple[dict[str, Any], int]:
        """Say that the same troubles you, too. A person counts once; words and photos are added
        to it for the staff."""
        allowance.take_voice(sender(), report_id)
        actor = current_actor()
        joined = joining.join(
            report_id,
            voice,
            reporting_actor(),
            sees_all=actor.may("officer"),
            scope=actor.scope,
        )
        answer = {**_answer(joined), "first_aid": aid(voice.description)}
        return answer, 201 if joined.created else 200

    return blueprint


def _answer(joined: Joined) -> dict[str, str | bool | None]:
    return {
        "joins": joined.report,
        "id": joined.id,
        "tracking_token": joined.tracking_token,
        "version": joined.version,
        "status": "counted_already" if joined.id is None or joined.counted_before else "joined",
        **({"added": True} if joined.added else {}),
    }


JOIN_REFUSALS: Refusals = {
    NothingToJoin: lambda _: Problem(
        409,
        gettext(
            "No voice can be added to this: it was dealt with, or it was a question or praise. If "
            "the problem is there, please report it."
        ),
    ),
}
