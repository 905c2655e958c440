"""Cases that rules of the profile open without an officer, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts.profile.opening_rules import OpeningRule
from services.contracts.profile.words import Words
from services.intake.cases.by_rule.open_by_rule import OpenByRule
from services.intake.cases.case import store
from services.intake.feedback.join_report import JoinReport, Voice
from services.intake.reports.pseudonym import Person
from services.intake.reports.report import ANYONE, Actor, NewReport
from services.intake.tables import runtime_tables
from services.runtime.identity.access import EVERYWHERE
from services.runtime.lease import Lease
from tests.contract.case_desk import COLLEAGUE, Desk, open_desk
from tests.unit.intake.builders import demonstration

HERE = {"lat": 30.41, "long": 123.14}
DANGER = OpeningRule(
    code="danger",
    name=Words("危及生命安全", "Danger to life"),
    problem_types=("gas_safety",),
    groups=(),
    severity=4,
    people=1,
    days=3,
    confidence=80,
)
MANY = replace(
    DANGER,
    code="many",
    name=Words("多人反映", "Many people"),
    problem_types=(),
    groups=("street_asset",),
    severity=2,
    people=3,
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


@pytest.fixture
def role(desk: Desk) -> OpenByRule:
    return ruling(desk, DANGER, MANY)


def ruling(desk: Desk, *rules: OpeningRule) -> OpenByRule:
    intake = desk.intake
    profile = replace(demonstration(), opening_rules=rules)
    lease = Lease(intake.database, runtime_tables, "opening", "one", intake.clock)
    return OpenByRule(intake.database, profile, desk.cases.open_case, lease, intake.clock)


def leak(desk: Desk, **said: Any) -> str:
    return desk.reported(**{"service_code": "gas_safety", **HERE, **said})


def lamp(desk: Desk, person: str, **said: Any) -> str:
    return desk.reported(reporter_key=person, **{**HERE, **said})


def test_what_is_dangerous_gets_its_case_at_once_and_the_rule_is_named(
    desk: Desk, role: OpenByRule
) -> None:
    number = leak(desk)
    other = lamp(desk, "zero")
    assert role.idle() is not None
    assert [role.step(), role.step(), role.idle()] == [1, 0, None]
    case_id = desk.kept(number).case
    assert case_id is not None
    (opened,) = desk.intake.database.read(lambda conn: store.history(conn, case_id))
    assert (opened.step, opened.who) == ("open", "rule 危及生命安全")
    assert opened.details == {"reports": 1, "opening_rule": "danger"}
    assert desk.kept(other).case is None
    waiting = desk.cases.inbox.read(EVERYWHERE)
    assert [bundle.id for bundle in waiting.bundles] == [other]
    assert [state.id for state in desk.told()] == [case_id]


def test_people_who_joined_are_counted_and_come_along(desk: Desk, role: OpenByRule) -> None:
    first, _second = lamp(desk, "zero"), lamp(desk, "zero")
    intake = desk.intake

    def signed_in(new: NewReport, actor: Actor) -> Person | None:
        return Person(new.reporter_key or "", "account")

    def join(person: str, *, verified: bool = True) -> None:
        joining = JoinReport(
            intake.database,
            intake.outbox,
            intake.clock,
            demonstration().zone,
            signed_in if verified else intake.reporting.assessor.person,
        )
        joining.join(first, Voice(browser=person), ANYONE, sees_all=True)

    for nobody in range(9):
        join(f"browser {nobody}", verified=False)
    assert role.step() == 0
    join("one")
    assert role.step() == 1
    assert (desk.told()[-1].reports, desk.told()[-1].people) == (12, 3)


def test_old_tables_and_guessed_categories_open_nothing(desk: Desk, role: OpenByRule) -> None:
    old = desk.intake.clock.now() - timedelta(days=4)
    leak(desk, occurred_at=old)
    desk.reported(service_code=None, **HERE)
    assert (role.step(), role.idle()) == (0, None)
    sure = ruling(desk, replace(DANGER, problem_types=(), severity=1, days=90, confidence=0))
    assert sure.idle() is not None


def test_where_a_case_is_open_already_an_officer_decides(desk: Desk, role: OpenByRule) -> None:
    leak(desk)
    assert role.step() == 1
    again = leak(desk)
    assert [role.step(), role.idle()] == [0, None]
    far = leak(desk, lat=30.42)
    assert role.step() == 1
    assert (desk.kept(again).case, desk.kept(far).case is not None) == (None, True)
    first = desk.told()[0]
    case = desk.intake.database.read(lambda conn: store.by_id(conn, first.id))
    assert case is not None
    desk.take(case, "answer", COLLEAGUE, outcome="answered", note="已处理。")
    assert role.step() == 1
    assert desk.kept(again).case is not None


def test_one_role_opens_and_another_waits_for_its_lease(desk: Desk, role: OpenByRule) -> None:
    leak(desk)
    lease = Lease(desk.intake.database, runtime_tables, "opening", "two", desk.intake.clock)
    profile = replace(demonstration(), opening_rules=(DANGER,))
    other = OpenByRule(
        desk.intake.database, profile, desk.cases.open_case, lease, desk.intake.clock
    )
    assert [role.step(), other.step()] == [1, 0]
    assert len(desk.told()) == 1


def test_a_profile_without_rules_opens_nothing(desk: Desk) -> None:
    leak(desk)
    role = ruling(desk)
    assert (role.step(), role.idle()) == (0, None)
