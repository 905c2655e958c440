"""What commands ask of the scores, and scores that an earlier release froze."""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.contracts.profile.load import load_profile
from services.projectbank.names import Names
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import EditProject, Order
from services.projectbank.scoring.criteria import CriteriaSets, bundled_sets
from services.projectbank.scoring.evidence.freeze import thawed
from services.projectbank.scoring.jobs import explaining, ranking, recomputing
from services.projectbank.scoring.published.tables import rankings, scores
from services.projectbank.scoring.publishing.replay import replay
from services.projectbank.scoring.ranking.score import FULL, score
from services.projectbank.site.ranked_page import filters_of
from services.runtime.database import open_database
from services.runtime.jobs import Doing, JobRefused
from tests.unit.projectbank.bank import Bank, a_report
from tests.unit.projectbank.scoring_builders import CRITERIA, GATES, publisher


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    bank.take(*(a_report(seq, point=(29.9, 121.6), days=-20) for seq in (1, 2, 3)))
    bank.take(*(a_report(seq, "学院路路面坑洼积水", category="pothole") for seq in (4, 5, 6)))
    yield bank
    database.close()


def asked(doing: Doing, **arguments: Any) -> Mapping[str, Any]:
    return doing(arguments, lambda _: None)


def explained(bank: Bank, **arguments: Any) -> Mapping[str, Any]:
    return asked(explaining(bank.database, bundled_sets(), Names(load_profile())), **arguments)


def test_a_rank_is_published_and_explained_as_plain_data(bank: Bank) -> None:
    listed = asked(ranking(publisher(bank), bank.database, bundled_sets(), DraftRule("staff")))
    (first, second) = (item["project"] for item in listed["items"])
    told = explained(bank, project=second, against="1", reach=1)
    assert json.loads(json.dumps(told)) == told
    assert (told["rank"], told["against"]["project"]) == (2, first)
    assert all(part["sentence"] for part in told["parts"])


def test_residents_are_shown_no_draft_and_what_a_planner_adopted(bank: Bank) -> None:
    doing = ranking(publisher(bank), bank.database, bundled_sets(), DraftRule("staff"))
    everything = asked(doing)["items"]
    assert asked(doing, **{"as": "public"})["items"] == []
    edit = EditProject(bank.database, bank.outbox, bank.clock, GATES)
    edit.adopt(everything[1]["project"], Order(who="规划员", why="采纳"))
    shown = asked(doing, **{"as": "public"})["items"]
    assert [item["project"] for item in shown] == [everything[1]["project"]]
    opened = ranking(publisher(bank), bank.database, bundled_sets(), DraftRule("public"))
    assert len(asked(opened, **{"as": "public"})["items"]) == len(everything)


def test_a_rank_is_explained_as_it_stood_then(bank: Bank) -> None:
    publisher(bank)()
    before = explained(bank, project="P-000001")
    bank.take(*(a_report(seq, point=(29.9, 121.6), days=9) for seq in (7, 8, 9)))
    publisher(bank)()
    assert explained(bank, project="P-000001")["score"] != before["score"]
    assert explained(bank, project="P-000001", as_of=before["as_of"]) == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"project": "P-999999"},
        {"project": "P-000001", "against": "77"},
        {"project": "P-000001", "as_of": "2001-01-01T00:00:00+00:00"},
    ],
)
def test_what_cannot_be_explained_is_said_in_one_sentence(
    bank: Bank, arguments: dict[str, Any]
) -> None:
    publisher(bank)()
    with pytest.raises(JobRefused):
        explained(bank, **arguments)


def test_frozen_scores_come_out_equal_or_are_named(bank: Bank) -> None:
    publisher(bank)()
    doing = recomputing(bank.database, bundled_sets())
    assert asked(doing) == {"rankings": 1, "scores": 2, "equal": 2, "different": []}
    bank.database.write(lambda conn: conn.execute(update(scores).values(confidence=1)))
    assert len(asked(doing)["different"]) == 2


def test_a_set_that_is_gone_is_named_and_not_guessed(bank: Bank) -> None:
    publisher(bank)()
    bank.database.write(lambda conn: conn.execute(update(rankings).values(criteria_version="0")))
    with pytest.raises(JobRefused, match="version 0"):
        asked(recomputing(bank.database, bundled_sets()))


@pytest.mark.parametrize("confirmed", [None, 3])
def test_scores_of_the_release_before_keep_their_points(bank: Bank, confirmed: int | None) -> None:
    """They were frozen as counts, and are rewritten by criterion when the tables move."""
    old = {
        "heat": 2_750_000,
        "people": 3,
        "confirmed_severity": confirmed,
        "suggested_severity": 3,
        "needs": 2,
        "placed": True,
        "first_seen": "2026-10-03T08:00:00+00:00",
        "first_number": 1,
    }
    rewritten = import_module("services.projectbank.migrations.versions.0002_evidence")._inputs(old)
    found = score(CRITERIA, thawed(json.loads(json.dumps(rewritten))))
    shown = {part.code: (part.low, part.high) for part in found.parts}
    assert shown["safety"] == ((0, 6_666) if confirmed is None else (6_666, 6_666))
    assert shown["attention"] == (3_215, 3_215)
    assert shown["synergy"] == (3_333, 3_333)
    assert shown["equity"] == (0, FULL)


def test_a_frozen_score_is_more_than_its_numbers(bank: Bank) -> None:
    publisher(bank)()
    row = bank.database.read(lambda conn: conn.execute(select(scores)).first())
    assert row is not None
    assert set(row.inputs["facts"]) == {one.code for one in CRITERIA.criteria}
    assert replay(bank.database, CriteriaSets([CRITERIA])).scores == 2


@pytest.mark.parametrize("sent", ["a\x00", "\ud800", "x" * 101, " "])
def test_what_no_database_can_hold_is_no_filter(sent: str) -> None:
    assert filters_of({"area": sent, "group": "roads"}) == {"group": "roads"}
