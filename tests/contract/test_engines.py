"""What the test engines promise: whole or absent, taken in order, broken and brought back."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg import OperationalError

from tests.support.engines import debian, install, places, room
from tests.support.engines.containers import NoContainer
from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.places import MANIFEST, is_whole, sizes_in
from tests.support.engines.postgres_server import PostgresServer
from tests.support.engines.probes import connect
from tests.support.engines.room import EngineMissing, EngineRoom
from tests.support.engines.server import Server
from tests.support.eventually import eventually


def a_tree(directory: Path) -> Path:
    (directory / "lib").mkdir(parents=True)
    (directory / "lib" / "engine.jar").write_bytes(b"x" * 100)
    manifest = json.dumps(sizes_in(directory))
    (directory / MANIFEST).write_text(manifest, encoding="utf-8")
    return directory


def test_a_tree_with_all_its_files_is_whole(tmp_path: Path) -> None:
    assert is_whole(a_tree(tmp_path / "tree"))


def test_a_tree_with_a_shortened_file_is_not_whole(tmp_path: Path) -> None:
    tree = a_tree(tmp_path / "tree")
    (tree / "lib" / "engine.jar").write_bytes(b"x" * 99)
    assert not is_whole(tree)


def test_a_tree_whose_download_never_ended_is_not_whole(tmp_path: Path) -> None:
    tree = a_tree(tmp_path / "tree")
    (tree / MANIFEST).unlink()
    assert not is_whole(tree)


def test_a_broken_tree_is_fetched_again_and_a_whole_one_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def fetch(engine: str, into: Path) -> None:
        fetched.append(engine)
        (into / "engine.jar").write_bytes(b"whole")

    monkeypatch.setenv("CITYMEND_ENGINES_DIR", str(tmp_path))
    monkeypatch.setattr(install, "_fetch_kafka", lambda into, _notes: fetch("kafka", into))
    monkeypatch.setattr(
        install, "_fetch_elasticsearch", lambda into, _notes: fetch("elastic", into)
    )
    monkeypatch.setattr(install, "can_install", lambda: False)
    monkeypatch.setattr(install, "missing_packages", list)
    install.install(lambda _line: None)
    (places.kafka_tree() / "engine.jar").write_bytes(b"half")
    install.install(lambda _line: None)
    assert fetched == ["kafka", "elastic", "kafka"]
    assert is_whole(places.kafka_tree())


def test_without_root_one_sentence_names_the_missing_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYMEND_ENGINES_DIR", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "maven", lambda: None)
    monkeypatch.setattr(install, "maven", lambda: None)
    monkeypatch.setattr(debian, "chromium", lambda: None)
    monkeypatch.setattr(debian, "postgres_binaries", lambda: Path("/some/wheel"))
    with pytest.raises(install.CannotInstall) as lack:
        install.install(lambda _line: None)
    sentence = str(lack.value)
    assert "maven, chromium" in sentence
    assert "postgresql" not in sentence
    assert "\n" not in sentence


def test_an_address_in_the_environment_is_taken_before_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITYMEND_TEST_KAFKA", "kafka://127.0.0.1:1")
    engines = EngineRoom()
    assert engines.url("kafka") == "kafka://127.0.0.1:1"
    assert list(engines.lines()) == ["engines exercised: kafka (given by CITYMEND_TEST_KAFKA)"]


def test_an_image_that_is_not_there_is_said_and_the_next_provider_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_image(_engine: str) -> None:
        raise NoContainer("no image apache/kafka here")

    monkeypatch.delenv("CITYMEND_TEST_KAFKA", raising=False)
    monkeypatch.setenv("CITYMEND_ENGINES_DIR", str(tmp_path))
    monkeypatch.setattr(room, "contained", no_image)
    engines = EngineRoom()
    with pytest.raises(EngineMissing, match=r"no image apache/kafka here; .*make engines"):
        engines.url("kafka")
    said = list(engines.lines())
    assert said[0] == "kafka: no image apache/kafka here; asked the next provider"
    assert said[-1] == "engines exercised: none"


def test_a_required_engine_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ENGINES", "kafka,postgers")
    with pytest.raises(ValueError, match="postgers"):
        room.required_engines()


def test_every_test_has_a_database_of_its_own(fresh_postgres_url: str) -> None:
    with connect(fresh_postgres_url) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'")
        assert tables.fetchone() == (0,)


def test_a_database_that_is_used_again_has_its_tables_and_nothing_else(
    emptied_postgres: Callable[[str], str],
) -> None:
    makes = """
        create table street (id int generated always as identity primary key);
        create table lamp (street int references street);
        create table large (words text);
        insert into street default values;
        insert into lamp values (1);
        insert into large select repeat('x', 900) from generate_series(1, 400);
    """
    url = emptied_postgres("streets")
    with connect(url) as left_open:
        left_open.execute(makes)
        assert emptied_postgres("streets") == url
        with pytest.raises(OperationalError):
            left_open.execute("select 1")
    with connect(url) as connection:
        for table in ("street", "lamp", "large"):
            assert connection.execute(f"select * from {table}".encode()).fetchall() == []
        new = connection.execute("insert into street default values returning id").fetchone()
        assert new == (1,)
    assert emptied_postgres("other") != url


def breaks_and_comes_back(server: Server) -> None:
    url = server.url
    server.kill()
    assert not server.running
    server.start()
    server.freeze()
    assert not server.answers()
    server.thaw()
    server.wait_ready(30)
    server.restart()
    assert server.url == url


def test_a_killed_kafka_comes_back_in_place(kafka_server: KafkaServer) -> None:
    breaks_and_comes_back(kafka_server)


def test_a_killed_postgres_comes_back_in_place_with_its_data(
    postgres_server: PostgresServer,
) -> None:
    with connect(postgres_server.url) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    breaks_and_comes_back(postgres_server)
    with connect(postgres_server.url) as connection:
        assert connection.execute("select n from kept").fetchall() == [(7,)]


@pytest.mark.slow
def test_a_killed_elasticsearch_comes_back_in_place(
    elasticsearch_server: ElasticsearchServer,
) -> None:
    breaks_and_comes_back(elasticsearch_server)


_STARTS_ONE_AND_WAITS = """
import sys, time
from pathlib import Path
from tests.support.engines.postgres_server import PostgresServer
server = PostgresServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
def test_an_engine_ends_with_a_parent_that_was_killed(postgres_server: PostgresServer) -> None:
    directory = postgres_server.directory / "child"
    parent = subprocess.Popen(
        [sys.executable, "-c", _STARTS_ONE_AND_WAITS, str(directory)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    eventually(lambda: not Path(f"/proc/{pid}").exists(), 20)
