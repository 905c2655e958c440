"""The embedded bus forgets what was replaced, down to the bytes of its files."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.bus.port import Record, TopicSpec
from services.runtime.bus.sqlite_log import SqliteLog, open_sqlite_log
from services.runtime.unavailable import BusUnavailable

TOPIC = "town-things"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = open_sqlite_log(f"sqlite:///{tmp_path}/bus.db")
    log.ensure_topics([TopicSpec(TOPIC, 3), TopicSpec("town-plans", 1)])
    yield log
    log.close()


def said(key: int, version: int) -> bytes:
    return f"[what {key} said in version {version}]".encode()


def publish(log: SqliteLog, keys: list[int], version: int, topic: str = TOPIC) -> None:
    """One record per key, of many sizes, as events are."""
    sizes = random.Random(version)
    records = [
        Record(topic, f"T-{key}", said(key, version) + b"." * sizes.randint(10, 900))
        for key in keys
    ]
    for start in range(0, len(records), 100):
        log.publish(records[start : start + 100])


def kept(log: SqliteLog, topic: str = TOPIC) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for stored in log.replay([topic]):
        found.setdefault(stored.key, []).append((stored.value or b"").rstrip(b"."))
    return found


def readable(folder: Path, keys: list[int], version: int) -> list[int]:
    """The keys whose words of that version are anywhere in the files, the log's log included."""
    files = [path.read_bytes() for path in folder.iterdir()]
    return [key for key in keys if any(said(key, version) in content for content in files)]


def test_the_newest_record_of_each_key_stays(log: SqliteLog) -> None:
    keys = list(range(50))
    for version in (1, 2, 3):
        publish(log, keys, version)
    publish(log, [7], 4)
    assert log.compact() == 101
    assert kept(log) == {f"T-{key}": [said(key, 4 if key == 7 else 3)] for key in keys}
    assert log.compact() == 0


def test_topics_do_not_replace_each_other(log: SqliteLog) -> None:
    publish(log, [1], 1)
    publish(log, [1], 2, topic="town-plans")
    assert log.compact() == 0
    assert kept(log) == {"T-1": [said(1, 1)]}


def test_more_than_a_page_is_compacted_to_its_end(log: SqliteLog) -> None:
    keys = list(range(10))
    for version in range(1, 102):
        publish(log, keys, version)
    assert log.compact() == 1_000
    assert kept(log) == {f"T-{key}": [said(key, 101)] for key in keys}


def test_offsets_stay_and_a_reader_goes_on_across_the_gaps(log: SqliteLog) -> None:
    publish(log, [1], 1)
    before = log.subscribe("readers", [TOPIC])
    (first,) = before.poll(10, 0)
    before.commit({first.partition: first.offset})
    publish(log, [1, 1, 1], 2)
    assert log.compact() == 3
    after = log.subscribe("readers", [TOPIC])
    (newest,) = after.poll(10, 0)
    assert newest.offset == 3
    after.commit({newest.partition: type(newest.offset)(4)})
    assert after.lag() == 0


def test_what_was_replaced_is_in_none_of_the_files_any_more(log: SqliteLog, tmp_path: Path) -> None:
    keys = list(range(1_500))
    publish(log, keys, 1)
    random.Random(1).shuffle(keys)
    publish(log, keys, 2)
    assert readable(tmp_path, keys[:50], 1) == keys[:50], "the search finds what is there"
    assert log.compact() == 1_500
    assert readable(tmp_path, keys, 1) == []
    assert readable(tmp_path, keys, 2) == keys


def test_a_reader_in_the_middle_keeps_the_bytes_until_it_is_asked_again(
    log: SqliteLog, tmp_path: Path
) -> None:
    publish(log, [1], 1)
    publish(log, [1], 2)
    reading, go = threading.Event(), threading.Event()

    def read() -> None:
        def use(conn: object) -> None:
            conn.exec_driver_sql("select count(*) from log").all()  # type: ignore[attr-defined]
            reading.set()
            go.wait(20)

        log._database.read(use)

    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(20)
    with pytest.raises(BusUnavailable, match="reader"):
        log.compact()
    go.set()
    thread.join(20)
    assert log.compact() == 0
    assert readable(tmp_path, [1], 1) == []


def test_who_publishes_meanwhile_loses_nothing(log: SqliteLog) -> None:
    publish(log, list(range(300)), 1)
    stop = threading.Event()
    published: list[int] = []

    def go_on() -> None:
        while not stop.is_set():
            publish(log, [len(published)], 2)
            published.append(1)

    thread = threading.Thread(target=go_on)
    thread.start()
    for _ in range(3):
        log.compact()
    stop.set()
    thread.join(20)
    log.compact()
    by_version = [values[0] for values in kept(log).values()]
    assert all(len(values) == 1 for values in kept(log).values())
    assert sum(b"version 2" in value for value in by_version) == len(published)
