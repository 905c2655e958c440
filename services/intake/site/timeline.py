"""What became of a report, as steps that a neighbour would understand; newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.intake.feedback.thread import ProjectNews, Thread
from services.intake.reports.report import Report
from services.intake.reports.store import Change


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a report."""

    kind: Literal["received", "changed", "erased", "need", "project"]
    at: datetime
    need: str | None = None
    project: ProjectNews | None = None


def timeline(report: Report, changes: Sequence[Change], thread: Thread) -> Sequence[Step]:
    """Received → changed → counted into a need → project; the newest step first.

    At one moment what follows comes before what it follows from.
    """
    steps = list(_steps(report, changes, thread))
    steps.reverse()
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _steps(report: Report, changes: Sequence[Change], thread: Thread) -> Iterator[Step]:
    yield Step("received", report.received_at)
    for change in changes:
        erased = report.erased and change.version == report.version
        yield Step("erased" if erased else "changed", change.at)
    if thread.link is not None and thread.link.need is not None:
        yield Step("need", thread.link.changed_at, need=thread.link.need)
        for project in thread.projects:
            # A project that is older than the link became this report's when it was linked.
            yield Step("project", max(project.changed_at, thread.link.changed_at), project=project)
