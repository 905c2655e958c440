"""Intake's web app over a SQLite file, with a client for each role."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from services.contracts import catalogue
from services.contracts.profile.model import Profile
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.supporting.works_on import works_on
from services.intake.cases.wiring import case_desk, telling_cases
from services.intake.front.wiring import web_app
from services.intake.notices.channels.port import BOTH, Kind
from services.intake.photos.attach import attach_to_report
from services.intake.photos.file_store import FileStore
from services.intake.photos.wiring import Photos, photos_in
from services.intake.reports.masking.masking import mask
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.wiring import assessor, reporting
from services.intake.sources.import_table import ImportTable
from services.intake.sources.rehearse import Rehearsal
from services.intake.sources.uploads.hand_in import HandIn
from services.intake.sources.wiring import Imports
from services.intake.tables import metadata, runtime_tables
from services.runtime.clock import Clock, SystemClock
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Actor, Keys
from services.runtime.jobs import JobBoard
from services.runtime.outbox import Outbox
from services.runtime.web.settings import WebSettings
from tests.unit.intake.builders import SECRET, demonstration


class FixedKeys(Keys):
    """A key is the name of its role."""

    def actor(self, key: str) -> Actor | None:
        known = {
            "officer": Actor("officer", "front desk", "k1"),
            "device": Actor("device", "sensor 7", "k2"),
            "planner": Actor("planner", "planner", "k3"),
        }
        return known.get(key)


@dataclass
class Site:
    """The app, its database, and what a caller needs."""

    app: Flask
    database: Database
    receive: Receive
    cases: CaseDesk
    photos: Photos
    handing_in: HandIn

    def client(self) -> FlaskClient:
        return self.app.test_client()


def open_site(
    path: Path,
    keys: Keys | None = None,
    *,
    limited: bool = False,
    sends: frozenset[Kind] = BOTH,
    profile: Profile | None = None,
    clock: Clock | None = None,
) -> Site:
    database = open_database(f"sqlite:///{path}/intake.db")
    database.write(metadata.create_all)
    profile = profile or demonstration()
    clock = clock or SystemClock()
    outbox = Outbox(runtime_tables, catalogue, clock, "intake")
    reports = reporting(
        database,
        outbox,
        profile,
        assessor(profile, SECRET),
        clock,
        attach=attach_to_report,
        tell_case=telling_cases(outbox, profile, clock),
    )
    photos = photos_in(FileStore(path / "photos"), database, clock)
    web = WebSettings(secret="a secret of the tests only, 32 chars", rate_limits=limited)
    imports = Imports(ImportTable(profile), reports.tables, Rehearsal(database, profile, clock))
    desk = case_desk(database, outbox, profile, clock, mask)
    board = JobBoard(database, runtime_tables, clock)
    handing_in = imports.at_desk(works_on(profile), database, clock, board)
    app = web_app(reports, imports, handing_in, desk, photos, web, keys or FixedKeys(), sends)
    return Site(app, database, reports.receive, desk, photos, handing_in)


def bearing(role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {role}"}
