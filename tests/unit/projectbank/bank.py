"""A bank on one database, moved by hand: no bus, no threads, a clock that stands still."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Connection, select

from services.contracts import catalogue
from services.contracts.catalogue import REPORT_CHANGED, REPORT_RECEIVED
from services.contracts.envelope import Event
from services.contracts.intake_events import Category, Place, ReportState, RequestType, Support
from services.contracts.profile.load import load_profile
from services.contracts.projectbank_events import LinkState, NeedState, ProjectState
from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.take_decision import Order, Outcome, TakeDecision
from services.projectbank.needs.decisions.decision import DecisionKind
from services.projectbank.needs.decisions.description import NOTHING_DESCRIBED, Description
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.members.store import members_by_position
from services.projectbank.needs.need import Need
from services.projectbank.needs.placing.group import GroupingJob
from services.projectbank.needs.placing.placing import Placing
from services.projectbank.needs.proposals.proposal import Proposal
from services.projectbank.needs.proposals.review import Reviewed, ReviewNeeds
from services.projectbank.needs.proposals.store import all_proposals
from services.projectbank.needs.regrouping.regroup import Regroup, Regrouped
from services.projectbank.needs.reports.on_report import on_report
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.store import load_needs, need_ids_in_order
from services.projectbank.needs.vocabulary import ProblemKind, Vocabulary
from services.projectbank.projects.propose import Propose
from services.projectbank.tables import metadata, runtime_tables
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.outbox import Outbox

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CONSUMER = "projectbank-reports"
OPEN_DRAFTS = dataclasses.replace(load_profile(), drafts="public")
"""A profile whose drafts are everybody's."""
VOCABULARY = Vocabulary(
    problems={
        "lamp_out": ProblemKind(
            name="路灯不亮",
            group="lighting",
            severity=2,
            project_type="road_renewal",
            indicator="road_lighting",
        ),
        "pothole": ProblemKind(
            name="路面破损", group="roads", severity=3, project_type="road_renewal"
        ),
        "noise": ProblemKind(name="噪声扰民", group="noise", severity=1),
        "unsafe_house": ProblemKind(
            name="房屋险情",
            group="housing",
            severity=4,
            time_limited=True,
            project_type="dangerous_housing",
        ),
        "fumes": ProblemKind(
            name="油烟",
            group="noise",
            severity=2,
            project_type="road_renewal",
            answered_by="enforcement",
            responsible_unit="law_enforcement",
        ),
        "other": ProblemKind(name="其他问题", group="other", severity=1),
    },
    radius={"lighting": 50, "roads": 100, "noise": 150},
    area_paths={"d-east-1": ("d", "d-east", "d-east-1")},
    areas={"d": "示范区", "d-east": "东街道", "d-east-1": "紫荆花园"},
    estates=frozenset({"d-east-1"}),
    project_types={"road_renewal": "道路有机更新", "dangerous_housing": "危旧房治理"},
)
ESTATE = ("d", "d-east", "d-east-1")


def a_report(
    seq: int,
    subject: str = "紫荆花园东门路灯不亮",
    *,
    version: int = 1,
    description: str = "",
    category: str = "lamp_out",
    confidence: float = 0.6,
    decided_by: str = "suggestion",
    request_type: str = "complaint",
    point: tuple[float, float] | None = None,
    area_path: tuple[str, ...] = (),
    road: str | None = None,
    person: str | None = "one each",
    joins: str | None = None,
    days: int = 0,
    severity: int = 2,
    source: str = "hotline",
    in_favour: int = 0,
    erased: bool = False,
    verified: bool = False,
) -> ReportState:
    """A report as intake tells it; each is from somebody else unless said otherwise."""
    moment = NOW - timedelta(days=30) + timedelta(days=days)
    return ReportState(
        id=f"R{seq}",
        version=version,
        seq=seq,
        subject=subject,
        description=description,
        category=Category(
            code=category,
            group=VOCABULARY.problems[category].group,
            confidence=confidence,
            decided_by=decided_by,  # type: ignore[arg-type]
        ),
        request_type=cast("RequestType", request_type),
        place=Place(
            lat=point[0] if point else None,
            long=point[1] if point else None,
            address="",
            area=area_path[-1] if area_path else None,
            area_path=area_path,
            area_confidence=1.0 if area_path else 0.0,
            road=road,
        ),
        severity=severity,
        source=source,
        external_id=None,
        audience="staff",
        pseudonym=f"person-{seq}" if person == "one each" else person,
        pseudonym_verified=verified,
        support=Support(in_favour=in_favour, against=0),
        case=None,
        object=None,
        joins=joins,
        occurred_at=moment,
        received_at=moment,
        erased=erased,
    )


def an_event(state: ReportState) -> Event:
    return Event(
        id=f"event-{state.id}-{state.version}",
        type=REPORT_RECEIVED if state.version == 1 else REPORT_CHANGED,
        source="intake",
        subject=state.id,
        time=NOW,
        data=state,
    )


class Bank:
    """What the tests do to a bank and see of it."""

    def __init__(
        self, database: Database, *, batch: int = 500, vocabulary: Vocabulary = VOCABULARY
    ) -> None:
        self.database = database
        self.vocabulary = vocabulary
        self.clock = FixedClock(NOW)
        with database.engine.begin() as conn:
            metadata.create_all(conn)
        self.outbox = Outbox(runtime_tables, catalogue, self.clock, "projectbank")
        self.candidates: Candidates = Propose(vocabulary, self.outbox, self.clock)
        self.rules = GroupingRules(radius=vocabulary.radius)
        self.batch = batch
        self.lease = Lease(database, runtime_tables, "grouping", "tests", self.clock)
        self.job = self.another_job()

    def in_batches_of(self, batch: int) -> "Bank":
        self.batch = batch
        self.job = self.another_job()
        return self

    def another_job(
        self, name: str = "grouping", candidates: Candidates | None = None
    ) -> GroupingJob:
        """A job with an empty memory, as after a restart of the same process."""
        return GroupingJob(
            name=name,
            consumer=CONSUMER,
            database=self.database,
            tables=runtime_tables,
            lease=self.lease,
            placing=Placing(self.rules),
            settle=Settle(self.vocabulary, candidates or self.candidates, self.outbox),
            batch=self.batch,
        )

    def hear(self, *states: ReportState) -> None:
        """The events arrive, as one batch."""
        events = [an_event(state) for state in states]
        self.database.write(lambda conn: on_report(conn, events))

    def group(self) -> None:
        """Run the job until nothing is left."""
        while self.job.step():
            pass

    def take(self, *states: ReportState) -> None:
        self.hear(*states)
        self.group()

    def decide(
        self,
        kind: DecisionKind,
        need: str,
        *,
        version: int | None = None,
        other: str | None = None,
        reports: tuple[str, ...] = (),
        who: str = "a planner",
        said: Description = NOTHING_DESCRIBED,
    ) -> Outcome:
        """A planner decides, having looked at the need as it is unless said otherwise."""
        if version is None:
            version = self.need(need).version
        order = Order(
            kind=kind,
            need=need,
            version=version,
            other=other,
            reports=reports,
            who=who,
            why="seen on the spot",
            said=said,
        )
        settle = Settle(self.vocabulary, self.candidates, self.outbox)
        return TakeDecision(self.database, settle, self.clock)(order)

    def regroup(self) -> Regrouped:
        return Regroup(
            database=self.database,
            lease=self.lease,
            job=self.job,
            settle=Settle(self.vocabulary, self.candidates, self.outbox),
            rules=self.rules,
        )()

    def another_review(self) -> ReviewNeeds:
        lease = Lease(self.database, runtime_tables, "proposals", "tests", self.clock)
        return ReviewNeeds(database=self.database, lease=lease, rules=self.rules, clock=self.clock)

    def review(self) -> Reviewed:
        return self.another_review()()

    def proposals(self) -> list[Proposal]:
        """What is worth most first."""
        found = self.database.read(all_proposals)
        return sorted(found.values(), key=lambda one: (-one.gain, one.id))

    def partition(self) -> dict[str, str]:
        """Report to need."""

        def use(conn: Connection) -> dict[str, str]:
            return {one.report: one.need for one in members_by_position(conn)}

        return self.database.read(use)

    def need(self, need: str) -> Need:
        return self.database.read(lambda conn: load_needs(conn, [need]))[need]

    def needs(self) -> list[Need]:
        def use(conn: Connection) -> list[Need]:
            found = load_needs(conn, need_ids_in_order(conn))
            return sorted(found.values(), key=lambda need: need.number)

        return self.database.read(use)

    def events(self) -> list[Event]:
        """Everything waiting to leave, in order."""
        table = runtime_tables.outbox

        def use(conn: Connection) -> Sequence[bytes]:
            return [row.body for row in conn.execute(select(table.c.body).order_by(table.c.id))]

        return [catalogue.decode(body) for body in self.database.read(use)]

    def links(self) -> list[LinkState]:
        return [event.data for event in self.events() if isinstance(event.data, LinkState)]

    def told_needs(self) -> list[NeedState]:
        return [event.data for event in self.events() if isinstance(event.data, NeedState)]

    def told_projects(self) -> list[ProjectState]:
        return [event.data for event in self.events() if isinstance(event.data, ProjectState)]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of the bank's own tables and the events, without ids and moments of sending."""
        tables = [
            table
            for table in metadata.sorted_tables
            if table.name not in {"leases", "outbox", "parked", "inbox", "jobs", "need_joins"}
        ]

        def use(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
            return {
                table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
                for table in tables
            }

        rows = self.database.read(use)
        rows["events"] = [
            (event.type, event.subject, dataclasses.astuple(event.data))  # type: ignore[call-overload]
            for event in self.events()
        ]
        return rows


def some_reports(length: int) -> Iterable[ReportState]:
    """Skewed, mixed traffic: places, problems, voices, enquiries, people who write often."""
    places = ("紫荆花园", "翠湖小区", "学院路", "东风村", "中心广场", "和平里", "滨江公园")
    problems = ("lamp_out", "pothole", "noise", "unsafe_house")
    for seq in range(1, length + 1):
        place, problem = (seq * seq) % len(places), problems[(seq * 7 + seq // 11) % 4]
        yield a_report(
            seq,
            f"{places[place]}{VOCABULARY.problems[problem].name}{seq % 17}号",
            category=problem,
            confidence=0.9 if seq % 5 == 0 else 0.6,
            decided_by="table" if seq % 5 == 0 else "suggestion",
            request_type="enquiry" if seq % 23 == 0 else "complaint",
            point=(29.9 + place * 0.01, 121.6) if seq % 3 == 0 else None,
            area_path=ESTATE if place == 0 else (),
            person=None if seq % 7 == 0 else f"person-{seq % 40}",
            joins=f"R{seq - 3}" if seq % 19 == 0 else None,
            days=-(seq % 300),
            in_favour=seq % 4,
        )
