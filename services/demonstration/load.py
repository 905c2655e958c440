"""Loading the demonstration into a home that this process has to itself."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from services.demonstration import TABLE, mark_loaded
from services.demonstration.clock import StoryClock
from services.demonstration.happenings import at
from services.demonstration.play import Play
from services.demonstration.story import STORY
from services.demonstration.wiring import town_of
from services.intake.wiring import Intake
from services.projectbank.wiring import Bank
from services.runtime.settings import Settings

logger = logging.getLogger(__name__)
BEGINS: datetime = at("2025-12-01 08:00")


def story_clock() -> StoryClock:
    """What the services of a home must be built with before the story is played in it."""
    return StoryClock(BEGINS)


def load_demonstration(
    settings: Settings,
    intake: Intake,
    bank: Bank,
    clock: StoryClock,
    settle: Callable[[], object],
) -> Mapping[str, int]:
    """The whole of it; the home says so afterwards. Raises what the use cases raise."""
    done = Play(town_of(intake, bank, clock, settle)).perform(TABLE, STORY)
    mark_loaded(settings)
    return done
