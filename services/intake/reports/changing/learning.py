"""Suggestions learn from what officers corrected, here and in other processes."""

import time
from collections.abc import Callable, Sequence

from services.intake.reports.changing.corrections import lessons
from services.intake.reports.suggesting.pairs import Lesson
from services.runtime.database import Database

Learn = Callable[[Sequence[Lesson]], None]
"""Suggest by these corrections from now on."""


class Learning:
    """What one process has learned. Safe for threads."""

    def __init__(self, database: Database, learn: Learn, every: float | None = None) -> None:
        """`every`: seconds between looks at what was corrected elsewhere; none: never."""
        self._database = database
        self._pass_on = learn
        self._every = every
        self._due_at = 0.0
        self._taught: Sequence[Lesson] = ()

    def catch_up(self) -> None:
        """Learn what was corrected elsewhere, where it is time to look."""
        if self._every is None or time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + self._every
        self.learn(self._database.read(lessons))

    def learn(self, taught: Sequence[Lesson]) -> None:
        """Learn these, unless they are known."""
        if list(taught) != list(self._taught):
            self._pass_on(taught)
            self._taught = taught
