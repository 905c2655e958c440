"""Deciding for one report which need it belongs to."""

from collections.abc import Mapping
from dataclasses import replace

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.members.membership import How, Membership
from services.projectbank.needs.need import need_id
from services.projectbank.needs.reports.report import StoredReport


def decide(
    memory: Grouping,
    report: StoredReport,
    position: int,
    shapes: Mapping[str, int],
    *,
    pinned: bool = False,
) -> Membership | None:
    """None for what may not join, or follows a report without need.

    `shapes` tells where the report is that this one may follow. A pinned report may always join.
    """
    if report.erased:
        return None
    if report.joins is not None:
        followed = shapes.get(report.joins)
        if followed is None:
            return None
        memory.hear(followed, report.groupable().occurred_at)
        return _membership(memory, report, followed, position, "followed", 0)
    if not (pinned or report.may_join_a_need()):
        return None
    placed = memory.place(report.groupable())
    how: How = "founded" if placed.founded else "joined"
    joined = _membership(memory, report, placed.shape, position, how, placed.overlap)
    return replace(joined, distance=placed.distance, figures=placed.figures)


def _membership(
    memory: Grouping, report: StoredReport, shape: int, position: int, how: How, overlap: int
) -> Membership:
    return Membership(
        report=report.id,
        need=need_id(memory.need_of(shape)),
        position=position,
        how=how,
        overlap=overlap,
        mark=report.grouping_mark(),
        counted=report.counting_mark(),
        placed_in=shape,
        shape=shape,
    )
