"""What a publication costs: as many statements for many projects as for few, on each database."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from services.projectbank.needs.members.store import members_of
from services.projectbank.needs.members.voices import voices_of
from services.projectbank.needs.need import Member
from services.projectbank.needs.voice import Voice
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import load_projects, open_versions
from services.runtime.database import open_database
from tests.contract.intake import Statements
from tests.unit.projectbank.bank import Bank, a_report, some_reports
from tests.unit.projectbank.scoring_builders import publisher

_FIELDS = tuple(field.name for field in fields(Project))


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    url = f"sqlite:///{tmp_path}/bank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres_url")
    database = open_database(url)
    yield Bank(database)
    database.close()


def more_projects(bank: Bank, first: int, last: int) -> None:
    for number in range(first, last):
        bank.take(
            *(
                a_report(
                    3 * number + one, f"{number * 7}弄路灯不亮", point=(29.0 + number / 20, 121.6)
                )
                for one in (1, 2, 3)
            )
        )


def stored_projects(bank: Bank) -> dict[str, Project]:
    return bank.database.read(lambda conn: load_projects(conn, open_versions(conn)))


def statements_of_publishing(bank: Bank) -> list[str]:
    with Statements(bank.database) as counted:
        publisher(bank)()
    return counted.seen


def test_publishing_takes_as_many_statements_for_many_projects_as_for_few(bank: Bank) -> None:
    more_projects(bank, 0, 2)
    few = statements_of_publishing(bank)
    more_projects(bank, 2, 30)
    many = statements_of_publishing(bank)
    assert len(bank.told_projects()) > 30
    assert len(many) == len(few) == 20, "\n".join(many)


def test_publishing_again_writes_no_project(bank: Bank) -> None:
    more_projects(bank, 0, 3)
    publisher(bank)()
    again = statements_of_publishing(bank)
    assert not [one for one in again if "projects" in one and not one.startswith("SELECT")]
    assert not [one for one in again if "outbox" in one]


def test_a_publication_changes_nothing_else_of_a_project_and_tells_what_is_stored(
    bank: Bank,
) -> None:
    bank.take(*some_reports(200))
    before = stored_projects(bank)
    publisher(bank)()
    after = stored_projects(bank)
    told = {one.id: one for one in bank.told_projects()}
    assert len(after) > 5
    for name, project in after.items():
        earlier = before[name]
        changed = {field for field in _FIELDS if getattr(project, field) != getattr(earlier, field)}
        assert {"version", "published"} <= changed
        assert changed <= {"version", "published", "audience", "changed_at"}
        assert project.version == earlier.version + 1
        assert told[name] == project.as_event()


def test_a_voice_is_read_as_counting_reads_its_member(bank: Bank) -> None:
    bank.take(*some_reports(200))
    named = [need.id for need in bank.needs()]
    voices = bank.database.read(lambda conn: voices_of(conn, named))
    members = bank.database.read(lambda conn: members_of(conn, named))
    assert voices == {need: [_voice(one) for one in some] for need, some in members.items()}
    assert sum(len(some) for some in voices.values()) > 100


def _voice(member: Member) -> Voice:
    return Voice(**{field.name: getattr(member, field.name) for field in fields(Voice)})
