"""What became of a report, as steps that a neighbour would understand; newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.intake.feedback.thread import ProjectNews, Thread
from services.intake.reports.report import Report
from services.intake.reports.store import Change
from services.intake.site.case_news import CaseNews


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a report."""

    kind: Literal["received", "changed", "published", "hidden", "erased", "case", "need", "project"]
    at: datetime
    need: str | None = None
    project: ProjectNews | None = None
    case: CaseNews | None = None


def timeline(
    report: Report, changes: Sequence[Change], thread: Thread, case: Sequence[CaseNews] = ()
) -> Sequence[Step]:
    """Received → changed → handled → counted into a need → project; the newest step first.

    At one moment what follows comes before what it follows from.
    """
    steps = list(_steps(report, changes, thread, case))
    steps.reverse()
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _steps(
    report: Report, changes: Sequence[Change], thread: Thread, case: Sequence[CaseNews]
) -> Iterator[Step]:
    yield Step("received", report.received_at)
    for change in changes:
        if change.before.keys() == {"case_id"}:
            # The news of the case says it in better words.
            continue
        if change.before.keys() == {"audience"}:
            shown = change.before["audience"] == "staff"
            yield Step("published" if shown else "hidden", change.at)
            continue
        erased = report.erased and change.version == report.version
        yield Step("erased" if erased else "changed", change.at)
    for news in case:
        yield Step("case", news.at, case=news)
    if thread.link is not None and thread.link.need is not None:
        yield Step("need", thread.link.changed_at, need=thread.link.need)
        for project in thread.projects:
            # A project that is older than the link became this report's when it was linked.
            yield Step("project", max(project.changed_at, thread.link.changed_at), project=project)
