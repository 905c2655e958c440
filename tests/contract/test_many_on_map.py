"""The map with more reports than can be drawn, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Float, Integer, cast, insert, literal, literal_column, select

from services.intake.reports.listing import Box
from services.intake.reports.tables import reports
from services.intake.site.board import Wanted
from services.intake.site.board_map import CELLS, OnMap, on_map
from services.intake.site.board_store import MOST_POINTS, Areas
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import a_report

MEIYUAN = "yunqiao.hexin.meiyuan"
SIDE = 250
"""Reports on each side of a square, 0.0004 degrees apart."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def spread(intake: Intake, number: int, area: str | None = MEIYUAN) -> None:
    """So many public reports, row by row from the south-west, and one far away of its own."""
    intake.report(a_report(service_code="street_lamp", lat=30.9, long=123.9, area="liuting"))
    one = intake.report(a_report(service_code="street_lamp", lat=30.0, long=123.0, area=area))
    counting = select(literal(1).label("n")).cte("counting", recursive=True)
    counting = counting.union_all(select(counting.c.n + 1).where(counting.c.n < number - 1))
    n = counting.c.n
    own = {
        "id": literal("R-").concat(cast(n, reports.c.id.type)),
        "tracking_token": literal("t-").concat(cast(n, reports.c.id.type)),
        "seq": literal_column("null"),
        "accepted": literal_column("null"),
        "lat": 30.0 + cast(n / SIDE, Integer) * literal(0.0004, Float),
        "long": 123.0 + (n % SIDE) * literal(0.0004, Float),
    }
    columns: list[Any] = [own.get(column.name, column) for column in reports.c]
    rows = select(*columns).select_from(counting).join(reports, reports.c.id == one)
    intake.database.write(
        lambda conn: conn.execute(insert(reports).from_select(list(reports.c), rows))
    )


def look(intake: Intake, box: Box | None = None) -> OnMap:
    wanted = Wanted(box=box)
    now = intake.clock.now()
    return intake.database.read(lambda conn: on_map(conn, wanted, Areas(None), now))


def test_up_to_two_thousand_are_drawn_one_by_one(intake: Intake) -> None:
    spread(intake, MOST_POINTS - 1)
    found = look(intake)
    assert (found.total, len(found.reports), found.clusters) == (MOST_POINTS, MOST_POINTS, ())


def test_fifty_thousand_are_counted_exactly_in_a_bounded_answer(intake: Intake) -> None:
    spread(intake, 50_000)
    with Statements(intake.database) as statements:
        found = look(intake)
    assert len(statements.seen) == 3
    assert found.total == 50_001
    assert len(found.reports) + sum(each.number for each in found.clusters) == 50_001
    assert len(found.reports) + len(found.clusters) <= (CELLS + 1) ** 2
    assert [report.place.area for report in found.reports] == ["liuting"]
    assert {cluster.area for cluster in found.clusters} == {MEIYUAN}
    largest = found.clusters[0]
    closer = look(intake, largest.box)
    assert closer.total >= largest.number
    assert all(largest.number >= cluster.number for cluster in found.clusters)


def test_coming_closer_ends_with_single_reports(intake: Intake) -> None:
    spread(intake, 10_000)
    found = look(intake)
    for _ in range(6):
        if not found.clusters:
            break
        found = look(intake, found.clusters[0].box)
    assert found.clusters == ()
    assert 0 < len(found.reports) == found.total


def test_a_cell_with_several_areas_names_what_holds_them_all(intake: Intake) -> None:
    spread(intake, 2_500)
    spread_elsewhere = a_report(
        service_code="street_lamp", lat=30.0, long=123.0, area="yunqiao.shuangyin"
    )
    intake.report(spread_elsewhere)
    named = {cluster.area for cluster in look(intake).clusters}
    assert named == {MEIYUAN, "yunqiao"}
