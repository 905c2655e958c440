"""Builders that show only what matters."""

from datetime import UTC, datetime

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import DAY, GroupingRules
from services.projectbank.needs.grouping.shape import Groupable, Point

NOON = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())


def a_groupable(
    seq: int,
    subject: str,
    *,
    description: str = "",
    group: str | None = None,
    point: Point | None = None,
    area_path: tuple[str, ...] = (),
    days: int = 0,
) -> Groupable:
    return Groupable(
        seq=seq,
        subject=subject,
        description=description,
        group=group,
        point=point,
        area_path=area_path,
        occurred_at=NOON + days * DAY,
    )


def grouped(*reports: Groupable, rules: GroupingRules | None = None) -> list[int]:
    """The need of each report, placed in order."""
    grouping = Grouping(rules or GroupingRules())
    return [grouping.place(report).need for report in reports]
