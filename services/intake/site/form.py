"""The report form: from what was typed to what is reported, and back to the same form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contracts.intake_events import REQUEST_TYPES, RequestType
from services.contracts.profile.model import LEVELS, Area, Profile
from services.intake.reports.faults import BrokenRule
from services.intake.reports.report import Contact, NewReport

Choices = Sequence[tuple[str, str]]
GroupedChoices = Sequence[tuple[str, Choices]]
FIELDS = (
    "description",
    "service_code",
    "request_type",
    "area",
    "address",
    "name",
    "phone",
    "email",
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


def new_report(typed: Typed, profile: Profile) -> NewReport:
    """What the form says. An area without an address is a place by its name, which is the same
    in every language of the pages: reports are compared by it."""
    values = typed.values
    area = profile.areas.get(values["area"])
    return NewReport(
        description=values["description"],
        service_code=values["service_code"] or None,
        request_type=_request_type(values["request_type"]),
        area=values["area"] or None,
        address=values["address"].strip() or (area.name.zh if area else None),
        client_id=typed.client_id,
        contact=Contact(
            name=values["name"].strip() or None,
            phone=values["phone"].strip() or None,
            email=values["email"].strip() or None,
        ),
        public=values["public"] == "yes",
        reporter_key=typed.browser,
    )


def field_of(fault: BrokenRule) -> str:
    """The pointer of the form's field that a rule points at."""
    return fault.pointer.removeprefix(_CONTACT)


def category_choices(profile: Profile, language: str) -> GroupedChoices:
    """Problem types under the names of their groups, both in the profile's order."""
    return [
        (
            group.name.in_language(language),
            [
                (kind.code, kind.name.in_language(language))
                for kind in profile.problem_types.values()
                if kind.group == group.code
            ],
        )
        for group in profile.groups.values()
    ]


def area_choices(profile: Profile, language: str) -> GroupedChoices:
    """Communities and estates under their sub-district."""
    return [
        (
            area.name.in_language(language),
            [(below.code, _indented(below, language)) for below in _below(profile, area)],
        )
        for area in profile.areas.values()
        if area.level == "sub_district"
    ]


def _below(profile: Profile, above: Area) -> Sequence[Area]:
    inside = [area for area in profile.areas.values() if above.code in profile.area_path(area.code)]
    return sorted(inside, key=lambda area: profile.area_path(area.code))


def _indented(area: Area, language: str) -> str:
    depth = LEVELS.index(area.level) - LEVELS.index("sub_district")
    return "\u3000" * depth + area.name.in_language(language)


def _request_type(value: str) -> RequestType:
    return next((known for known in REQUEST_TYPES if known == value), "unknown")
