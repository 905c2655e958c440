"""Photos as files below one folder that only this user may read (`file:///…`)."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from services.intake.photos.faults import PhotosUnavailable

_NAME: Final = re.compile(r"[0-9a-z]{2}[0-9a-z\-]{1,80}\.jpg")

_ARRIVING: Final = re.compile(r"\.[0-9a-f]{16}")


class FileStore:
    """A `PhotoStore`. Safe for threads and for processes that share the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        arriving = path.with_name(f".{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                _write(arriving, content)
                arriving.replace(path)
            finally:
                arriving.unlink(missing_ok=True)
            _flush_folder(path.parent)
        except OSError as error:
            raise PhotosUnavailable(_reason(error)) from error

    def get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PhotosUnavailable(_reason(error)) from error

    def forget(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise PhotosUnavailable(_reason(error)) from error

    def forget_all(self) -> None:
        try:
            for folder in self._folder.glob("[0-9a-z][0-9a-z]"):
                for path in folder.iterdir():
                    if _NAME.fullmatch(path.name) or _ARRIVING.fullmatch(path.name):
                        path.unlink(missing_ok=True)
                with suppress(OSError):
                    folder.rmdir()
        except OSError as error:
            raise PhotosUnavailable(_reason(error)) from error

    def _path(self, name: str) -> Path:
        """Spread over folders by the first two symbols, so that none grows too large."""
        if _NAME.fullmatch(name) is None:
            raise ValueError("not the name of a photo")
        return self._folder / name[:2] / name


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """The name survives a power cut only when the folder was written, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    """Without the path."""
    return error.strerror or type(error).__name__
