"""Finding public requests, on SQLite and on PostgreSQL: the same answers, few statements."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.open311 import store
from services.intake.open311.changeset import Changeset
from services.intake.open311.query import Query, read_query
from services.intake.open311.request import Happening
from services.intake.reports import store as report_store
from services.intake.reports.listing import Box, Circle
from services.intake.reports.report import Contact
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import NOON, OFFICER, PHONE, a_report, an_imported
from tests.unit.intake.open311.front import KEY, LAMP, open_front


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def _ids(intake: Intake, query: Query) -> list[str]:
    return [each.id for each in intake.database.read(lambda conn: store.find(conn, query))]


def test_only_what_is_public_is_found(intake: Intake) -> None:
    shown = intake.report(a_report(service_code="street_lamp"))
    intake.report(a_report(service_code="street_lamp", public=False))
    intake.report(a_report(service_code="wages"))
    assert _ids(intake, Query()) == [shown]


def test_spans_places_and_services_narrow_the_list(intake: Intake) -> None:
    here = a_report(service_code="street_lamp", lat=29.9, long=121.6)
    first = intake.report(here)
    intake.clock.advance(3600)
    second = intake.report(a_report(service_code="leak", lat=29.9, long=121.7))
    later = NOON + timedelta(minutes=30)
    assert _ids(intake, Query(end=later)) == [first]
    assert _ids(intake, Query(start=later)) == [second]
    assert _ids(intake, Query(services=("leak",))) == [second]
    assert _ids(intake, Query(box=Box(west=121.5, south=29, east=121.65, north=30))) == [first]
    assert _ids(intake, Query(circle=Circle(lat=29.9, long=121.7, radius=50))) == [second]
    assert _ids(intake, Query(ids=(first, second))) == [second, first]
    assert _ids(intake, Query(page=2, page_size=1)) == [first]


def test_changes_are_found_by_when_they_were_made(intake: Intake) -> None:
    rows = [an_imported(f"{n}", public=True, service_code="leak") for n in range(2)]
    old, other = (each.id for each in intake.tables.receive_many(rows, OFFICER))
    intake.clock.advance(86_400)
    now = intake.clock.now()
    again = an_imported("0", public=True, service_code="leak", description="更多")
    intake.tables.receive_many([again], OFFICER)
    assert old is not None
    assert _ids(intake, Query(updated_after=now)) == [old]
    assert _ids(intake, Query(updated_before=now - timedelta(seconds=1))) == [other]
    found = intake.database.read(lambda conn: store.find(conn, Query(ids=(old,))))[0]
    assert (found.version, found.changed_at, found.updated_at) == (2, now, now)
    happened = intake.database.read(lambda conn: store.history(conn, [found]))
    assert happened == {old: [Happening(now, "changed")]}


def test_a_token_tells_its_number_once_the_report_has_its_place(intake: Intake) -> None:
    number = intake.report(a_report())
    kept = intake.database.read(lambda conn: report_store.by_id(conn, number))
    assert kept is not None
    token = kept.keeping.tracking_token

    def known() -> tuple[str, bool] | None:
        return intake.database.read(lambda conn: store.number_of(conn, token))

    assert known() == (number, intake.database.dialect == "sqlite")
    intake.number()
    assert known() == (number, True)
    assert intake.database.read(lambda conn: store.number_of(conn, "other")) is None


def test_the_changeset_is_noted_once(intake: Intake) -> None:
    first = Changeset(intake.database, intake.clock, "services")
    since = first.since()
    intake.clock.advance(60)
    assert Changeset(intake.database, intake.clock, "services").since() == since
    other = Changeset(intake.database, intake.clock, "other services").since()
    assert other == since + timedelta(seconds=60)
    assert intake.rows("service_changesets") == 2


@pytest.mark.parametrize("stored", [0, 1, 30])
def test_every_call_takes_the_same_few_statements(
    intake: Intake, tmp_path: Path, stored: int
) -> None:
    for _ in range(stored):
        intake.report(a_report(service_code="street_lamp", lat=29.9, long=121.6))
    number = intake.report(a_report(service_code="street_lamp"))
    front = open_front(tmp_path, database=intake.database)
    front.get("discovery.json")
    create = {"sqlite": 2, "postgresql": 1}[intake.database.dialect]
    allowed = {
        "services.xml": 0,
        "services/street_lamp.json": 0,
        "discovery.json": 0,
        "requests.json": 1,
        "requests.xml?extensions=true": 3,
        "requests.json?lat=29.9&long=121.6&radius=500": 1,
        "requests.json?updated_after=2026-11-01T00:00:00Z": 1,
        f"requests/{number}.json": 1,
        "tokens/unknown.json": 1,
    }
    for path, most in allowed.items():
        with Statements(intake.database) as statements:
            front.http.get(f"/open311/v2/{path}")
        assert len(statements.seen) <= most, (path, statements.seen)
    with Statements(intake.database) as statements:
        assert front.post({**LAMP, "api_key": KEY, "phone": PHONE}).status_code == 200
    assert len(statements.seen) <= create + 1, statements.seen


def test_nothing_personal_can_be_read(intake: Intake) -> None:
    contact = Contact(name="王大明", phone=PHONE, email="wang@example.org")
    said = a_report(contact=contact, extras={"备注": PHONE}, reporter_key="browser-1")
    intake.report(replace(said, service_code="street_lamp"))
    found = intake.database.read(lambda conn: store.find(conn, read_query([], NOON)))
    told = f"{found}"
    assert found
    assert all(secret not in told for secret in ("王大明", PHONE, "wang@", "browser-1"))


@pytest.mark.parametrize("argument", ["service_code", "service_request_id", "status", "page"])
def test_what_no_database_can_hold_finds_nothing(
    intake: Intake, tmp_path: Path, argument: str
) -> None:
    front = open_front(tmp_path, database=intake.database)
    for sent in ("\0", "a\0b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")):
        assert front.get("requests.json", **{argument: sent}).status_code in (200, 400)
    assert front.get("tokens/%00.json").status_code == 404
