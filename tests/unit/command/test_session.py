"""What whoever keeps the installation can mend is told in one sentence, without a traceback."""

from pathlib import Path

import pytest

from services.command.session import plainly
from services.contracts.profile.load import load_profile
from services.runtime.database import open_database
from services.runtime.home import HomeLock
from services.runtime.migrations.moving import check_release, migrate

MIGRATIONS = "services.runtime.identity.migrations"


def told(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err
    assert said.startswith("citymend: ")
    assert said.count("\n") == 1
    return said


def test_a_faulty_profile_is_told_by_its_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, plainly():
        load_profile(tmp_path)
    assert ended.value.code == 2
    said = told(capsys)
    assert "CITYMEND_PROFILE: " in said
    assert "the first: profile.toml: missing_file" in said


def test_a_home_that_cannot_be_used_is_told_by_its_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as ended, plainly():
        HomeLock(tmp_path / "file")
    assert ended.value.code == 2
    assert f"CITYMEND_HOME: cannot use {tmp_path}/file" in told(capsys)


def test_a_database_in_a_folder_that_cannot_be_made_is_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as ended, plainly():
        open_database(f"sqlite:///{tmp_path}/file/folder/state.db")
    assert ended.value.code == 1
    assert f"cannot make {tmp_path}/file/folder" in told(capsys)


@pytest.mark.parametrize(
    ("revision", "said"), [(None, "run `citymend migrate`"), ("9999", "a newer release's")]
)
def test_tables_of_another_release_are_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], revision: str | None, said: str
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/state.db")
    if revision is not None:
        migrate(database, MIGRATIONS)
        change = f"update alembic_version set version_num = '{revision}'"
        database.write(lambda conn: conn.exec_driver_sql(change).close())
    with pytest.raises(SystemExit) as ended, plainly():
        check_release(database, MIGRATIONS)
    database.close()
    assert ended.value.code == 1
    assert said in told(capsys)
