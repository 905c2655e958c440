"""Builds what the story of the demonstration is told with: the use cases of people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.demonstration.clock import StoryClock
from services.intake.cases.after_photos.add_photo import AddPhoto
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.wiring import adding_photos
from services.intake.feedback.say_opinion import JudgeDispute, SayOpinion
from services.intake.moderation.api import Moderation
from services.intake.moderation.wiring import moderation_of
from services.intake.photos.wiring import Photos
from services.intake.reports.masking.masking import mask
from services.intake.reports.receiving.receive import Receive
from services.intake.wiring import Intake
from services.projectbank.projects.edit import EditProject
from services.projectbank.wiring import Bank
from services.runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What its people do with the services."""

    clock: StoryClock
    receive: Receive
    desk: CaseDesk
    photos: Photos
    adding: AddPhoto
    moderation: Moderation
    saying: SayOpinion
    judging: JudgeDispute
    edit: EditProject
    intake: Database
    take_over: Callable[[str], Mapping[str, Any]]
    """Imports the table at a path."""
    rank: Callable[[], Mapping[str, Any]]
    """Publishes the ranking and tells it."""
    settle: Callable[[], object]
    """Lets everything follow that follows by itself."""


def town_of(intake: Intake, bank: Bank, clock: StoryClock, settle: Callable[[], object]) -> Town:
    """The services were built with this clock."""
    desk, database = intake.desk, intake.database
    imports, ranks = intake.service.doings["import"], bank.service.doings["rank"]
    return Town(
        clock=clock,
        receive=intake.reporting.receive,
        desk=desk,
        photos=intake.photos,
        adding=adding_photos(desk),
        moderation=moderation_of(database, desk.take_step.outbox, intake.profile, clock),
        saying=SayOpinion(
            database, intake.reporting.receive, intake.reporting.correct, mask, clock
        ),
        judging=JudgeDispute(database, desk.take_step, mask, clock),
        edit=bank.edit,
        intake=database,
        take_over=lambda path: imports(
            {"path": path, "preset": "generic", "dry_run": False}, lambda _: None
        ),
        rank=lambda: ranks({"limit": None}, lambda _: None),
        settle=settle,
    )
