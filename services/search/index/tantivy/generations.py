"""The directory of an embedded index: one folder per generation, and `current` naming one."""

import os
import shutil
from pathlib import Path

from services.runtime.unavailable import IndexUnavailable
from services.search.index.port import IndexOutdated

_POINTER = "current"
_PREFIX = "generation-"
_FORMAT_FILE = "format"
FORMAT = "3"
"""Changes whenever schema.py does: an index of another format cannot be read by field numbers."""
_FIRST_FORMAT = "1"
"""Of the generations that do not say one."""


def current(root: Path) -> Path:
    """The generation being served. Raises IndexUnavailable when there is none yet."""
    try:
        name = (root / _POINTER).read_text(encoding="ascii").strip()
    except OSError as error:
        raise IndexUnavailable("the search index has not been made yet") from error
    return root / name


def check_format(generation: Path) -> None:
    """Raises IndexOutdated for a generation that another release made."""
    try:
        found = (generation / _FORMAT_FILE).read_text(encoding="ascii").strip()
    except OSError:
        found = _FIRST_FORMAT
    if found != FORMAT:
        raise IndexOutdated


def is_made(root: Path) -> bool:
    return (root / _POINTER).exists()


def add(root: Path) -> Path:
    """A new empty generation, not served."""
    numbers = [int(path.name.removeprefix(_PREFIX)) for path in root.glob(f"{_PREFIX}*")]
    path = root / f"{_PREFIX}{max(numbers, default=0) + 1:04}"
    path.mkdir(parents=True, mode=0o700)
    (path / _FORMAT_FILE).write_text(FORMAT, encoding="ascii")
    return path


def serve(root: Path, generation: Path) -> None:
    """Make the generation the current one, durably and at once."""
    new = root / f"{_POINTER}.new"
    with new.open("w", encoding="ascii") as pointer:
        pointer.write(generation.name)
        pointer.flush()
        os.fsync(pointer.fileno())
    new.replace(root / _POINTER)
    folder = os.open(root, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_others(root: Path) -> None:
    """Remove every generation but the current one. Open readers of them keep working: their files
    are mapped."""
    kept = current(root)
    for path in root.glob(f"{_PREFIX}*"):
        if path != kept:
            shutil.rmtree(path, ignore_errors=True)


def stamp(root: Path) -> tuple[int, ...]:
    """What changes whenever a search could show something new. Raises IndexUnavailable."""
    generation = current(root)
    try:
        pointer = (root / _POINTER).stat()
        commit = (generation / "meta.json").stat()
    except OSError as error:
        raise IndexUnavailable("the search index is being made") from error
    return pointer.st_ino, pointer.st_mtime_ns, commit.st_ino, commit.st_mtime_ns
