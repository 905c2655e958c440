"""helm: on the path, or built from its Go module by `make long` where a Go toolchain is."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support.engines.places import engines_directory

_MODULE = "helm.sh/helm/v3/cmd/helm"
_VERSION = "v3.18.6"


def helm() -> str | None:
    return shutil.which("helm") or shutil.which("helm", path=str(_shelf()))


def bring_helm(say: Callable[[str], None]) -> None:
    """Nothing but the test of the chart needs it, so that a machine without it is whole."""
    if helm() is not None:
        say(f"helm: {helm()}")
        return
    go = shutil.which("go")
    if go is None:
        say("helm: neither it nor a Go toolchain is here; the chart is not rendered")
        return
    say(f"helm: building {_VERSION} from its Go module")
    done = subprocess.run(
        [go, "install", f"{_MODULE}@{_VERSION}"],
        env={**os.environ, "GOBIN": str(_shelf())},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        say(f"helm: {done.stderr.strip()[-200:]}; the chart is not rendered")


def _shelf() -> Path:
    return engines_directory() / "bin"
