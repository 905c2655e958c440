"""A report as the bank keeps it: its newest version, as intake tells it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from services.contracts.intake_events import ReportState
from services.projectbank.needs.grouping.copies import sketch_of
from services.projectbank.needs.grouping.shape import Groupable, Point

CONFIRMED = 800
"""Confidence, in thousandths, from which a category is no longer only suggested."""
_JOINING = frozenset({"complaint", "help", "suggestion", "tip_off", "unknown"})
_DEGREE = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """Text is masked by intake; an erased report has none."""

    id: str
    version: int
    seq: int
    subject: str
    description: str
    category: str
    group: str
    confidence: float
    decided_by: str
    request_type: str
    lat: float | None
    long: float | None
    area: str | None
    area_path: tuple[str, ...]
    severity: int
    source: str
    external_id: str | None
    audience: str
    pseudonym: str | None
    in_favour: int
    case_id: str | None
    joins: str | None
    occurred_at: datetime
    erased: bool
    road: str | None = None
    verified: bool = False
    """Whether the person behind it was seen to be who they say."""
    danger: int = 0
    """3 or 4 where its words speak of a danger that no officer dismissed."""
    raised: bool = False
    """As severe as those words, and no officer has confirmed them."""
    sketch: str | None = None
    """Of its text, by which near-copies are told; none for a short text."""

    @property
    def certainty(self) -> int:
        """Confidence in thousandths."""
        return thousandths(self.confidence)

    @property
    def category_is_confirmed(self) -> bool:
        return is_confirmed(self.certainty, self.decided_by)

    @property
    def point(self) -> Point | None:
        """Whole ten-millionths of a degree, so that sums are exact."""
        return stored_point(self.lat, self.long)

    def may_join_a_need(self) -> bool:
        """Enquiries and praise are answered and become no need; an erased report is a stub."""
        return not self.erased and self.request_type in _JOINING

    def groupable(self) -> Groupable:
        """What grouping looks at."""
        return Groupable(
            seq=self.seq,
            subject=self.subject,
            description=self.description,
            group=self.group if self.category_is_confirmed else None,
            point=self.point,
            area_path=self.area_path,
            occurred_at=int(self.occurred_at.timestamp()),
        )

    def grouping_mark(self) -> str:
        """Tells whether a later version says something else to grouping, the category aside."""
        said = (
            self.subject,
            self.description,
            self.point,
            self.area_path,
            int(self.occurred_at.timestamp()),
            self.joins,
        )
        return _mark(said)

    def counting_mark(self) -> str:
        """Tells whether a later version counts differently in its need."""
        counted = (
            self.pseudonym,
            self.occurred_at,
            self.category,
            self.group,
            self.certainty,
            self.decided_by,
            self.point,
            self.area_path,
            self.source,
            self.sketch,
            self.road,
            self.verified,
            self.in_favour,
            self.danger,
        )
        return _mark(counted)


def _mark(said: object) -> str:
    return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


def is_confirmed(certainty: int, decided_by: str) -> bool:
    """Whether somebody decided the category, and surely enough.

    What is suggested from the text is never more than suggested: it would only repeat the words
    that grouping compares anyway, and nobody has looked at the place.
    """
    return decided_by != "suggestion" and certainty >= CONFIRMED


def thousandths(confidence: float) -> int:
    return round(confidence * 1000)


def stored_point(lat: float | None, long: float | None) -> Point | None:
    """Degrees as whole ten-millionths; none unless both are known."""
    if lat is None or long is None:
        return None
    return round(lat * _DEGREE), round(long * _DEGREE)


def stored_report(state: ReportState) -> StoredReport:
    """The bank's copy of a report; an erased one keeps no words whatever the event carries."""
    return StoredReport(
        id=state.id,
        version=state.version,
        seq=state.seq,
        subject="" if state.erased else state.subject,
        description="" if state.erased else state.description,
        category=state.category.code,
        group=state.category.group,
        confidence=state.category.confidence,
        decided_by=state.category.decided_by,
        request_type=state.request_type,
        lat=state.place.lat,
        long=state.place.long,
        area=state.place.area,
        area_path=state.place.area_path,
        severity=state.severity,
        source=state.source,
        external_id=state.external_id,
        audience=state.audience,
        pseudonym=None if state.erased else state.pseudonym,
        in_favour=state.support.in_favour,
        case_id=state.case,
        joins=state.joins,
        occurred_at=state.occurred_at,
        erased=state.erased,
        road=state.place.road,
        verified=state.pseudonym_verified and not state.erased,
        danger=_danger(state),
        raised=_raised(state),
        sketch=None if state.erased else sketch_of(f"{state.subject}\n{state.description}"),
    )


def _danger(state: ReportState) -> int:
    danger = state.danger
    return danger.severity if danger is not None and danger.holds and not state.erased else 0


def _raised(state: ReportState) -> bool:
    danger = state.danger
    if danger is None or danger.judged != "unconfirmed":
        return False
    return danger.severity == state.severity
