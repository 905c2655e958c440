"""300 new reports are 80 places: the inbox bundles what is one thing to do."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.intake_events import Category, Place, Support
from services.intake.cases.inbox.bundles import SPAN, Bundle, bundled
from services.intake.reports.report import Report
from tests.unit.intake.builders import NOON

NUMBERS = count(1)
RADII = {"lighting": 30.0, "noise": 150.0}
METRE = 1 / 111_195
"""Degrees of latitude."""


def a_waiting(
    lat: float | None = 30.41, group: str = "lighting", code: str = "street_lamp", **said: Any
) -> Report:
    number = next(NUMBERS)
    area = said.pop("area", None)
    address = said.pop("address", "")
    report = Report(
        id=f"20261122-{number:05}",
        version=1,
        seq=number,
        subject="路灯不亮",
        description="路灯不亮",
        category=Category(code=code, group=group, confidence=0.9, decided_by="suggestion"),
        request_type="complaint",
        place=Place(
            lat=lat,
            long=None if lat is None else 123.14,
            address=address,
            area=area,
            area_path=(area,) if area else (),
            area_confidence=1.0,
        ),
        severity=2,
        source="resident",
        external_id=None,
        audience="public",
        agreed=True,
        pseudonym=f"p{number}",
        pseudonym_verified=False,
        support=Support(in_favour=0, against=0),
        case=None,
        object=None,
        joins=None,
        occurred_at=NOON,
        received_at=NOON + timedelta(minutes=number % 50),
        erased=False,
        extras={},
    )
    return replace(report, **said)


def bundles(*waiting: Report) -> list[Bundle]:
    return bundled(waiting, lambda group: RADII[group])


def test_reports_of_one_group_within_its_radius_are_one_bundle() -> None:
    near = [a_waiting(30.41), a_waiting(30.41 + 25 * METRE)]
    far = a_waiting(30.41 + 80 * METRE)
    noise = a_waiting(30.41, group="noise", code="site_noise")
    found = bundles(*near, far, noise)
    assert sorted(len(bundle.reports) for bundle in found) == [1, 1, 2]
    wide = [a_waiting(30.41 + 80 * METRE * n, group="noise", code="site_noise") for n in (0, 1)]
    assert [len(bundle.reports) for bundle in bundles(*wide)] == [2]


def test_what_came_a_season_later_is_another_thing_to_do() -> None:
    early = a_waiting(received_at=NOON)
    late = a_waiting(received_at=NOON + SPAN + timedelta(seconds=1))
    assert len(bundles(early, late)) == 2
    between = a_waiting(received_at=NOON + SPAN / 2)
    assert len(bundles(early, between, late)) == 1


def test_reports_without_a_point_are_together_only_under_one_address() -> None:
    same = [a_waiting(None, area="qinghe.a", address="3栋") for _ in range(2)]
    other = a_waiting(None, area="qinghe.a", address="4栋")
    nowhere = [a_waiting(None) for _ in range(2)]
    assert sorted(len(bundle.reports) for bundle in bundles(*same, other, *nowhere)) == [1, 1, 1, 2]


def test_danger_comes_first_and_then_who_waits_longest() -> None:
    waits = a_waiting(30.1, received_at=NOON)
    later = a_waiting(30.2, received_at=NOON + timedelta(hours=1))
    danger = a_waiting(30.3, received_at=NOON + timedelta(hours=2), severity=4)
    assert [bundle.leading for bundle in bundles(later, danger, waits)] == [danger, waits, later]


def test_a_bundle_counts_people_once_and_takes_the_usual_category() -> None:
    reports = [
        a_waiting(pseudonym="a", code="lamp_pole"),
        a_waiting(pseudonym="a"),
        a_waiting(pseudonym=None),
        a_waiting(pseudonym=None, severity=3),
    ]
    (bundle,) = bundles(*reports)
    assert (bundle.people, bundle.category, bundle.severity) == (2, "street_lamp", 3)


def test_a_bundle_keeps_its_id_while_it_grows() -> None:
    first = a_waiting(received_at=NOON)
    more = [a_waiting(received_at=NOON + timedelta(days=day)) for day in (1, 2)]
    assert bundles(first)[0].id == bundles(first, *more)[0].id == first.id


@given(st.lists(st.integers(-4000, 4000), max_size=40), st.randoms())
def test_every_report_is_in_one_bundle_whatever_the_order_they_are_given_in(
    metres: list[int], shuffle: Any
) -> None:
    waiting = [a_waiting(30.0 + number * METRE) for number in metres]
    found = bundles(*waiting)
    assert sorted(r.id for b in found for r in b.reports) == sorted(r.id for r in waiting)
    mixed = list(waiting)
    shuffle.shuffle(mixed)
    assert bundles(*mixed) == found
