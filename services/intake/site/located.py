"""What a point says of where it is, told before a report is sent."""

from dataclasses import dataclass

from services.contracts.profile.model import Profile
from services.intake.reports.report import NewReport
from services.runtime.web.i18n import language


@dataclass(frozen=True, slots=True)
class Located:
    """The area of a point by name; or that it is outside of what this installation is for."""

    name: str = ""
    outside: bool = False


def located(profile: Profile, new: NewReport) -> Located:
    """Where a point lies; nothing without one, or where nobody drew the outline of the whole."""
    if new.lat is None or new.long is None:
        return Located()
    area = profile.area_at(new.lat, new.long)
    if area is not None:
        return Located(area.name.in_language(language()))
    whole = [known for known in profile.areas.values() if known.parent is None]
    return Located(outside=all(known.outline is not None for known in whole))
