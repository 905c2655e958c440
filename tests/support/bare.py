"""An environment with nothing but one installation of this project, made as operators make it."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PIP = (sys.executable, "-m", "pip")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\s\\]+(?: *;[^\\\n]*)?)", re.MULTILINE)


class NoIndex(Exception):
    """No package can be had here; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A virtual environment without pip, filled from outside."""

    folder: Path
    wheel: Path

    def install(self, *extras: str) -> None:
        """The project with those extras. Versions are those of the lock, which pip may have kept
        from installing it; which packages are chosen is the extras' doing alone."""
        constraints = self.folder / "constraints.txt"
        constraints.write_text("\n".join(locked()), encoding="utf-8")
        wanted = f"citymend[{','.join(extras)}] @ {self.wheel.as_uri()}"
        _pip("--python", str(self.python), "install", "-c", str(constraints), wanted)

    def lacks(self, *modules: str) -> set[str]:
        """Those of the modules that cannot be found in it."""
        asked = "import sys, importlib.util as u; "
        asked += "print(*[name for name in sys.argv[1:] if u.find_spec(name) is None])"
        done = subprocess.run(
            [self.python, "-c", asked, *modules],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return set(done.stdout.split())

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def program(self) -> Sequence[str]:
        return (str(self.folder / "bin" / "citymend"),)


def built_wheel(folder: Path) -> Path:
    """The project as it is now, as a wheel. Raises NoIndex when packages cannot be had."""
    click = next(line for line in locked() if line.startswith("click=="))
    try:
        _pip("download", "--no-deps", "-d", str(folder / "probe"), click)
    except subprocess.CalledProcessError as error:
        raise NoIndex(
            f"pip cannot have {click}: {error.stderr.strip().splitlines()[-1]}"
        ) from error
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    [wheel] = folder.glob("*.whl")
    return wheel


def bare_environment(folder: Path, wheel: Path) -> Bare:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=120
    )
    return Bare(folder, wheel)


def locked() -> Sequence[str]:
    """Every package of the development lock with its version, and where it is for."""
    return _PINNED.findall((ROOT / "requirements-dev.lock").read_text(encoding="utf-8"))


def _pip(*words: str) -> None:
    subprocess.run(
        [*_PIP, *words, "-q"],
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    )
