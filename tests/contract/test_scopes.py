"""Every route that names or shows a thing, against somebody who works for another part of the town.

Who may call a route at all is asked in `test_who_may_call`. Here everybody may; each calls it for
a thing of the own area, of another area, of the own unit, of another unit, and without a limit.
What it names stands in `tests/contract/scopes.py`; a route without a row there fails.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, select
from werkzeug.test import TestResponse

from services.intake.behalf.form import FILED_BY
from services.intake.cases.case.case import Saying, Worker
from services.intake.cases.case.tables import cases
from services.intake.reports.report import ANYONE, Contact
from services.intake.reports.tables import reports
from services.intake.tables import metadata
from services.runtime.identity.access import Actor, Scope
from services.runtime.web.paging import read_cursor
from tests.contract.scopes import THINGS, Row, row_of
from tests.contract.test_who_may_call import Route, routes
from tests.unit.intake.builders import a_report
from tests.unit.intake.photos.pictures import jpeg
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site
from tests.unit.projectbank import test_reach
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import HELD, Shelf, open_shelf

HERE, THERE = "yunqiao.hexin", "liuting.luhua"
UNIT_OF = {"street_lamp": "municipal", "rubbish": "sanitation"}
SCOPES = {
    "own area": Scope(areas=("yunqiao",)),
    "other area": Scope(areas=("liuting",)),
    "own unit": Scope(units=("municipal",)),
    "other unit": Scope(units=("sanitation",)),
    "own area, other unit": Scope(areas=("yunqiao",), units=("sanitation",)),
    "no limit": Scope(),
}
NEARBY = {"lat": 30.4159, "long": 123.14607, "radius": 500, "category": "street_lamp"}
_PAGES = ("/desk", "/report", "/find")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Cell:
    """What lies in one area and is for one unit: something of every kind."""

    area: str
    category: str
    named: dict[str, str] = field(default_factory=dict)
    """Per kind of thing, how an address names it."""

    @property
    def marks(self) -> list[str]:
        """What a page or answer that shows anything of it holds."""
        return [*self.named.values(), f"暗号{self.area[:3]}{self.category[:3]}"]

    def is_of(self, scope: Scope) -> bool:
        mine = not scope.areas or self.area.split(".")[0] in scope.areas
        return mine and (not scope.units or UNIT_OF[self.category] in scope.units)


class Staff(FixedKeys):
    """Each key is the name of a scope."""

    def actor(self, key: str) -> Actor | None:
        if key in SCOPES:
            return Actor("officer", key, key, scope=SCOPES[key])
        return super().actor(key)


class Town:
    """Intake with a cell for each of two areas and two units."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cells = [
            self._filled(Cell(area, category)) for area in (HERE, THERE) for category in UNIT_OF
        ]
        self._clients: dict[str, tuple[FlaskClient, str]] = {}

    def _filled(self, cell: Cell) -> Cell:
        photo = self.site.photos.receive.receive(jpeg()).photo.id
        cell.named["report"] = self._filed(cell, photos=(photo,))
        cell.named["photo"] = photo
        cell.named["member"] = self._filed(cell)
        condition = next(iter(self.site.cases.conditions(cell.category)))
        said = Saying(condition=condition, unit=UNIT_OF[cell.category])
        handle = self.site.cases.handle_bundle.handle
        case = handle([cell.named["member"]], "dispatch", Worker(name="officer clerk"), said)
        cell.named["case"] = case.id
        return cell

    def _filed(self, cell: Cell, **said: Any) -> str:
        new = a_report(
            description=f"这里坏了。{cell.marks[-1]}",
            service_code=cell.category,
            area=cell.area,
            lat=NEARBY["lat"],
            long=NEARBY["long"],
            public=False,
            contact=Contact(name="王", phone="13800138000"),
            extras={FILED_BY: "officer clerk"},
            **said,
        )
        return self.site.receive.receive(new, ANYONE).id

    def call(self, who: str, route: Route, cell: Cell, own: Cell) -> TestResponse:
        """As that officer, for the thing of the cell; where the body names a thing beside that
        in the address, it is one of the officer's own."""
        row = row_of(route.method, route.path)
        assert row is not None
        beside = cell if row.what == "asked" else own
        body = _filled_in(row.body, beside)
        client, token = self._client(who)
        address = _address(route.path, row, cell)
        if route.method == "GET":
            query = NEARBY if address.endswith("/nearby") else None
            return client.get(address, query_string=query, headers=bearing(who))
        if address.startswith(_PAGES):
            form = {**(body or {}), "csrf_token": token}
            return client.open(address, method=route.method, data=form, headers=bearing(who))
        return client.open(address, method=route.method, json=body, headers=bearing(who))

    def _client(self, who: str) -> tuple[FlaskClient, str]:
        """A browser of that officer, and what its forms carry."""
        if who not in self._clients:
            client = self.site.client()
            found = _TOKEN.search(client.get("/desk/behalf", headers=bearing(who)).text)
            assert found is not None
            self._clients[who] = client, found[1]
        return self._clients[who]

    def state(self) -> Mapping[str, Any]:
        """How many rows each table has, and at which version reports and cases are."""

        def read(conn: Connection) -> Mapping[str, Any]:
            counts = {
                table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }
            versions = [
                tuple(row)
                for table in (reports, cases)
                for row in conn.execute(select(table.c.id, table.c.version).order_by(table.c.id))
            ]
            return {**counts, "versions": versions}

        return self.site.database.read(read)


def _address(path: str, row: Row, cell: Cell) -> str:
    report = cell.named["member" if row.what in ("member", "question") else "report"]
    address = path.replace("<int:number>", "1").replace("<kind>", "report")
    for name in ("report_id", "number", "subject"):
        address = address.replace(f"<{name}>", report)
    address = address.replace("<case_id>", cell.named["case"])
    address = address.replace("<name>.jpg", f"{cell.named['photo']}.jpg").replace("<name>", report)
    return address.replace("<area>", cell.area).replace("<suffix>", "json")


def _filled_in(body: Any, cell: Cell) -> Any:
    if isinstance(body, dict):
        return {name: _filled_in(value, cell) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled_in(value, cell) for value in body]
    names = {"REPORT": cell.named["report"], "PHOTO": cell.named["photo"], "AREA": cell.area}
    return names.get(body, body) if isinstance(body, str) else body


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    site = open_site(tmp_path, Staff())
    yield Town(site)
    site.database.close()


def _rows(site: Site, *kinds: str) -> list[tuple[Route, Row]]:
    found = [(route, row_of(route.method, route.path)) for route in routes(site.app)]
    return [(route, row) for route, row in found if row is not None and row.what in kinds]


def test_what_belongs_to_others_is_there_for_no_officer_on_any_route(town: Town) -> None:
    before = town.state()
    named = _rows(town.site, *THINGS)
    assert len(named) > 40
    wrong = [
        f"{route} as {who} for {cell.area} {cell.category}: {answer.status_code}"
        for route, _ in named
        for who, scope in SCOPES.items()
        for cell in town.cells
        if not cell.is_of(scope)
        for answer in [town.call(who, route, cell, _own(town, scope))]
        if answer.status_code != 404 or _tells(answer, cell)
    ]
    assert not wrong, "\n".join(wrong)
    assert town.state() == before


def test_what_a_body_names_is_refused_where_it_belongs_to_others(town: Town) -> None:
    before = town.state()
    wrong = [
        f"{route} as {who} for {cell.area} {cell.category}: {answer.status_code}"
        for route, _ in _rows(town.site, "asked")
        for who, scope in SCOPES.items()
        for cell in town.cells
        if not cell.is_of(scope)
        for answer in [town.call(who, route, cell, cell)]
        if answer.status_code not in (404, 422)
    ]
    # With the own thing in the address and another's in the body.
    for route, row in _rows(town.site, "case", "report"):
        if row.body is None or "REPORT" not in str(row.body):
            continue
        for who, scope in SCOPES.items():
            for cell in town.cells:
                if not cell.is_of(scope):
                    answer = town.call(who, route, _own(town, scope), cell)
                    if answer.status_code != 422:
                        wrong.append(f"{route} with {cell.area} as {who}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert town.state() == before


def test_lists_show_to_each_what_is_theirs(town: Town) -> None:
    wrong, shown = [], {who: set[str]() for who in SCOPES}
    for route, _ in _rows(town.site, "list"):
        for who, scope in SCOPES.items():
            answer = town.call(who, route, town.cells[0], town.cells[0])
            assert answer.status_code == 200, (route, answer.text)
            shown[who] |= {
                mark for cell in town.cells for mark in cell.marks if mark in answer.text
            }
            wrong += [
                f"{route} as {who} shows {mark} of {cell.area} {cell.category}"
                for cell in town.cells
                if not cell.is_of(scope)
                for mark in cell.marks
                if mark in answer.text
            ]
    assert not wrong, "\n".join(wrong)
    for who, scope in SCOPES.items():
        own = [cell for cell in town.cells if cell.is_of(scope)]
        assert {cell.named[kind] for cell in own for kind in ("report", "case")} <= shown[who], who


@pytest.mark.parametrize("who", SCOPES)
def test_page_after_page_is_full_and_no_cursor_tells_of_others(town: Town, who: str) -> None:
    """A cursor names the last report of its page, so that must be one of the reader's."""
    listed, cursor = [], None
    client = town.site.client()
    while True:
        query = {"page_size": 1, **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/intake/v1/reports", query_string=query, headers=bearing(who)).json
        assert answer is not None
        [item] = answer["items"]
        listed.append(item["id"])
        cursor = answer["cursor"]
        if cursor is None:
            break
        assert read_cursor(cursor)[1] == item["id"]
    own = [cell for cell in town.cells if cell.is_of(SCOPES[who])]
    assert sorted(listed) == sorted(cell.named[one] for cell in own for one in ("report", "member"))


def test_what_is_for_the_staff_is_public_for_nobody(town: Town) -> None:
    for route, _ in _rows(town.site, "public"):
        for cell in town.cells:
            answer = town.call("no limit", route, cell, cell)
            assert answer.status_code in (200, 400, 404, 409, 422), (route, answer.status_code)
            assert not _tells(answer, cell), route


@pytest.mark.parametrize("who", SCOPES)
def test_what_is_the_own_is_there(town: Town, who: str) -> None:
    """So that nothing above is refused for another reason."""
    wrong = []
    # Nothing was asked about a report, so that of a question nothing can be there.
    for route, _ in _rows(town.site, *(THINGS - {"question"})):
        for cell in town.cells:
            if not cell.is_of(SCOPES[who]):
                continue
            answer = town.call(who, route, cell, cell)
            fine = (200,) if route.method == "GET" else (200, 201, 204, 303, 403, 409, 422)
            if answer.status_code not in fine:
                wrong.append(f"{route} for {cell.area} {cell.category}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _tells(answer: TestResponse, cell: Cell) -> bool:
    """Whether it holds anything of the cell that was not in the address."""
    return any(mark in answer.text for mark in cell.marks if mark not in answer.request.path)


def _own(town: Town, scope: Scope) -> Cell:
    return next(cell for cell in town.cells if cell.is_of(scope))


def test_no_planner_answers_a_proposal_that_names_what_is_others(tmp_path: Path) -> None:
    with test_reach.opened(tmp_path) as client:
        found = [
            (route, row)
            for route in routes(client.application)
            if (row := row_of(route.method, route.path)) is not None and row.what == "proposal"
        ]
        assert len(found) == 2
        for route, row in found:
            for proposal in test_reach.PROPOSALS:
                address = route.path.replace("<proposal_id>", proposal)
                for who in test_reach.SEEN:
                    if proposal not in test_reach.proposed_to(who):
                        answer = test_reach.ask(client, who, address, route.method, json=row.body)
                        assert answer.status_code == 404, (route, who, answer.text)


def test_no_planner_reads_a_need_or_a_project_of_others(tmp_path: Path) -> None:
    with test_reach.opened(tmp_path) as client:
        for route in routes(client.application):
            row = row_of(route.method, route.path)
            if row is None or row.what not in ("need", "project"):
                continue
            for project, need in test_reach.NEED_OF.items():
                address = route.path.replace("<project_id>", project).replace("<need_id>", need)
                address = address.replace("<gate>", "permit").replace("<criterion>", "feasibility")
                for who, seen in test_reach.SEEN.items():
                    if project in seen and route.method != "GET":
                        continue
                    answer = test_reach.ask(client, who, address, route.method, json=row.body)
                    expected = 200 if project in seen else 404
                    assert answer.status_code == expected, (route, who, answer.text)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Staff records of the reader's area and unit, of another area, and of another unit."""
    with open_shelf(tmp_path) as shelf:
        own = {"audience": "staff", "area_path": ("d", "d1"), "responsible_unit": "u1"}
        shelf.put(
            a_document("R-1", "路灯坏了甲", **own),
            a_document("R-2", "路灯坏了乙", **{**own, "area_path": ("d", "d2")}),
            a_document("R-3", "路灯坏了丙", **{**own, "responsible_unit": "u2"}),
            a_document("P-2", "路灯更新乙", **{**own, "kind": "project", "responsible_unit": "u2"}),
            a_document("C-2", "路灯案件乙", **{**own, "kind": "case", "area_path": ("d", "d2")}),
        )
        shelf.index.settle()
        yield shelf


def test_no_search_shows_a_record_of_others(shelf: Shelf) -> None:
    expected = {
        "report:R-1": 200,
        "report:R-2": 404,
        "report:R-3": 404,
        "project:P-2": 404,
        "case:C-2": 404,
    }
    for route in routes(shelf.app):
        row = row_of(route.method, route.path)
        for key, status in expected.items():
            kind, _, record = key.partition(":")
            address = route.path.replace("<kind>", kind).replace("<record>", record)
            if row is not None and row.what == "record":
                assert shelf.client(HELD).get(address).status_code == status, (route, key)
            elif row is not None and row.what == "list":
                for typed in ("路灯", record):
                    told = shelf.client(HELD).get(address, query_string={"q": typed}).text
                    assert "乙" not in told, (route, typed)
                    assert "丙" not in told, (route, typed)
    counted = shelf.client(HELD).get("/api/search/v1/records?q=路灯&facets=kind,area").json
    assert counted is not None
    assert counted["total"] == 1
    assert counted["facets"]["area"] == [{"value": "d", "count": 1}, {"value": "d1", "count": 1}]
