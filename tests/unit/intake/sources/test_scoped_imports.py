"""Whoever works for a part of the town imports what belongs to it, and nothing else."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.reports import listing
from services.intake.reports.listing import Wanted
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site

HEADER = "external_id,description,area,service_code"
HERE, THERE = "yunqiao.hexin", "liuting.luhua"
SCOPES = {
    "yunqiao": Scope(areas=("yunqiao",)),
    "waste": Scope(units=("sanitation",)),
    "both": Scope(areas=("yunqiao",), units=("sanitation",)),
}


class Staff(FixedKeys):
    def actor(self, key: str) -> Actor | None:
        if key in SCOPES:
            return Actor("officer", key, key, scope=SCOPES[key])
        return super().actor(key)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, Staff())
    yield opened
    opened.database.close()


def imported(site: Site, who: str, *rows: str, dry_run: bool = False) -> dict[str, Any]:
    text = "\n".join([HEADER, *rows])
    form = {
        "file": (io.BytesIO(text.encode()), "t.csv"),
        "dry_run": str(dry_run).lower(),
    }
    answer = site.client().post("/api/intake/v1/imports", data=form, headers=bearing(who))
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json, dict)
    return answer.json


def stored(site: Site) -> set[str | None]:
    page = site.database.read(
        lambda conn: listing.find(conn, Wanted(limit=100), "staff", lambda area: {area})
    )
    return {report.external_id for report in page.reports}


def refused(answer: dict[str, Any]) -> list[tuple[int, str]]:
    return [(error["row"], error["rule"]) for error in answer["errors"]]


ROWS = (
    f"A1,路灯坏了,{HERE},street_lamp",
    f"A2,垃圾没人清,{HERE},rubbish",
    f"A3,路灯坏了,{THERE},street_lamp",
    f"A4,垃圾没人清,{THERE},rubbish",
    "A5,路灯坏了,,street_lamp",
)


@pytest.mark.parametrize(
    ("who", "taken"),
    [
        ("officer", {"A1", "A2", "A3", "A4", "A5"}),
        ("yunqiao", {"A1", "A2", "A5"}),
        ("waste", {"A2", "A4"}),
        ("both", {"A2"}),
    ],
)
def test_rows_of_others_are_errors_that_say_so_and_a_dry_run_foretells_them(
    site: Site, who: str, taken: set[str]
) -> None:
    foretold = imported(site, who, *ROWS, dry_run=True)
    assert stored(site) == set()
    answer = imported(site, who, *ROWS)
    assert {**answer, "dry_run": True} == foretold
    others = [number for number in range(2, 7) if f"A{number - 1}" not in taken]
    assert refused(answer) == [(number, "own_area_or_unit") for number in others]
    assert (answer["created"], answer["rejected"]) == (len(taken), 5 - len(taken))
    assert stored(site) == taken


def test_a_row_rewrites_no_report_of_others_whatever_place_it_names(site: Site) -> None:
    imported(site, "officer", *ROWS)
    forged = (f"A3,没有这回事,{HERE},street_lamp", f"A1,又坏了,{HERE},street_lamp")
    for dry_run in (True, False):
        answer = imported(site, "yunqiao", *forged, dry_run=dry_run)
        assert refused(answer) == [(2, "same_sender")]
        assert (answer["changed"], answer["rejected"]) == (1, 1)


def test_what_others_imported_is_not_called_unchanged(site: Site) -> None:
    imported(site, "officer", *ROWS)
    for dry_run in (True, False):
        answer = imported(site, "yunqiao", *ROWS, dry_run=dry_run)
        assert (answer["unchanged"], answer["rejected"]) == (3, 2)


def test_the_error_names_the_column_and_speaks_the_readers_language(site: Site) -> None:
    answer = imported(site, "yunqiao", ROWS[2])
    assert [error["column"] for error in answer["errors"]] == ["area"]
    assert [error["detail"] for error in answer["errors"]] == ["这不在您负责的片区或部门范围内。"]
