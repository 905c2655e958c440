"""Intake's database on either dialect, with what its use cases need."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, text

from services.contracts import catalogue
from services.contracts.envelope import Event
from services.contracts.intake_events import ReportState
from services.intake.reports.changing.correct import Correct
from services.intake.reports.numbering.number_in_order import NumberInOrder
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.receiving.receive_table import ReceiveTable
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.report import ANYONE, NewReport
from services.intake.reports.wiring import reporting
from services.intake.tables import metadata, runtime_tables
from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.ids import short_code
from services.runtime.lease import Lease
from services.runtime.outbox import Outbox
from tests.unit.intake.builders import NOON, an_assessor, demonstration


@dataclass
class Intake:
    """Intake without wiring: a database, a clock that stands still, and its use cases."""

    database: Database
    draw: Callable[[int], str] = short_code
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    role: NumberInOrder | None = None
    """The one that `number` works with; another would wait for its lease."""

    @property
    def outbox(self) -> Outbox:
        return Outbox(runtime_tables, catalogue, self.clock, "intake")

    @property
    def reporting(self) -> Reporting:
        return reporting(
            self.database, self.outbox, demonstration(), an_assessor(), self.clock, draw=self.draw
        )

    @property
    def receive(self) -> Receive:
        return self.reporting.receive

    @property
    def tables(self) -> ReceiveTable:
        return self.reporting.tables

    @property
    def correct(self) -> Correct:
        return self.reporting.correct

    def numbering(self, holder: str = "one") -> NumberInOrder:
        lease = Lease(self.database, runtime_tables, "numbering", holder, self.clock)
        return NumberInOrder("intake-numbering", self.database, self.outbox, lease)

    def number(self) -> None:
        """Number everything that waits; nothing waits on SQLite."""
        if self.role is None:
            self.role = self.numbering()
        while self.role.step():
            pass

    def report(self, new: NewReport) -> str:
        """Send it as anybody; its id."""
        return self.receive.receive(new, ANYONE).id

    def events(self) -> Sequence[Event]:
        """What is in the outbox, in the order in which it would leave."""
        table = runtime_tables.outbox
        rows = self.database.read(
            lambda conn: conn.execute(select(table.c.body).order_by(table.c.id)).scalars().all()
        )
        return [catalogue.decode(bytes(row)) for row in rows]

    def states(self) -> Sequence[ReportState]:
        return [each.data for each in self.events() if isinstance(each.data, ReportState)]

    def rows(self, table: str) -> int:
        query = text(f"select count(*) from {table}")
        count: int = self.database.read(lambda conn: conn.execute(query).scalar_one())
        return count


class Statements:
    """The SQL statements between enter and exit, without transaction control."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self.seen: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _c: Connection, _k: object, statement: str, *_: object) -> None:
        control = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
        if not statement.upper().startswith(control):
            self.seen.append(statement)


def drawn(*codes: str) -> Callable[[int], str]:
    """Codes in this order, then distinct ones."""
    rest = count()
    given = iter(codes)
    return lambda _length: next(given, None) or f"X{next(rest):04}"


def open_intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    """An empty database of the dialect that the parameter names."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/intake.db"
    else:
        url = request.getfixturevalue("emptied_postgres")("intake")
    database = open_database(url)
    database.write(metadata.create_all)
    yield Intake(database)
    database.close()
