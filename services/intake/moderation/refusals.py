"""Everything that can keep a judgement from being taken: one exception per rule."""

from datetime import datetime

from services.intake.reports.audience import Verdict


class ModerationRefusal(Exception):
    """Nothing was decided; everything is as it was."""


class NothingToJudge(ModerationRefusal):
    """There is no such report or photo, or it lies outside of what this officer works for."""


class WhyNeeded(ModerationRefusal):
    """Who withholds something says why; `rule` is required or length."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class JudgedMeanwhile(ModerationRefusal):
    """Somebody judged it, or it says something else, since it was read. Who, where known."""

    def __init__(
        self, who: str | None = None, verdict: Verdict | None = None, at: datetime | None = None
    ) -> None:
        super().__init__(verdict or "says something else")
        self.who = who
        self.verdict = verdict
        self.at = at
