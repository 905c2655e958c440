"""How much traffic a report causes: fixed, so that a chattier release is noticed."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from services.all_in_one import Installation
from services.runtime.draining import drain
from services.runtime.lifecycle import Role
from tests.support.complaints import complaints_table, one_need_table
from tests.support.inside import events_per_topic, opened, take_over, work
from tests.support.running import Home

pytestmark = pytest.mark.slow
MANY = 1000
BATCHES = {"sqlite": 10, "postgresql": 2}
"""Of the grouping, for MANY reports that all wait when it begins."""


def test_one_lone_report_causes_one_event(home: Home, tmp_path: Path) -> None:
    take_over(home, complaints_table(tmp_path / "table.csv", 1))
    work(home)
    assert events_of(home) == {
        "intake-reports": 1,
        "intake-cases": 0,
        "projectbank-links": 0,
        "projectbank-needs": 0,
        "projectbank-projects": 0,
    }


def test_a_thousand_reports_to_one_need_cause_one_link_each_and_one_event_per_object_and_batch(
    home: Home, tmp_path: Path
) -> None:
    take_over(home, one_need_table(tmp_path / "table.csv", MANY))
    with opened(home, writer=True) as installation:
        one_after_the_other(installation)
        batches = BATCHES[installation.service("bank").database.dialect]
    assert events_of(home) == {
        "intake-reports": MANY,
        "intake-cases": 0,
        "projectbank-links": MANY,
        "projectbank-needs": batches,
        "projectbank-projects": batches,
    }


def test_reports_to_one_need_that_come_one_by_one_cause_at_most_three_each_beside_its_objects(
    embedded_home: Home, tmp_path: Path
) -> None:
    told: list[Counter[str]] = []
    for count in range(1, 7):
        take_over(embedded_home, one_need_table(tmp_path / "table.csv", count))
        work(embedded_home)
        told.append(Counter(events_of(embedded_home)))
    steps = [after - before for before, after in pairwise(told)]
    reports, links, needs, projects = "reports", "links", "needs", "projects"
    assert [short(step) for step in [told[0], *steps]] == [
        # Nobody else has said it: only the report itself.
        {reports: 1},
        # Two make a need that others hear of, with the links of both.
        {reports: 1, links: 2, needs: 1},
        # The third person makes it a candidate: every link now names the project.
        {reports: 1, links: 3, needs: 1, projects: 1},
        {reports: 1, links: 1, needs: 1, projects: 1},
        {reports: 1, links: 1, needs: 1, projects: 1},
        {reports: 1, links: 1, needs: 1, projects: 1},
    ]


def test_a_ranking_causes_one_event_per_project_whose_rank_or_score_changed(
    embedded_home: Home, tmp_path: Path
) -> None:
    take_over(embedded_home, complaints_table(tmp_path / "table.csv", 200))
    work(embedded_home)
    before = events_of(embedded_home)["projectbank-projects"]
    ranked = publish_ranking(embedded_home)
    after = events_of(embedded_home)["projectbank-projects"]
    assert after - before == ranked > 0
    publish_ranking(embedded_home)
    assert events_of(embedded_home)["projectbank-projects"] == after


def one_after_the_other(installation: Installation) -> None:
    """Each role alone until it has nothing left, so that what it finds is always the same."""
    intake, bank, search = installation.services
    for roles in (intake.relays, bank.workers[:1], bank.workers[1:], bank.relays, search.workers):
        drain(list(roles), 120)
    everything: Sequence[Role] = installation.roles()
    drain(everything, 120)


def publish_ranking(home: Home) -> int:
    """How many projects were ranked."""
    with opened(home, writer=True) as installation:
        items = installation.service("bank").doings["rank"]({"limit": None}, lambda _: None)
    work(home)
    return len(items["items"])


def events_of(home: Home) -> dict[str, int]:
    with opened(home) as installation:
        return events_per_topic(installation)


def short(counts: Counter[str]) -> dict[str, int]:
    return {topic.partition("-")[2]: count for topic, count in counts.items() if count}
