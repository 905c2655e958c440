"""The folder of photos keeps whole files or none, under names of ours only."""

from pathlib import Path

import pytest

from services.intake.photos.faults import PhotosUnavailable
from services.intake.photos.file_store import FileStore

NAME = "0123456789abcdef0123456789abcdef.jpg"


def test_what_was_put_is_got_until_it_is_forgotten(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "photos")
    assert store.get(NAME) is None

    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert FileStore(tmp_path / "photos").get(NAME) == b"second"

    store.forget(NAME)
    store.forget(NAME)
    assert store.get(NAME) is None


def test_only_this_user_may_read_them(tmp_path: Path) -> None:
    FileStore(tmp_path / "photos").put(NAME, b"somebody's yard")

    for path in (tmp_path / "photos").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name", ["../intake.db", "", "a/b.jpg", ".hidden.jpg", "ab.db", "ab\n.jpg"]
)
def test_a_name_that_is_none_of_ours_reaches_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name of a photo"):
        FileStore(tmp_path).get(name)


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.intake.photos.file_store.os.fsync", full)
    store = FileStore(tmp_path / "photos")

    with pytest.raises(PhotosUnavailable, match="No space left on device"):
        store.put(NAME, b"half of it")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_forgetting_all_leaves_nothing_of_ours_and_everything_else(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    store = FileStore(folder)
    store.forget_all()
    store.put(NAME, b"large")
    store.put(NAME.replace(".jpg", "-small.jpg"), b"small")
    (folder / "01" / ".0123456789abcdef").write_bytes(b"half of one")
    (folder / "notes.txt").write_text("not a photo")
    (folder / "ff").mkdir()
    (folder / "ff" / "holiday.png").write_bytes(b"somebody else's")

    store.forget_all()

    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert left == {"notes.txt", "ff/holiday.png"}
    assert not (folder / "01").exists()
