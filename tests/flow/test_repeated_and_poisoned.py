"""What a bus may bring: the same again, older after newer, and what nobody understands."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from services.contracts import catalogue
from services.contracts.envelope import Event, Unreadable
from services.contracts.topics import INTAKE_REPORTS, TOPICS
from services.projectbank.needs.reports.tables import reports as bank_reports
from services.runtime.bus.opening import open_bus
from services.runtime.bus.port import Record, Stored
from tests.support.complaints import complaints_table
from tests.support.inside import bus_records, opened, outcome, settings_of, take_over, work
from tests.support.running import Home

pytestmark = pytest.mark.slow
COUNT = 60


@pytest.fixture
def filled(home: Home, tmp_path: Path) -> Home:
    """A home whose reports 1 to COUNT have gone all the way."""
    take_over(home, complaints_table(tmp_path / "table.csv", COUNT))
    work(home)
    return home


def test_what_nobody_understands_is_parked_by_every_reader_and_the_next_record_passes(
    filled: Home,
) -> None:
    broken = [Record(topic.name, "K", b'{"specversion": "1.0"}') for topic in TOPICS]
    publish(filled, [*broken, another_report(filled, seq=COUNT + 1)])
    work(filled)

    parked = filled.json("parked", "list")["items"]
    places = {(item["consumer"], item["topic"]) for item in parked}
    assert places == {
        ("projectbank-reports", "intake-reports"),
        ("intake-feedback", "projectbank-links"),
        ("intake-feedback", "projectbank-projects"),
        *(("search", topic.name) for topic in TOPICS),
    }
    assert {item["reason"] for item in parked} == {"data: must be an object"}
    assert filled.json("parked", "show", parked[0]["id"]) == parked[0]
    assert seen(filled, f"M{COUNT + 1:06d}") == {"bank": True, "index": True}


def test_a_broken_body_whose_number_is_readable_does_not_stop_the_grouping_behind_it(
    filled: Home,
) -> None:
    broken = Record(INTAKE_REPORTS.name, "K", b"\xff\xfe", {"seq": str(COUNT + 1)})
    publish(filled, [broken, another_report(filled, seq=COUNT + 2)])
    work(filled)

    with opened(filled) as installation:
        query = select(bank_reports.c.position).where(bank_reports.c.seq == COUNT + 2)
        position = installation.service("bank").database.read(
            lambda conn: conn.execute(query).scalar_one()
        )
    assert position is not None


def test_a_record_that_a_handler_cannot_take_is_parked_alone(filled: Home) -> None:
    twin = another_report(filled, seq=1, number=999)
    publish(filled, [twin, *(another_report(filled, seq=COUNT + n) for n in (1, 2, 3))])
    work(filled)

    parked = filled.json("parked", "list")["items"]
    assert [(item["consumer"], item["reason"]) for item in parked] == [
        ("projectbank-reports", "IntegrityError")
    ]
    for number in (1, 2, 3):
        assert seen(filled, f"M{COUNT + number:06d}")["bank"]


def test_a_parked_record_goes_all_the_way_when_it_is_replayed_after_the_fix(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_over(home, complaints_table(tmp_path / "table.csv", COUNT))
    with monkeypatch.context() as faulty:
        faulty.setattr(catalogue, "decode", refusing("M000007"))
        work(home)
    assert seen(home, "M000007") == {"bank": False, "index": False}
    assert len(home.json("parked", "list")["items"]) == 2

    assert home.json("parked", "replay") == {"replayed": 2, "failed": 0}

    assert home.json("parked", "list")["items"] == []
    assert seen(home, "M000007") == {"bank": True, "index": True}
    after = outcome(home)
    assert sorted(name for need in after.partition for name in need) == [
        f"M{number:06d}" for number in range(COUNT)
    ]
    assert after.totals["report"] == COUNT


def test_a_record_that_is_still_broken_stays_parked_after_a_replay(filled: Home) -> None:
    publish(filled, [Record(INTAKE_REPORTS.name, "K", b"not an event")])
    work(filled)
    [search] = [item for item in filled.json("parked", "list")["items"] if "search" in item["id"]]
    assert filled.json("parked", "replay", search["id"]) == {"replayed": 0, "failed": 1}
    assert len(filled.json("parked", "list")["items"]) == 2


def test_everything_delivered_twice_changes_nothing_and_causes_nothing(filled: Home) -> None:
    before = outcome(filled)
    records = bus_records(filled)
    publish(filled, [again(record) for record in records])
    work(filled)
    assert outcome(filled) == before
    # The ranking was published once more in between; nothing else may have been said.
    more = len(bus_records(filled)) - 2 * len(records)
    assert more == 0
    assert filled.json("parked", "list")["items"] == []


def test_an_older_version_after_a_newer_one_changes_nothing(filled: Home, tmp_path: Path) -> None:
    [first] = [record for record in reports_on(filled) if data_of(record)["seq"] == 1]
    retold = complaints_table(tmp_path / "again.csv", COUNT)
    text = retold.read_text(encoding="utf-8").replace(
        "M000000,U0000,", "M000000,U0000,再次反映，", 1
    )
    retold.write_text(text, encoding="utf-8")
    assert take_over(filled, retold)["changed"] == 1
    work(filled)
    assert subjects(filled, "M000000") == {"bank": "再次反映", "index": "再次反映"}

    publish(filled, [again(first)])
    work(filled)

    assert subjects(filled, "M000000") == {"bank": "再次反映", "index": "再次反映"}


def test_a_type_of_a_newer_release_is_counted_and_skipped(filled: Home) -> None:
    dreamt = of_type(another_report(filled, seq=COUNT + 1), "projectbank.link.dreamt.v1")
    before = skipped("search")
    publish(filled, [Record("projectbank-links", "K", dreamt.value)])
    work(filled)
    assert skipped("search") - before == 1
    assert filled.json("parked", "list")["items"] == []


def test_a_newer_release_s_report_is_parked_so_that_the_order_behind_it_goes_on(
    filled: Home,
) -> None:
    first, second = (another_report(filled, seq=COUNT + n) for n in (1, 2))
    publish(filled, [of_type(first, "intake.report.dreamt.v1"), second])
    work(filled)
    parked = filled.json("parked", "list")["items"]
    assert {item["reason"] for item in parked} == {"a type that this release does not know"}
    assert seen(filled, f"M{COUNT + 2:06d}") == {"bank": True, "index": True}


def publish(home: Home, records: Sequence[Record]) -> None:
    """Straight to the bus, past every outbox."""
    bus = open_bus(settings_of(home).bus_url)
    try:
        bus.publish(records)
    finally:
        bus.close()


def again(record: Stored) -> Record:
    assert record.value is not None
    return Record(record.partition.topic, record.key, record.value, record.headers)


def reports_on(home: Home) -> list[Stored]:
    """The readable ones."""
    records = [r for r in bus_records(home) if r.partition.topic == INTAKE_REPORTS.name]
    return [record for record in records if b'"data"' in (record.value or b"")]


def data_of(record: Stored) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(record.value or b"")["data"]
    return data


def another_report(home: Home, *, seq: int, number: int | None = None) -> Record:
    """A further report as intake would have told of it, without intake knowing of it."""
    event = catalogue.decode(reports_on(home)[0].value or b"")
    number = number or seq
    report_id = f"20260101-NEW{number}"
    data = dataclasses.replace(
        event.data,  # type: ignore[type-var]
        id=report_id,
        seq=seq,
        external_id=f"M{number:06d}",
    )
    told = dataclasses.replace(event, id=f"e{number}", subject=report_id, data=data)
    value = catalogue.encode(told)
    return Record(INTAKE_REPORTS.name, report_id, value, {"seq": str(seq)})


def refusing(external_id: str) -> Callable[[bytes], Event]:
    """The decoder of a release with a fault: it cannot read that one report."""
    right = catalogue.decode

    def decode(raw: bytes) -> Event:
        if external_id.encode() in raw:
            raise Unreadable("data: a fault of this release")
        return right(raw)

    return decode


def seen(home: Home, external_id: str) -> dict[str, bool]:
    return {place: text is not None for place, text in subjects(home, external_id).items()}


def subjects(home: Home, external_id: str) -> dict[str, str | None]:
    """The report's subject up to its first comma, where it is known."""
    query = select(bank_reports.c.id, bank_reports.c.subject)
    with opened(home) as installation:
        row = installation.service("bank").database.read(
            lambda conn: conn.execute(
                query.where(bank_reports.c.external_id == external_id)
            ).one_or_none()
        )
        found = installation.find({"q": "", "kind": "report", "page_size": "200"}, False)
    titles = {item["id"]: item["title"] for item in found["items"]}
    known = {data_of(r)["external_id"]: r.key for r in reports_on(home)}
    subject = titles.get(known.get(external_id, ""))
    return {
        "bank": None if row is None else row.subject.partition("，")[0],
        "index": None if subject is None else subject.partition("，")[0],
    }


def of_type(record: Record, event_type: str) -> Record:
    body = json.dumps({**json.loads(record.value), "type": event_type}).encode()
    return dataclasses.replace(record, value=body)


def skipped(consumer: str) -> float:
    labels = {"consumer": consumer}
    return REGISTRY.get_sample_value("citymend_events_skipped_total", labels) or 0.0
