"""The judgement: what an officer decided about showing something, and what waits for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from services.intake.cases.case.case import Case
from services.intake.photos.photo import Photo
from services.intake.reports.audience import Verdict
from services.intake.reports.report import Report

Kind = Literal["report", "photo"]
KINDS: Final[tuple[Kind, ...]] = ("report", "photo")
LONGEST_WHY: Final = 500
"""Code points of a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision; never changed, the last one counts."""

    number: int
    """From 1, per subject."""
    verdict: Verdict
    at: datetime
    who: str
    why: str
    """For colleagues, masked; may be empty where it passed."""
    about: str | None
    """Digest of what the report said then; none for a photo, which never changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that an officer may judge: a report, or a photo of a report or of a case."""

    kind: Kind
    subject: str
    """The number of the report, or the id of the photo."""
    since: datetime
    judged: int
    """How many judgements there are."""
    report: Report | None = None
    """The report itself, or the one that the photo belongs to."""
    digest: str | None = None
    case: Case | None = None
    """The case whose work the photo shows."""
    photo: Photo | None = None

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def mark(self) -> str:
        """What tells whether somebody judged it, or said something else, since it was read."""
        about = self.digest[:16] if self.kind == "report" and self.digest else ""
        return f"{self.judged}-{about}"

    @property
    def area_path(self) -> tuple[str, ...]:
        """Empty when nobody knows where it is."""
        if self.report is not None:
            return self.report.place.area_path
        return self.case.area_path if self.case is not None else ()
