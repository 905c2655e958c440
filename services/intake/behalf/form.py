"""From what an officer typed for a caller to what is reported, and what must be mended first."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.contracts.intake_events import REQUEST_TYPES, RequestType
from services.contracts.profile.model import Profile
from services.intake.reports.faults import BrokenRule
from services.intake.reports.report import NOTIFY, RESIDENT, Contact, NewReport, Notify
from services.runtime.web.settings import LANGUAGES

FIELDS: Final = (
    "way",
    "description",
    "service_code",
    "request_type",
    "area",
    "address",
    "name",
    "phone",
    "email",
    "consent",
    "public",
    "notify",
    "language",
)
WAYS: Final = ("hotline", "community")
"""By telephone, or at the counter of a community. Who comes in person reports as everybody does,
so only calls have a source of their own."""
FILED_BY: Final = "filed_by"
"""The extra, for staff only, that names who filed it."""
FILED_AT: Final = "filed_at"


class NoConsent(BrokenRule):
    """Nothing that tells who somebody is may be kept without that person's word."""

    rule = "consent"
    detail = "Ask whether we may keep name and address; without a yes, leave them out."


class NoWay(BrokenRule):
    rule = "required"
    detail = "Say whether it was told by telephone or in person."


def new_report(
    values: Mapping[str, str], profile: Profile, client_id: str, officer: str
) -> NewReport:
    """What the caller says, with who filed it where only the staff can see it."""
    area = profile.areas.get(values["area"])
    return NewReport(
        description=values["description"],
        service_code=values["service_code"] or None,
        request_type=_request_type(values["request_type"]),
        area=values["area"] or None,
        address=values["address"].strip() or (area.name.zh if area else None),
        client_id=client_id,
        contact=Contact(
            name=values["name"].strip() or None,
            phone=values["phone"].strip() or None,
            email=values["email"].strip() or None,
            notify=_notify(values["notify"]),
            language=values["language"] if values["language"] in LANGUAGES else None,
        ),
        public=values["public"] == "yes",
        source="hotline" if values["way"] == "hotline" else RESIDENT,
        extras={FILED_BY: officer, FILED_AT: values["way"]},
    )


def own_faults(values: Mapping[str, str]) -> Sequence[BrokenRule]:
    """What this form asks beyond the rules of every report."""
    faults: list[BrokenRule] = [] if values["way"] in WAYS else [NoWay("/way")]
    given = any(values[name].strip() for name in ("name", "phone", "email"))
    if given and values["consent"] != "yes":
        faults.append(NoConsent("/consent"))
    return faults


def _request_type(value: str) -> RequestType:
    return next((known for known in REQUEST_TYPES if known == value), "unknown")


def _notify(value: str) -> Notify | None:
    return next((known for known in NOTIFY if known == value), None)
