# mypy: disallow-untyped-decorators=False
"""Moderation over HTTP: /api/intake/v1/moderation, for officers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.cases.edge.case_desk import worker_of
from services.intake.moderation.judge import Decision, JudgeItem
from services.intake.moderation.judgement import KINDS, Kind
from services.intake.moderation.read_queue import Opened, ReadQueue
from services.intake.moderation.refusals import NothingToJudge
from services.intake.moderation.schemas import (
    DecisionBody,
    QueueAnswer,
    WholeItemAnswer,
    item_answer,
    judgement_answer,
)
from services.intake.photos.answers import photo_answer
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Moderation:
    """The use cases of moderation."""

    reading: ReadQueue
    judging: JudgeItem


def kind_of(word: str) -> Kind:
    """What an address or a form names. Raises NothingToJudge."""
    for kind in KINDS:
        if kind == word:
            return kind
    raise NothingToJudge(word)


def subject_of(kind: Kind, typed: str) -> str:
    """Numbers of reports are read in any case, as people type them."""
    return typed.strip().upper() if kind == "report" else typed


def moderation_routes(moderation: Moderation) -> Blueprint:
    """The routes of moderation."""
    blueprint = Blueprint(
        "moderation",
        __name__,
        url_prefix="/api/intake/v1/moderation",
        description="Looked at before everybody may see it",
    )
    reading = moderation.reading

    @blueprint.get("")
    @requires("officer")
    @blueprint.response(200, QueueAnswer)
    def list_waiting() -> Mapping[str, Any]:
        """Reports and photos that wait for a look, oldest first, within what one works for."""
        queue = reading.read(current_actor().scope)
        items = [item_answer(item, reading.reasons(item)) for item in queue.items]
        return {"items": items, "cursor": None, "waiting": queue.waiting}

    @blueprint.get("/<kind>/<subject>")
    @requires("officer")
    @blueprint.response(200, WholeItemAnswer)
    def get_item(kind: str, subject: str) -> Mapping[str, Any]:
        """A report (`report/<number>`) or photo (`photo/<id>`), whether it waits or not."""
        named = kind_of(kind)
        return _whole(
            reading.open(named, subject_of(named, subject), current_actor().scope), reading
        )

    @blueprint.post("/<kind>/<subject>")
    @requires("officer")
    @blueprint.arguments(DecisionBody)
    @blueprint.response(200, WholeItemAnswer)
    @blueprint.alt_response(409, description="Judged, or saying something else, meanwhile")
    def judge(decision: Decision, kind: str, subject: str) -> Mapping[str, Any]:
        """Pass or withhold it. Decided anew later, the last word counts."""
        actor, named = current_actor(), kind_of(kind)
        who = worker_of(actor).name
        item = moderation.judging.judge(
            named, subject_of(named, subject), decision, who, actor.scope
        )
        return _whole(reading.open(named, item.subject, actor.scope), reading)

    return blueprint


def _whole(opened: Opened, reading: ReadQueue) -> Mapping[str, Any]:
    return {
        **item_answer(opened.item, reading.reasons(opened.item)),
        "photos": [photo_answer(photo) for photo in opened.photos],
        "history": [judgement_answer(each) for each in opened.history],
    }
