"""The bank's golden examples are events, and the bank survives every example of what it reads."""

import dataclasses
from importlib.resources import files
from pathlib import Path

import pytest

from services.contracts import catalogue, topics
from services.contracts.catalogue import EVENT_TYPES
from services.contracts.envelope import Event
from services.contracts.intake_events import ReportState
from services.projectbank.needs.reports.on_report import on_report
from services.runtime.database import open_database
from tests.unit.projectbank.bank import Bank

EXAMPLES = Path(str(files("services.contracts").joinpath("examples")))
OURS = sorted(name for name in EVENT_TYPES if name.startswith("projectbank."))
READ = sorted(
    row.name for row in EVENT_TYPES.values() if row.topic in topics.topics_read_by("projectbank")
)


def _examples(event_type: str) -> list[Path]:
    return sorted((EXAMPLES / event_type).glob("*.json"))


@pytest.mark.parametrize("event_type", OURS)
def test_every_event_type_of_the_bank_has_at_least_two_examples(event_type: str) -> None:
    assert len(_examples(event_type)) >= 2


@pytest.mark.parametrize(
    "example", [path for name in OURS for path in _examples(name)], ids=lambda path: path.stem
)
def test_this_release_would_send_the_event_of_an_example(example: Path) -> None:
    event = catalogue.decode(example.read_bytes())
    assert event.type == example.parent.name
    assert catalogue.decode(catalogue.encode(event)) == event


def test_the_bank_takes_every_example_of_what_it_reads_and_its_order_number(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    paths = [path for name in READ for path in _examples(name)]
    assert paths
    for seq, path in enumerate(paths, start=1):
        event = _numbered(catalogue.decode(path.read_bytes()), seq)
        database.write(lambda conn, one=event: on_report(conn, [one]))  # type: ignore[misc]
    bank.group()
    assert bank.job.idle() is None
    database.close()


def _numbered(event: Event, seq: int) -> Event:
    """The examples were not written as one stream: here they become one."""
    assert isinstance(event.data, ReportState)
    return dataclasses.replace(
        event, data=dataclasses.replace(event.data, id=f"R{seq}", seq=seq, joins=None)
    )
