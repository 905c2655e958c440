"""The statistics of a period: everything counted, kept apart by unit and by group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.figures.counting import case_store, dispatch_store, ending_store, median_store
from services.intake.figures.counting.case_store import Slice
from services.intake.figures.counting.dispatch_store import Dispatched, Reason
from services.intake.figures.counting.median_store import Medians
from services.intake.figures.counts import Counts, Due, Ended, Opened, Sent, Shelved, summed
from services.intake.figures.period import Wanted
from services.intake.figures.share import NOTHING, Median


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What was counted for one wish."""

    wanted: Wanted
    overall: Counts
    by_unit: Mapping[str, Counts]
    by_group: Mapping[str, Counts]
    by_rule: Mapping[str | None, Sent]
    """Dispatches by the rule that named the unit; None: a person named it."""
    reasons: Sequence[Reason]
    shelved: Shelved


STATEMENTS = 8
"""How many SQL statements one reading takes, however much there is to count."""


def read(conn: Connection, wanted: Wanted, profile: Profile, now: datetime) -> Statistics:
    """Count everything at once, so that the parts agree with each other."""
    counted = _Counted(
        profile=profile,
        due=case_store.due(conn, wanted, now),
        opened=case_store.opened(conn, wanted),
        ended=ending_store.ended(conn, wanted),
        sent=dispatch_store.dispatched(conn, wanted),
        answers=median_store.days_to_answer(conn, wanted),
        closings=median_store.days_to_close(conn, wanted),
    )
    slices = counted.slices()
    return Statistics(
        wanted=wanted,
        overall=counted.of(lambda _: True, counted.answers.overall, counted.closings.overall),
        by_unit={
            unit: counted.of_unit(unit) for unit in sorted({s.unit for s in slices if s.unit})
        },
        by_group={group: counted.of_group(group) for group in sorted({s.group for s in slices})},
        by_rule=_by_rule(counted.sent),
        reasons=dispatch_store.reasons(conn, wanted),
        shelved=case_store.shelved(conn, wanted, now.astimezone(profile.zone).date()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The counts by slice, to be added up."""

    profile: Profile
    due: Mapping[Slice, Due]
    opened: Mapping[Slice, Opened]
    ended: Mapping[Slice, Ended]
    sent: Sequence[Dispatched]
    answers: Medians
    closings: Medians

    def slices(self) -> set[Slice]:
        return {*self.due, *self.opened, *self.ended, *(each.slice for each in self.sent)}

    def of_unit(self, unit: str) -> Counts:
        answer, close = self.answers.by_unit.get(unit, NOTHING), self.closings.by_unit.get(unit)
        return self.of(lambda found: found.unit == unit, answer, close or NOTHING)

    def of_group(self, group: str) -> Counts:
        answer, close = self.answers.by_group.get(group, NOTHING), self.closings.by_group.get(group)
        return self.of(lambda found: found.group == group, answer, close or NOTHING)

    def of(self, fits: Callable[[Slice], bool], answer: Median, close: Median) -> Counts:
        due = {found: count for found, count in self.due.items() if fits(found)}
        return Counts(
            due=summed(Due, due.values()),
            due_limited=summed(Due, self._of_kind(due, time_limited=True)),
            due_best_effort=summed(Due, self._of_kind(due, time_limited=False)),
            opened=summed(Opened, (count for found, count in self.opened.items() if fits(found))),
            ended=summed(Ended, (count for found, count in self.ended.items() if fits(found))),
            sent=summed(Sent, (each.sent for each in self.sent if fits(each.slice))),
            answer_days=answer,
            close_days=close,
        )

    def _of_kind(self, due: Mapping[Slice, Due], *, time_limited: bool) -> Sequence[Due]:
        """A problem type that the profile has dropped is of neither kind."""
        kinds = self.profile.problem_types
        return [
            count
            for found, count in due.items()
            if found.category in kinds and kinds[found.category].time_limited is time_limited
        ]


def _by_rule(sent: Sequence[Dispatched]) -> Mapping[str | None, Sent]:
    rules = sorted({each.rule for each in sent}, key=lambda rule: rule or "")
    return {rule: summed(Sent, (each.sent for each in sent if each.rule == rule)) for rule in rules}
