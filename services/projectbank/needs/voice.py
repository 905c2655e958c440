"""One report of a need as a voice: who speaks, when, of what, and how sure anybody is of it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from services.projectbank.needs.people import counted_as, is_vouched
from services.projectbank.needs.reports.report import is_confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Everything of a report that a score looks at; nothing of its words or its place."""

    report: str
    person: str | None
    occurred_at: datetime
    category: str
    certainty: int
    """Thousandths."""
    decided_by: str
    severity: int
    source: str
    in_favour: int
    joins: str | None = None
    """The report that it only adds a voice to, without words of its own."""
    verified: bool = False
    """Whether the person behind it was seen to be who they say."""
    raised: bool = False
    """As severe as words that nobody has confirmed."""

    @property
    def follows(self) -> bool:
        return self.joins is not None

    def counted_as(self, known: Container[str]) -> str:
        """Whom it counts as among people who are known already: who made a report and adds to it
        later is the same person."""
        if self.person is not None and self.person in known:
            return self.person
        return counted_as(self.person, self.joins, verified=self.verified)

    @property
    def may_count_as(self) -> tuple[str, ...]:
        """Of whom must be known whether they were counted, before this is."""
        alone = counted_as(self.person, self.joins, verified=self.verified)
        return (alone,) if self.person is None or self.person == alone else (self.person, alone)

    @property
    def is_vouched(self) -> bool:
        """Whether somebody besides the writer says who wrote it."""
        return is_vouched(self.source, self.joins, verified=self.verified)

    @property
    def supporters(self) -> int:
        """Who spoke for it elsewhere, where a source vouches for the number: anybody could name
        one, also who is known by name."""
        return self.in_favour if is_vouched(self.source, self.joins, verified=False) else 0

    @property
    def is_unknown(self) -> bool:
        """Whether nothing tells who wrote it, so that it may be anybody's."""
        return self.person is None and not self.follows

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody decided the category."""
        return is_confirmed(self.certainty, self.decided_by)
