"""The migrations of intake make the tables that its stores expect."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, select, text

from services.intake.finding.tables import finds
from services.intake.notices.channels.port import message_id
from services.intake.notices.channels.tables import mailbox
from services.intake.notices.tables import notices
from services.intake.tables import metadata
from services.intake.wiring import MIGRATIONS
from services.runtime.database import Database, open_database
from services.runtime.migrations.moving import check_release, migrate


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path}/intake.db")
    else:
        opened = open_database(request.getfixturevalue("fresh_postgres_url"))
    yield opened
    opened.close()


def test_the_newest_migration_and_the_stores_agree(database: Database) -> None:
    migrate(database, MIGRATIONS)
    check_release(database, MIGRATIONS)

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    assert database.read(differences) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_gets_the_sequence_that_says_who_came_first(database: Database) -> None:
    migrate(database, MIGRATIONS)
    ticket = database.write(
        lambda conn: conn.execute(text("select nextval('report_tickets')")).scalar_one()
    )
    assert ticket == 1


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database, MIGRATIONS)
    migrate(database, MIGRATIONS)
    check_release(database, MIGRATIONS)


def test_letters_that_were_kept_before_lose_their_way_in_and_their_notices_were_not_sent(
    database: Database,
) -> None:
    """As the release before wrote them: a step's letter, a code's, and one that a mail carried."""
    migrate(database, MIGRATIONS)
    step, code = message_id("step", "C-1", "2", "p"), message_id("code", "asked")
    at = datetime(2026, 11, 20, tzinfo=UTC)

    def before(conn: Connection) -> None:
        letter = {"report_id": "20261120-AAAAA", "at": at, "subject": "S"}
        notice = {"case_id": "C-1", "version": 2, "report_id": "20261120-AAAAA", "at": at}
        conn.execute(
            insert(mailbox),
            [
                {**letter, "id": step, "text": "650101 路\nhttps://x.example/track/aB-3_x/notices"},
                {**letter, "id": code, "text": "123456 是 20261120-AAAAA 的验证码"},
            ],
        )
        conn.execute(insert(notices), [{**notice, "person": each} for each in ("p", "q")])
        conn.execute(
            insert(finds).values(
                id="asked",
                report_id="20261120-AAAAA",
                kind="phone",
                language="zh",
                at=at,
                entered=0,
            )
        )

    def move(conn: Connection) -> None:
        with Operations.context(MigrationContext.configure(conn)):
            import_module(f"{MIGRATIONS}.versions.0025_kept_not_sent").upgrade()

    database.write(before)
    database.write(move)
    letters, told, asked = database.read(
        lambda conn: [
            conn.execute(query).all()
            for query in (
                select(mailbox.c.id, mailbox.c.text),
                select(notices.c.person, notices.c.delivery),
                select(finds.c.delivery),
            )
        ]
    )
    assert dict(map(tuple, letters)) == {
        step: "650101 路\nhttps://x.example/track/…/notices",
        code: "•••••• 是 20261120-AAAAA 的验证码",
    }
    assert dict(map(tuple, told)) == {"p": "kept", "q": "sent"}
    assert [row.delivery for row in asked] == ["kept"]
