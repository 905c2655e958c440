"""A home that gives the demonstration up keeps nothing of it."""

from pathlib import Path

from services.demonstration import empty, holds_demonstration, mark_demonstration
from services.first_accounts import add_first_accounts
from services.intake.photos.wiring import open_photo_store
from services.runtime.clock import SystemClock
from services.runtime.door import wiring
from services.runtime.home import HomeLock
from services.runtime.settings import load_settings

KEPT = {"identity.db", "identity.db.turn", "owner.lock", "secret", "secret.lock"}
_PHOTO = "0123456789abcdef0123456789abcdef.jpg"


def test_nothing_is_left_but_keys_accounts_and_the_secret(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = load_settings({"CITYMEND_HOME": str(home)})
    with HomeLock(home):
        mark_demonstration(settings)
        add_first_accounts(settings)
        open_photo_store(settings.photos_url).put(_PHOTO, b"an invented yard")
        for name in ("intake", "projectbank", "search", "bus"):
            for ending in ("", "-wal", "-shm", "-journal", ".turn"):
                (home / f"{name}.db{ending}").write_bytes(b"invented")
        (home / "index" / "generation-0001").mkdir(parents=True)
        empty(settings)
        assert not holds_demonstration(settings)
    left = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    assert left - {"identity.db-wal", "identity.db-shm"} <= KEPT


def test_two_officers_come_with_it_and_go_with_it(tmp_path: Path) -> None:
    settings = load_settings({"CITYMEND_HOME": str(tmp_path / "home")})
    added = add_first_accounts(settings)
    assert [one.role for one in added].count("officer") == 2
    empty(settings)
    identity = wiring.build(settings.identity_database_url, SystemClock())
    try:
        assert not [one for one in identity.accounts.every() if not one.disabled]
    finally:
        identity.database.close()
