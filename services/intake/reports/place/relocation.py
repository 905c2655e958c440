"""Where an officer says a report is, and what that must hold."""

from collections.abc import Collection
from dataclasses import dataclass

from services.intake.reports import faults
from services.intake.reports.report import Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocation:
    """A point, an area, or both, and why.

    An area alone leaves the point as it was; a point alone finds its area by the outlines.
    """

    lat: float | None = None
    long: float | None = None
    datum: Datum = "wgs84"
    area: str | None = None
    why: str

    def broken_rules(self, areas: Collection[str]) -> tuple[faults.BrokenRule, ...]:
        """Every rule that it breaks; `areas` are the codes of the profile."""
        lat, long = self.lat, self.long
        broken: list[faults.BrokenRule] = []
        if lat is None and long is None and self.area is None:
            broken.append(faults.MissingPoint("/area"))
        if (lat is None) != (long is None):
            broken.append(faults.HalfACoordinate("/long" if long is None else "/lat"))
        if lat is not None and not -90 <= lat <= 90:
            broken.append(faults.OutOfRange("/lat"))
        if long is not None and not -180 <= long <= 180:
            broken.append(faults.OutOfRange("/long"))
        if self.area is not None and self.area not in areas:
            broken.append(faults.UnknownArea("/area"))
        return tuple(broken)
