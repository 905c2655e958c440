"""Builders that show only what matters of a score."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from services.projectbank.needs.need import Member, Need
from services.projectbank.projects.gates import Gates
from services.projectbank.projects.project import Project
from services.projectbank.scoring.background import Background, Works
from services.projectbank.scoring.criteria import CriteriaSet, bundled_sets
from services.projectbank.scoring.evidence.evidence import Subject, evidence_of
from services.projectbank.scoring.evidence.fact import Evidence, Fact, measured
from services.projectbank.scoring.evidence.freeze import frozen
from services.projectbank.scoring.opinions.opinion import Opinions
from services.projectbank.scoring.opinions.opinions import opinions
from services.projectbank.scoring.published.store import Item
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.ranking.rank import Scored
from services.projectbank.scoring.ranking.score import score
from tests.unit.projectbank.bank import VOCABULARY, Bank

AS_OF = datetime(2026, 11, 22, tzinfo=UTC)
CRITERIA = bundled_sets().current
BACKGROUND = Background(
    works={
        "road_renewal": Works(
            service_years=8,
            serves_groups=frozenset({"lighting", "roads"}),
            gates=("consent", "design", "permit"),
        ),
        "dangerous_housing": Works(service_years=20, serves_groups=frozenset({"housing"})),
    },
    vulnerable={"d-east": 30},
    estates=VOCABULARY.estates,
    time_limited=frozenset({"unsafe_house"}),
)
GATES = Gates(
    by_type={
        "road_renewal": ("consent", "design", "permit"),
        "dangerous_housing": ("consent",),
    },
    before={"consent": "reserve", "design": "ready", "permit": "building"},
)


def publisher(
    bank: Bank, criteria: CriteriaSet = CRITERIA, second: Opinions = opinions
) -> PublishRanking:
    return PublishRanking(bank.database, criteria, BACKGROUND, second, bank.outbox, bank.clock)


def a_member(
    person: str | None,
    *,
    days_ago: int = 0,
    certainty: int = 600,
    decided_by: str = "suggestion",
    severity: int = 2,
    in_favour: int = 0,
    category: str = "lamp_out",
) -> Member:
    return Member(
        report=f"R-{person}-{days_ago}",
        position=1,
        person=person,
        occurred_at=AS_OF - timedelta(days=days_ago),
        category=category,
        group="lighting",
        certainty=certainty,
        decided_by=decided_by,
        severity=severity,
        point=None,
        area_path=(),
        source="hotline",
        in_favour=in_favour,
    )


def a_need(number: int = 1, **changes: Any) -> Need:
    known: dict[str, Any] = {
        "id": f"N-{number:06d}",
        "number": number,
        "version": 1,
        "title": "路灯不亮",
        "state": "proposed",
        "category": "lamp_out",
        "group": "lighting",
        "area": None,
        "area_path": (),
        "lat": None,
        "long": None,
        "people": 3,
        "reports": 3,
        "first_seen": AS_OF - timedelta(days=100),
        "last_seen": AS_OF,
        "merged_into": None,
    }
    return Need(**{**known, **changes})


def a_project(number: int = 1, **changes: Any) -> Project:
    known: dict[str, Any] = {
        "id": f"P-{number:06d}",
        "number": number,
        "version": 1,
        "title": "道路有机更新（路灯不亮）",
        "state": "idea",
        "candidate": True,
        "project_type": "road_renewal",
        "category": "lamp_out",
        "group": "lighting",
        "area": None,
        "area_path": (),
        "lat": None,
        "long": None,
        "people": 3,
        "needs": (f"N-{number:06d}",),
        "published": None,
        "created_at": AS_OF,
        "changed_at": AS_OF,
    }
    return Project(**{**known, **changes})


def gathered(*members: Member, **changes: Any) -> Evidence:
    """Evidence of a project with these members."""
    known: dict[str, Any] = {
        "project": a_project(),
        "needs": [a_need()],
        "members": list(members) or [a_member("a")],
        "near": None,
    }
    subject = Subject(**{**known, **changes})
    return evidence_of(subject, BACKGROUND, CRITERIA, AS_OF)


def evidence(facts: Mapping[str, Fact] | None = None, **changes: Any) -> Evidence:
    """Ten people, a confirmed severity of 2, one need at a known place."""
    known = Evidence(
        facts={
            "safety": measured(2, "reports", details={"confirmed": 2}),
            "attention": measured(10, "reports", details={"people": 10, "tenths": 100}),
            "synergy": measured(0, "needs", details={"own": 0, "near": 0}),
            **(facts or {}),
        },
        people=10,
        confirmed_severity=2,
        suggested_severity=2,
        first_seen=AS_OF - timedelta(days=100),
        first_number=1,
    )
    return dataclasses.replace(known, **changes)


def worth(value: Fraction | int) -> Fact:
    return measured(value, "reports")


def scored(project: str, of: Evidence, criteria: CriteriaSet = CRITERIA) -> Scored:
    return Scored(project, score(criteria, of), of)


def an_item(rank: int, of: Evidence, project: str | None = None) -> Item:
    """A published place with this evidence."""
    found = score(CRITERIA, of)
    return Item(
        rank=rank,
        project=project or f"P-{rank:06d}",
        title="",
        lane=found.lane,
        low=found.low,
        high=found.high,
        confidence=found.confidence,
        people=of.people,
        area=None,
        candidate=True,
        category="lamp_out",
        parts=found.parts,
        inputs=frozen(of),
        robustness=None,
        top_share=None,
        second_rank=None,
        span=None,
        likely=None,
        band=None,
    )
