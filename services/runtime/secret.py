"""The secret that an embedded installation makes for itself, readable by its owner alone."""

import os
import secrets
from pathlib import Path


class SecretUnreadable(Exception):
    """The home or the secret in it cannot be read or written."""


def embedded_secret(home: Path) -> str:
    """The home's secret, made at first use (folder 0700, file 0600)."""
    path = home / "secret"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            secret = secrets.token_urlsafe(48)
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SecretUnreadable(f"cannot keep the secret: {error.strerror}") from error
    return secret
