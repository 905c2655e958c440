"""A home has one owner at a time."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.runtime.home import HomeIsOwned, HomeLock, HomeUnusable, is_owned
from tests.support.eventually import eventually

ROOT = Path(__file__).resolve().parents[3]
_OWNS = """
import sys
from pathlib import Path
from services.runtime.home import HomeLock
with HomeLock(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def an_owner(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that owns the home."""
    with subprocess.Popen(
        [sys.executable, "-c", _OWNS, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_home_nobody_ever_used_is_not_owned(tmp_path: Path) -> None:
    assert not is_owned(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_second_owner_is_refused(tmp_path: Path) -> None:
    with an_owner(tmp_path):
        assert is_owned(tmp_path)
        with pytest.raises(HomeIsOwned), HomeLock(tmp_path):
            pass


def test_an_owner_that_was_killed_owns_nothing(tmp_path: Path) -> None:
    with an_owner(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        assert not is_owned(tmp_path)
        with HomeLock(tmp_path):
            assert is_owned(tmp_path)


def test_the_home_is_free_after_its_owner_has_left(tmp_path: Path) -> None:
    with HomeLock(tmp_path):
        pass
    assert not is_owned(tmp_path)
    with HomeLock(tmp_path):
        pass


def test_whoever_only_looks_keeps_nobody_out(tmp_path: Path) -> None:
    done = threading.Event()
    seen: list[bool] = []

    def look() -> None:
        while not done.is_set():
            seen.append(is_owned(tmp_path))

    with HomeLock(tmp_path):
        pass
    looking = threading.Thread(target=look)
    looking.start()
    try:
        eventually(lambda: len(seen) > 5)
        assert not any(seen)
        for _ in range(20):
            with HomeLock(tmp_path):
                pass
    finally:
        done.set()
        looking.join()


def test_a_home_that_cannot_be_used_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HomeUnusable, match=f"cannot use {tmp_path}/file: "):
        HomeLock(tmp_path / "file")


def test_a_lock_that_cannot_be_written_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "owner.lock").mkdir()
    with pytest.raises(HomeUnusable, match=f"cannot use {tmp_path}: "), HomeLock(tmp_path):
        pass
    with pytest.raises(HomeUnusable, match=f"cannot use {tmp_path}: "):
        is_owned(tmp_path)
