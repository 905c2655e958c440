"""The secret that an embedded installation makes for itself, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from filelock import FileLock

SHORTEST_SECRET = 32
"""Characters; below that it could be guessed."""


class SecretUnreadable(Exception):
    """The home or the secret in it cannot be read or written."""


def embedded_secret(home: Path) -> str:
    """The home's secret, made at first use (folder 0700, file 0600). Raises SecretUnreadable.

    Two processes that come first at the same time get the same one, and a half written one is
    never read.
    """
    path = home / "secret"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(home / "secret.lock", mode=0o600):
            if not path.exists():
                home.chmod(0o700)
                _make(path)
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SecretUnreadable(f"cannot keep the secret in {home}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SecretUnreadable("the secret in it is damaged") from error
    if len(secret) < SHORTEST_SECRET:
        raise SecretUnreadable("the secret in it is damaged")
    return secret


def _make(path: Path) -> None:
    draft = path.with_name("secret.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
