"""Opening cases by rule: a leased role looks at what is new in the inbox, and opens what fits.

It takes up whole bundles, each in a transaction of its own, and only where no case of the group is
open close by: what may belong to one is left to an officer. A report has one case at most, so
looking again changes nothing. The history names the rule as the one who opened the case.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from services.contracts.profile.model import Profile
from services.contracts.profile.opening_rules import OpeningRule
from services.intake.cases.by_rule.rules import rule_for
from services.intake.cases.case.case import Worker
from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.case.tables import cases
from services.intake.cases.inbox.bundles import Bundle, bundled
from services.intake.cases.inbox.inbox import radius_in, waits_in_inbox
from services.intake.cases.opening.open_case import OpenCase
from services.intake.reports.listing import distance
from services.intake.reports.people import somebody, with_joined
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.watching import Pause

logger = logging.getLogger(__name__)
PAUSE: Final = 5.0
"""Seconds between two looks; how long what is dangerous may wait for its case."""
MOST_LOOKED_AT: Final = 3_000
"""Waiting reports that are looked at together, the newest. More than a page can show: who waits
for a case does not wait for officers to work their way down to it."""
_ENDED: Final = ("closed", "void")


@dataclass(frozen=True, slots=True)
class Due:
    """A bundle and the rule that opens its case."""

    bundle: Bundle
    rule: OpeningRule


class OpenByRule:
    """A role: one of them looks, the others wait for its lease."""

    def __init__(
        self, database: Database, profile: Profile, opening: OpenCase, lease: Lease, clock: Clock
    ) -> None:
        self.name = "intake-opening"
        self._database = database
        self._profile = profile
        self._opening = opening
        self._lease = lease
        self._clock = clock
        self._loop = LeasedLoop(self.name, lease, "no case is opened by rule")
        self._seen: tuple[object, ...] | None = None

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, Pause(PAUSE))

    def step(self) -> int:
        """Open what is due if this is the one at work; how many cases were opened.

        Raises DatabaseUnavailable, LeaseLost.
        """
        if not self._profile.opening_rules or not self._lease.hold():
            return 0
        seen = self._database.read(self._signature)
        if seen == self._seen:
            return 0
        opened = sum(self._open(each) for each in self._database.read(self.due))
        self._seen = seen if opened == 0 else None
        return opened

    def due(self, conn: Connection) -> list[Due]:
        """The bundles for which a rule opens a case, in the order of the inbox."""
        rows = conn.execute(
            select(*REPORT)
            .where(*waits_in_inbox(), reports.c.occurred_at >= self._oldest())
            .order_by(reports.c.received_at.desc(), reports.c.id.desc())
            .limit(MOST_LOOKED_AT)
        )
        waiting = [report_of(row) for row in rows]
        radius, now = radius_in(self._profile), self._clock.now()
        voices = _voices(conn) if waiting else {}
        found: list[Due] = []
        for bundle in bundled(waiting, radius):
            people = _people(bundle, voices)
            rule = rule_for(self._profile.opening_rules, bundle, people, now)
            reach = radius(bundle.leading.category.group)
            if rule is not None and not _has_case_nearby(conn, bundle, reach):
                found.append(Due(bundle, rule))
        return found

    def _open(self, due: Due) -> int:
        numbers = [report.id for report in due.bundle.reports]
        who = Worker(name=f"rule {due.rule.name.zh}"[:200])

        def use(conn: Connection) -> None:
            self._lease.fence(conn)
            self._opening.open_in(conn, numbers, who, rule=due.rule.code)

        try:
            self._database.write(use)
        except CaseRefusal:
            # An officer took one of the reports up meanwhile; the rest is looked at again.
            logger.info("a bundle was taken up meanwhile", extra={"rule": due.rule.code})
            return 0
        return 1

    def _oldest(self) -> datetime:
        days = max((rule.days for rule in self._profile.opening_rules), default=0)
        return self._clock.now() - timedelta(days=days)

    def _signature(self, conn: Connection) -> tuple[object, ...]:
        """Changes when something new waits, was taken up, corrected or joined, or a case ends."""
        query = select(
            func.count(), func.max(reports.c.received_at), func.sum(reports.c.version)
        ).where(reports.c.case_id.is_(None), reports.c.received_at >= self._oldest())
        still_open = select(func.count()).where(cases.c.state.not_in(_ENDED))
        return (*conn.execute(query).one(), conn.execute(still_open).scalar_one())

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        waits = bool(self._profile.opening_rules) and self._database.read(self.due)
        return f"{self.name}: reports wait for a case by rule" if waits else None


def _voices(conn: Connection) -> dict[str, list[str | None]]:
    """Who joined what waits: whom they count as, by the report that was joined."""
    together, joined = with_joined()
    who = somebody(joined).label("somebody")
    query = (
        select(reports.c.joins, who)
        .select_from(together)
        .where(
            reports.c.joins.is_not(None), reports.c.case_id.is_(None), reports.c.erased.is_(False)
        )
    )
    found: dict[str, list[str | None]] = {}
    for row in conn.execute(query):
        found.setdefault(row.joins, []).append(row.somebody)
    return found


def _people(bundle: Bundle, voices: dict[str, list[str | None]]) -> int:
    """Who reported or joined; those of whom nothing is known are at most one."""
    people: set[str | None] = {report.pseudonym for report in bundle.reports}
    for report in bundle.reports:
        people.update(voices.get(report.id, ()))
    return len(people)


def _has_case_nearby(conn: Connection, bundle: Bundle, radius: float) -> bool:
    group, place = bundle.leading.category.group, bundle.leading.place
    rows = conn.execute(
        select(cases.c.lat, cases.c.long, cases.c.area).where(
            cases.c.category_group == group, cases.c.state.not_in(_ENDED)
        )
    ).all()
    if place.lat is None or place.long is None:
        return any(row.lat is None and row.area == place.area for row in rows)
    here = (place.lat, place.long)
    return any(row.lat is not None and distance(*here, row.lat, row.long) <= radius for row in rows)
