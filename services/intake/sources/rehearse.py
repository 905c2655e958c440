"""A dry run: what would become of rows, with nothing stored."""

from collections.abc import Callable, Sequence

from services.contracts.profile.model import Profile
from services.intake.reports import store
from services.intake.reports.faults import BrokenRule
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import NewReport
from services.intake.reports.rules import Standards, broken_rules
from services.runtime.clock import Clock
from services.runtime.database import Database

Refused = Callable[[NewReport], Sequence[BrokenRule]]
"""Why a row would not be taken from whoever hands it in."""


def _from_anybody(_: NewReport) -> Sequence[BrokenRule]:
    return ()


class Rehearsal:
    """Stands in for `ReceiveTable`. Reads only; a row that comes twice counts twice."""

    def __init__(self, database: Database, profile: Profile, clock: Clock) -> None:
        self._database = database
        self._profile = profile
        self._clock = clock

    def rehearse_many(
        self, rows: Sequence[NewReport], refused: Refused = _from_anybody
    ) -> list[Outcome]:
        """One outcome per row, in order. Raises DatabaseUnavailable."""
        keys = [key for new in rows if (key := new.external_key) is not None]
        known = self._database.read(lambda conn: store.taken_over(conn, keys))
        standards = Standards(
            self._profile.known_types, self._profile.areas, self._clock.now(), vouched=True
        )
        return [
            Outcome("rejected", broken=tuple(broken))
            if (broken := refused(new))
            else _outcome(new, known.get(new.external_key) if new.external_key else None, standards)
            for new in rows
        ]


def _outcome(new: NewReport, earlier: store.TakenOver | None, standards: Standards) -> Outcome:
    if earlier is not None and earlier.digest == digest_of(new):
        return Outcome("unchanged")
    broken = broken_rules(new, standards)
    if broken:
        return Outcome("rejected", broken=broken)
    return Outcome("created" if earlier is None else "changed")
