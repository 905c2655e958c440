"""Pairs that clerks of a city linked as duplicates are among what staff are shown."""

import csv
import gzip
from pathlib import Path

from services.contracts import catalogue
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import OTHER
from services.intake.reports.nearby.nearby import duplicates_of
from services.intake.reports.report import NewReport
from services.intake.reports.wiring import assessor, reporting
from services.intake.sources.import_table import ImportTable
from services.intake.tables import metadata, runtime_tables
from services.runtime.clock import SystemClock
from services.runtime.database import Database, open_database
from services.runtime.outbox import Outbox
from tests.unit.intake.builders import OFFICER, SECRET
from tests.unit.intake.sources.tables import FakeReceive, real_data

PROFILE = load_profile()
DEFAULT = ("42.3594", "-71.0587")
"""Where the city's geocoder puts what it cannot find."""
_REACH = 0.004
"""Degrees beyond the 250 m: what is farther can be nobody's proposal."""


def read_pairs() -> list[tuple[str, str]]:
    """(duplicate, parent) of those both in the file and off the default point."""
    packed = real_data("boston311", "311_service_requests_2011_q3.csv.gz")
    with gzip.open(packed, "rt", encoding="utf-8", newline="") as file:
        rows = {row["case_enquiry_id"]: row for row in csv.DictReader(file)}
    labels = real_data("boston311", "derived_duplicate_labels_q3.csv")
    with labels.open(encoding="utf-8", newline="") as file:
        linked = [(row["case_enquiry_id"], row["parent_in_file"]) for row in csv.DictReader(file)]
    pairs = [(one, other) for one, other in linked if one in rows and other in rows]
    return [pair for pair in pairs if all(_point(rows[number]) != DEFAULT for number in pair)]


def _point(row: dict[str, str]) -> tuple[str, str]:
    return row["latitude"], row["longitude"]


def group_of(new: NewReport) -> str:
    return PROFILE.problem_types[new.service_code or OTHER].group


def lies_near(new: NewReport, places: list[NewReport]) -> bool:
    """Whether it could be a proposal for any of these: of its group and not too far."""
    if new.lat is None or new.long is None:
        return False
    group = group_of(new)
    return any(
        group_of(place) == group
        and abs(new.lat - (place.lat or 0)) < _REACH
        and abs(new.long - (place.long or 0)) < _REACH
        for place in places
    )


def test_the_other_one_of_a_linked_pair_is_proposed_nine_times_in_ten(tmp_path: Path) -> None:
    pairs = read_pairs()
    assert len(pairs) == 42
    path = tmp_path / "boston.csv"
    packed = real_data("boston311", "311_service_requests_2011_q3.csv.gz")
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    everything = FakeReceive()
    ImportTable(PROFILE).run(path, everything)
    by_id = {new.external_id: new for new in everything.reports.values()}
    duplicates = [by_id[duplicate] for duplicate, _ in pairs]
    close = [new for new in by_id.values() if lies_near(new, duplicates)]
    database = open_database(f"sqlite:///{tmp_path}/intake.db")
    try:
        numbers = taken_over(database, close)
        found = sum(proposed(database, numbers, pair) for pair in pairs)
    finally:
        database.close()
    assert found / len(pairs) >= 0.9


def taken_over(database: Database, close: list[NewReport]) -> dict[str, str]:
    """Numbers by the ids of the city."""
    database.write(metadata.create_all)
    clock = SystemClock()
    outbox = Outbox(runtime_tables, catalogue, clock, "intake")
    tables = reporting(database, outbox, PROFILE, assessor(PROFILE, SECRET), clock).tables
    numbers: dict[str, str] = {}
    for start in range(0, len(close), 100):
        batch = close[start : start + 100]
        for new, outcome in zip(batch, tables.receive_many(batch, OFFICER), strict=True):
            numbers[new.external_id or ""] = outcome.id or ""
    return numbers


def proposed(database: Database, numbers: dict[str, str], pair: tuple[str, str]) -> bool:
    # One that lies too far or is of another group was not even taken over: it is missed.
    this, other = numbers[pair[0]], numbers.get(pair[1])
    proposals = database.read(lambda conn: duplicates_of(conn, this))
    return other in {near.report.id for near in proposals}
