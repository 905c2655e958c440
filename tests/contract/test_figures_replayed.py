"""What is stored and what the history says give the same figures, whatever was done."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from services.intake.cases.case.case import Saying
from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.case.steps import Step, steps_from
from services.intake.feedback.say_opinion import OpinionRefusal
from services.intake.figures.counts import Counts
from tests.contract.figures_world import COLLEAGUE, OFFICER, THIRD, World, live, open_world
from tests.contract.replayed_figures import replayed

CASES: Final = 14
STEPS: Final = 9
"""Tried on each case; some are refused, and then nothing has happened."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from open_world(request, tmp_path)


def stored(world: World) -> Counts:
    """The figures as they are shown, as far as they are counts of all."""
    found = world.read().overall
    return Counts(due=found.due, opened=found.opened, ended=found.ended, sent=found.sent)


def said_with(step: Step, chance: random.Random, world: World) -> Saying:
    """Everything that a step may ask for, drawn."""
    soon = (world.intake.clock.now() + timedelta(days=3)).date()
    values: dict[str, Any] = {
        "reason": "已说明原因" if step.reason else None,
        "note": "已处理。" if "note" in step.needs else None,
        "outcome": chance.choice(step.outcomes) if step.outcomes else None,
        "unit": "municipal" if "unit" in step.needs else None,
        "review_on": soon if "review_on" in step.needs else None,
        "photo": "p1" if "repaired" in step.outcomes else None,
    }
    return Saying(**values)


def wander(world: World, number: str, chance: random.Random) -> None:
    """Some steps of one case by several people, with words of its reporter in between."""
    for _ in range(STEPS):
        world.hours(chance.choice((0, 1, 3, 30)))
        case = world.case(number)
        step = chance.choice(steps_from(case.state))
        who = chance.choice((OFFICER, COLLEAGUE, THIRD))
        try:
            world.cases.take_step.take(
                number, case.version, step.code, who, said_with(step, chance, world)
            )
        except CaseRefusal:
            continue
        try:
            kind = chance.choice(("satisfied", "dispute", None))
            if not world.case(number).is_open and kind:
                world.says(number, kind, "还是不行。" if kind == "dispute" else "")
                if kind == "dispute" and chance.random() < 0.6:
                    world.judged(number, chance.choice(("upheld", "rejected")))
        except (CaseRefusal, OpinionRefusal):
            continue


def test_figures_by_replay_are_those_that_are_shown_after_any_steps(world: World) -> None:
    chance = random.Random(20_261_122)
    for number in range(CASES):
        case = world.opened(f"case {number}", chance.choice(("street_lamp", "leak")))
        wander(world, case, chance)
    world.hours(24 * 9)
    shown = stored(world)
    assert replayed(world) == shown
    assert min(shown.due.late, shown.ended.reopened, shown.sent.sent_back) > 0


def test_figures_by_replay_are_those_that_are_shown_of_the_counted_cases(world: World) -> None:
    shown = stored(live(world))
    # The one exemption of the story is written into the case without an appeal.
    assert replayed(world) == replace(shown, due=replace(shown.due, exempted=0))
