"""The report form: from what was typed to what is reported, and back to the same form."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.contracts.intake_events import REQUEST_TYPES, RequestType
from services.contracts.profile.model import Profile
from services.intake.reports.faults import BrokenRule, UnknownPhoto
from services.intake.reports.report import NOTIFY, Contact, NewReport, Notify
from services.intake.site.asking import kept_answers
from services.intake.site.named_places import NamedPlace, named_place
from services.runtime.web.i18n import language

ANOTHER = "another"
"""Answers "which of these" with a kind that is chosen by hand beside it, or with none."""
FIELDS = (
    "description",
    "service_code",
    "request_type",
    "area",
    "place",
    "address",
    "lat",
    "long",
    "name",
    "phone",
    "email",
    "notify",
    "public",
)
_CONTACT = "/contact"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent."""

    values: Mapping[str, str]
    client_id: str
    browser: str
    """A random name that the browser keeps; tells people apart who give no contact."""
    photos: tuple[str, ...] = ()
    """Ids of photos that were sent before."""
    taken: str = ""
    """Where a photo says it was taken, "lat,long", while the reporter has not said yes or no."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What was answered to the questions about kinds of problem, by field."""
    guessed: frozenset[str] = frozenset()
    """Kinds that the pages proposed and that were there to be said yes to."""

    @property
    def accepted(self) -> str:
        """The kind that was proposed and that somebody said yes to; empty for none."""
        code = self.values["service_code"]
        return code if code in self.guessed else ""


def new_report(typed: Typed, profile: Profile) -> NewReport:
    """What the form says. An area without an address is a place by its name, which is the same
    in every language of the pages: reports are compared by it."""
    values = typed.values
    place = named_place(profile, values["place"])
    lat, long = _pin(values, place)
    area = values["area"] or (place.area if place else None)
    return NewReport(
        description=values["description"],
        service_code=values["service_code"] or None,
        suggested=bool(typed.accepted),
        request_type=_request_type(values["request_type"]),
        area=area,
        address=_address(values, place, profile),
        lat=lat,
        long=long,
        client_id=typed.client_id,
        contact=Contact(
            name=values["name"].strip() or None,
            phone=values["phone"].strip() or None,
            email=values["email"].strip() or None,
            notify=_notify(values["notify"]),
            language=language(),
        ),
        public=values["public"] == "yes",
        reporter_key=typed.browser,
        photos=typed.photos,
        extras=kept_answers(profile, values["service_code"], typed.answers),
    )


def field_of(fault: BrokenRule) -> str:
    """The pointer of the form's field that a rule points at."""
    if fault.pointer.startswith("/photos"):
        return "/picture"
    return fault.pointer.removeprefix(_CONTACT)


def without_lost_photos(typed: Typed, broken: Sequence[BrokenRule]) -> Typed:
    """The same without the photos that are not there any more, so that the rest can be sent."""
    lost = {fault.pointer for fault in broken if isinstance(fault, UnknownPhoto)}
    left = [photo for n, photo in enumerate(typed.photos) if f"/photos/{n}" not in lost]
    return replace(typed, photos=tuple(left))


def _address(values: Mapping[str, str], place: NamedPlace | None, profile: Profile) -> str | None:
    area = profile.areas.get(values["area"])
    typed = values["address"].strip()
    if place is not None:
        return place.name.zh if typed in ("", place.name.zh) else f"{place.name.zh} {typed}"
    return typed or (area.name.zh if area else None)


def _pin(values: Mapping[str, str], place: NamedPlace | None) -> tuple[float | None, float | None]:
    """The point that was chosen on the map, or else where the named place is."""
    try:
        lat, long = float(values["lat"]), float(values["long"])
    except ValueError:
        lat, long = math.nan, math.nan
    if -90 <= lat <= 90 and -180 <= long <= 180:
        return lat, long
    return (place.lat, place.long) if place else (None, None)


def _notify(value: str) -> Notify | None:
    return next((known for known in NOTIFY if known == value), None)


def _request_type(value: str) -> RequestType:
    return next((known for known in REQUEST_TYPES if known == value), "unknown")
