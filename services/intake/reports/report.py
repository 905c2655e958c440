"""The report: what was said (`NewReport`) and what intake keeps of it (`Report`). Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

from services.contracts.intake_events import (
    Audience,
    Category,
    Place,
    PossibleDanger,
    ReportState,
    RequestType,
    Support,
)

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")
KnownBy = Literal["account", "phone", "email", "source_user", "browser"]
Notify = Literal["stages", "answer", "nothing"]
NOTIFY: tuple[Notify, ...] = ("stages", "answer", "nothing")
"""Told of every stage, of the answer alone, or of nothing."""
Status = Literal["received", "erased"]
STATUSES: tuple[Status, ...] = ("received", "erased")
RESIDENT = "resident"
"""The source of what people send themselves."""
CODE_LENGTH = 5
"""Symbols after the date in a report's number: 31^5 = 28.6 million numbers a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a reporter can be reached. Never leaves intake."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    notify: Notify | None = None
    """What to be told of; None, nothing was said: every stage."""
    language: str | None = None
    """In which language the person reported: "zh" or "en", where that is known."""


class ExternalKey(NamedTuple):
    """A report of another system: the source, whose ids they are, and the id there."""

    source: str
    id_space: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who speaks: nobody known, a signed-in resident, an officer's or a device's key."""

    name: str
    vouches: bool = False
    """Holds an officer's or a device's key: may name a source and report what is long past."""
    account: str | None = None
    """The resident's account, when somebody is signed in as one."""


ANYONE = Actor(name="public")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What was said, as it was said: unmasked, in the datum it was given in.

    Raises nothing by itself; `rules.broken_rules` says what is wrong with it.
    """

    description: str
    subject: str | None = None
    """None: the first sentence of the description, once that is masked."""
    service_code: str | None = None
    suggested: bool = False
    """Whether `service_code` was proposed to the reporter, who said yes, and not chosen by hand."""
    request_type: RequestType = "unknown"
    lat: float | None = None
    long: float | None = None
    datum: Datum = "wgs84"
    address: str | None = None
    area: str | None = None
    object: str | None = None
    occurred_at: datetime | None = None
    """None: when it was received."""
    client_id: str | None = None
    """The sender's idempotency key."""
    contact: Contact = field(default_factory=Contact)
    public: bool | None = None
    """Whether the reporter agreed; None: yes where a person sends it, no where it is imported."""
    support: Support = field(default_factory=lambda: Support(in_favour=0, against=0))
    source: str = RESIDENT
    external_id: str | None = None
    id_space: str = ""
    """Whose external ids they are: a table of another city counts by itself."""
    reporter_key: str | None = None
    """The user id in the source that it is imported from, else the browser's id."""
    extras: Mapping[str, str] = field(default_factory=dict)
    """What has no field of its own: attributes, unknown columns. Masked, for staff only."""
    photos: tuple[str, ...] = ()
    """Ids of photos that were sent before."""
    photo_prints: tuple[str, ...] = ()
    """Where pictures came with the report itself, the digest of each: the same ones again, which
    have other ids, are the same report."""

    @property
    def imported(self) -> bool:
        """Taken over from another system, where it has an id."""
        return self.external_id is not None

    @property
    def external_key(self) -> ExternalKey | None:
        """What tells imported reports apart; none where it was said here."""
        if self.external_id is None:
            return None
        return ExternalKey(self.source, self.id_space, self.external_id)

    @property
    def agreed(self) -> bool:
        return (not self.imported) if self.public is None else self.public


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report at one version, as the other services may know it once it has its `seq`."""

    id: str
    """The number people see, such as 20261122-7K3QX."""
    version: int
    seq: int | None
    """Order of acceptance, dense from 1; none until it was numbered."""
    subject: str
    description: str
    category: Category
    request_type: RequestType
    place: Place
    severity: int
    source: str
    external_id: str | None
    audience: Audience
    agreed: bool
    """Whether the reporter agreed to its being public; one condition of the audience."""
    pseudonym: str | None
    pseudonym_verified: bool
    support: Support
    case: str | None
    object: str | None
    joins: str | None
    occurred_at: datetime
    received_at: datetime
    erased: bool
    extras: Mapping[str, str]
    """Masked, for staff only; in no event."""
    danger: PossibleDanger | None = None
    """A danger that its words speak of; lifts the severity until an officer dismisses it."""
    danger_anew_at: datetime | None = None
    """When words that came later spoke of it; none once an officer has judged it."""

    @property
    def danger_told_at(self) -> datetime:
        """When its danger, if any, was told of last."""
        return self.danger_anew_at or self.received_at

    @property
    def raised_by_words(self) -> bool:
        """Whether it is as severe as its words, which speak of a danger."""
        danger = self.danger
        return danger is not None and danger.holds and danger.severity == self.severity

    @property
    def status(self) -> Status:
        return "erased" if self.erased else "received"

    @property
    def reference(self) -> str:
        """What `after=` of a search waits for."""
        return version_reference(self.id, self.version)

    def state(self) -> ReportState:
        """What an event carries. Raises NotNumbered before the report has its `seq`."""
        if self.seq is None:
            raise NotNumbered(self.id)
        return ReportState(
            id=self.id,
            version=self.version,
            seq=self.seq,
            subject=self.subject,
            description=self.description,
            category=self.category,
            request_type=self.request_type,
            place=self.place,
            severity=self.severity,
            source=self.source,
            external_id=self.external_id,
            audience=self.audience,
            pseudonym=self.pseudonym,
            pseudonym_verified=self.pseudonym_verified,
            support=self.support,
            case=self.case,
            object=self.object,
            joins=self.joins,
            occurred_at=self.occurred_at,
            received_at=self.received_at,
            erased=self.erased,
            danger=self.danger,
        )


class NotNumbered(Exception):
    """No event may tell of a report before its place in the order of acceptance is known."""


def report_number(moment: datetime, zone: tzinfo, code: str) -> str:
    """The local date of the moment and a code, as people read it out on the telephone."""
    return f"{moment.astimezone(zone):%Y%m%d}-{code}"


def version_reference(report_id: str, version: int) -> str:
    return f"report:{report_id}@{version}"
