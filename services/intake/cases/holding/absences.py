"""Being away from the desk: saying so, with a deputy, and being back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, delete, select

from services.contracts.profile.model import Profile
from services.intake.cases.case.case import Worker
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.holding.holding import Absence, Colleague
from services.intake.cases.holding.tables import desk_absences
from services.runtime.clock import Clock
from services.runtime.database import Database, upsert


@dataclass(frozen=True, slots=True)
class Absences:
    """Use cases of officers. Everybody has at most one absence; a later one replaces it."""

    database: Database
    profile: Profile
    clock: Clock
    colleagues: Callable[[], Sequence[Colleague]]

    def leave(self, who: Worker, first_day: date, last_day: date, deputy: str) -> Absence:
        """Raises MissingDetail: days in the wrong order or over, or a deputy who could not see
        all cases of this person."""
        if last_day < first_day:
            raise MissingDetail("last_day", "day_order")
        if last_day < self.today():
            raise MissingDetail("last_day", "day_over")
        if deputy not in {each.name for each in self.deputies(who)}:
            raise MissingDetail("deputy", "known_colleague")
        absence = Absence(who=who.name, first_day=first_day, last_day=last_day, deputy=deputy)
        self.database.write(lambda conn: _replace(conn, absence))
        return absence

    def be_back(self, who: Worker) -> None:
        self.database.write(lambda conn: _forget(conn, who.name))

    def deputies(self, who: Worker) -> Sequence[Colleague]:
        """Colleagues who may stand in for this person."""
        known = self.colleagues()
        away = next((each for each in known if each.name == who.name), None)
        if away is None:
            return ()
        path_of = self.profile.area_path
        return [each for each in known if each.may_stand_in_for(away, path_of)]

    def every(self) -> Sequence[Absence]:
        """Those that are not over yet. One statement."""
        return self.database.read(lambda conn: current(conn, self.today()))

    def today(self) -> date:
        return self.clock.now().astimezone(self.profile.zone).date()


def current(conn: Connection, day: date) -> Sequence[Absence]:
    """Absences that are not over before a day."""
    rows = conn.execute(
        select(desk_absences).where(desk_absences.c.last_day >= day).order_by(desk_absences.c.who)
    )
    return [_absence(row) for row in rows]


def _replace(conn: Connection, absence: Absence) -> None:
    row = {
        "who": absence.who,
        "first_day": absence.first_day,
        "last_day": absence.last_day,
        "deputy": absence.deputy,
    }
    # Pressed twice, the second one must not stumble over the first.
    upsert(conn, desk_absences, [row], key=["who"])


def _forget(conn: Connection, who: str) -> None:
    conn.execute(delete(desk_absences).where(desk_absences.c.who == who))


def _absence(row: Row[tuple[object, ...]]) -> Absence:
    return Absence(who=row.who, first_day=row.first_day, last_day=row.last_day, deputy=row.deputy)
