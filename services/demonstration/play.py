"""Playing the story: every happening through the use case that people use, at its own time.

The table of reports comes in week by week between the happenings, so that every report was
received soon after it occurred and everything follows from what was there by then.
"""

import csv
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from services.demonstration.happenings import (
    Adopted,
    Happening,
    Judged,
    Moved,
    Opened,
    Picture,
    Settled,
    Stepped,
    Thought,
    Told,
    at,
)
from services.demonstration.story import OFFICER, PLANNER, REVIEWER
from services.demonstration.wiring import Town
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Worker
from services.intake.feedback import store as feedback_store
from services.intake.moderation.judge import Decision
from services.intake.reports.receiving.receive import Receipt
from services.intake.reports.report import ANYONE, Contact, NewReport
from services.projectbank.projects.edit import Cost, Order
from services.projectbank.projects.gates import GatesClosed
from services.runtime.identity.access import EVERYWHERE

logger = logging.getLogger(__name__)
_PICTURES: Final = Path(__file__).parent / "pictures"
_WEEK: Final = timedelta(days=7)
_FEN: Final = 100
Row = Mapping[str, str]


class Play:
    """One performance in one town."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._reports: dict[str, Receipt] = {}
        self._cases: dict[str, str] = {}
        self._projects: dict[str, str] = {}
        self._ranking: Sequence[Mapping[str, Any]] = ()
        self._taken_over = 0

    def perform(self, table: Path, story: Sequence[Happening]) -> Mapping[str, int]:
        """`{created, ranked}`: the reports there are now, and the projects ranked at the end.

        Raises what the use cases raise.
        """
        acts = [*self._weeks(table), *((one.at, self._act(one)) for one in story)]
        for moment, act in sorted(acts, key=lambda pair: pair[0]):
            self._town.clock.put_forward(moment)
            act()
        return {
            "created": self._taken_over + len(self._reports),
            "ranked": len(self._ranking),
        }

    def _weeks(self, table: Path) -> Iterator[tuple[datetime, Callable[[], None]]]:
        with table.open(encoding="utf-8", newline="") as file:
            rows = sorted(csv.DictReader(file), key=lambda row: row["occurred_at"])
        while rows:
            until = at(rows[0]["occurred_at"]) + _WEEK
            week = [row for row in rows if at(row["occurred_at"]) < until]
            rows = rows[len(week) :]
            # What was left over at the end is in before the last looks at it.
            moment = max(at(row["occurred_at"]) for row in week) + timedelta(hours=1)
            yield moment, partial(self._take_over, week)

    def _take_over(self, rows: Sequence[Row]) -> None:
        with tempfile.TemporaryDirectory(prefix="citymend-demo-") as folder:
            path = Path(folder) / "reports.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            self._taken_over += self._town.take_over(str(path))["created"]

    def _act(self, one: Happening) -> Callable[[], None]:
        acts: Mapping[type, Callable[[Any], None]] = {
            Told: self._tell,
            Opened: self._open,
            Stepped: self._step,
            Thought: self._think,
            Judged: self._judge,
            Adopted: self._adopt,
            Moved: self._move,
            Settled: self._settle,
        }
        return partial(acts[type(one)], one)

    def _tell(self, one: Told) -> None:
        photos = (self._picture(one.picture),) if one.picture else ()
        new = NewReport(
            description=one.words,
            subject=one.subject,
            service_code=one.category,
            request_type="complaint",
            lat=one.point[0],
            long=one.point[1],
            address=one.address,
            area=one.area,
            contact=Contact(email=f"{one.name}@example.org", language="zh"),
            reporter_key=f"demo-{one.name}",
            photos=photos,
        )
        receipt = self._reports[one.name] = self._town.receive.receive(new, ANYONE)
        for photo in photos:
            self._pass(photo)
        logger.debug("told", extra={"report": receipt.id})

    def _open(self, one: Opened) -> None:
        report = self._reports[one.of].id
        self._cases[one.of] = self._town.desk.open_case.open([report], Worker(name=OFFICER)).id

    def _case(self, name: str) -> Case:
        case = self._town.intake.read(lambda conn: case_store.by_id(conn, self._cases[name]))
        if case is None:
            raise LookupError(name)
        return case

    def _step(self, one: Stepped) -> None:
        who = Worker(name=one.who, units=(one.unit,) if one.unit else ())
        if one.picture:
            photo = self._picture(one.picture)
            self._town.adding.add(self._case(one.of).id, photo, who)
            self._pass(photo)
        case = self._case(one.of)
        self._town.desk.take_step.take(case.id, case.version, one.step, who, one.said)

    def _think(self, one: Thought) -> None:
        receipt = self._reports[one.of]
        self._town.saying.say(receipt.id, receipt.tracking_token, one.kind, one.why)

    def _judge(self, one: Judged) -> None:
        case = self._case(one.of)
        self._town.judging.judge(case.id, case.version, one.verdict, Worker(name=REVIEWER), one.why)

    def _picture(self, name: Picture) -> str:
        content = (_PICTURES / f"{name}.jpg").read_bytes()
        return self._town.photos.receive.receive(content).photo.id

    def _pass(self, photo: str) -> None:
        """An officer has looked at it, and everybody may see it."""
        reading, judging = self._town.moderation.reading, self._town.moderation.judging
        mark = reading.open("photo", photo, EVERYWHERE).item.mark
        decision = Decision(verdict="passed", why="", mark=mark)
        judging.judge("photo", photo, decision, OFFICER, EVERYWHERE)

    def _settle(self, _: Settled) -> None:
        self._town.settle()
        self._ranking = self._town.rank()["items"]
        self._town.settle()

    def _adopt(self, one: Adopted) -> None:
        """The project of the report's need; where it has none, the best ranked that is left."""
        taken = set(self._projects.values())
        wanted = [project for project in self._projects_of(one.of) if project not in taken]
        others = [item["project"] for item in self._ranking if item["project"] not in taken]
        found = next(iter([*wanted, *others]), None)
        if found is None:
            logger.warning("the demonstration has no draft to adopt", extra={"for": one.name})
            return
        self._projects[one.name] = found
        order = Order(who=PLANNER, why="现场已核实，纳入项目库。")
        self._town.edit.adopt(found, order)
        if one.cost is not None:
            low, high, served = one.cost
            cost = Cost(low=low * _FEN, high=high * _FEN, served=served)
            self._town.edit.correct(found, Order(who=PLANNER, why="投资匡算。"), cost=cost)

    def _projects_of(self, name: str | None) -> Sequence[str]:
        if name is None:
            return ()
        report = self._reports[name].id
        link = self._town.intake.read(lambda conn: feedback_store.thread(conn, report)).link
        return link.projects if link is not None else ()

    def _move(self, one: Moved) -> None:
        project = self._projects.get(one.name)
        if project is None:
            return
        order = Order(who=PLANNER, why=one.why)
        try:
            self._town.edit.move(project, order, one.state)
        except GatesClosed as closed:
            for gate in closed.missing:
                self._town.edit.record_gate(project, order, gate, passed=True, on=one.at.date())
            self._town.edit.move(project, order, one.state)
