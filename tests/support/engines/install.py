"""`make engines`: bring what is missing, leave what is whole, trust nothing that is half there."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from tests.support.engines.debian import (
    can_install,
    install_packages,
    missing_packages,
    wanted_packages,
)
from tests.support.engines.places import (
    MANIFEST,
    POM,
    elasticsearch_tree,
    engines_directory,
    is_whole,
    java_home,
    kafka_tree,
    maven,
    postgres_binaries,
    sizes_in,
    version_of,
)

_ELASTICSEARCH = "org.elasticsearch.distribution.integ-test-zip:elasticsearch"

Say = Callable[[str], None]


class CannotInstall(Exception):
    """One sentence for the person who asked."""


def install(say: Say) -> None:
    """Everything that can be brought is brought before a lack is reported."""
    lacking = _packages(say)
    if maven() is not None and java_home() is not None:
        directory = engines_directory()
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / "install.lock"):
            _bring(kafka_tree(), _fetch_kafka, say)
            _bring(elasticsearch_tree(), _fetch_elasticsearch, say)
    if postgres_binaries() is not None:
        say(f"postgres: {postgres_binaries()}")
    if lacking:
        raise CannotInstall(lacking)


def _packages(say: Say) -> str | None:
    """Install the distribution's packages; the sentence to end with when that was not possible."""
    if can_install():
        packages = wanted_packages()
        if packages:
            say(f"installing {', '.join(packages)}")
            reason = install_packages(packages)
            still = missing_packages()
            if still:
                return f"apt-get did not bring {', '.join(still)}: {reason}"
        return None
    missing = missing_packages()
    if not missing:
        return None
    return (
        f"without root these packages are missing: {', '.join(missing)} (have them installed by "
        f"`apt-get install --no-install-recommends {' '.join(missing)}`, then run this again)"
    )


def _bring(tree: Path, fetch: Callable[[Path, Path], None], say: Say) -> None:
    """Fetch beside the place and move in whole: a broken download leaves no tree behind."""
    if is_whole(tree):
        say(f"{tree.name}: here already")
        return
    say(f"{tree.name}: fetching from Maven Central")
    workshop = tree.with_name(f"{tree.name}.part")
    for leftover in (workshop, tree):
        shutil.rmtree(leftover, ignore_errors=True)
    workshop.mkdir()
    # Maven keeps notes beside its pom ("unpacked already") that must not outlive the tree.
    notes = tree.with_name(f"{tree.name}.maven")
    shutil.rmtree(notes, ignore_errors=True)
    notes.mkdir()
    shutil.copy(POM, notes)
    fetch(workshop, notes)
    shutil.rmtree(notes)
    manifest = json.dumps(sizes_in(workshop))
    (workshop / MANIFEST).write_text(manifest, encoding="utf-8")
    workshop.rename(tree)


def _fetch_kafka(into: Path, notes: Path) -> None:
    _maven(
        ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={into}"],
        promised=f"kafka_2.13-{version_of('kafka')}.jar",
        into=into,
        notes=notes,
    )


def _fetch_elasticsearch(into: Path, notes: Path) -> None:
    version = version_of("elasticsearch")
    artifact = f"-Dartifact={_ELASTICSEARCH}:{version}:zip"
    _maven(
        ["dependency:unpack", artifact, f"-DoutputDirectory={into}"],
        promised=f"elasticsearch-{version}/bin/elasticsearch",
        into=into,
        notes=notes,
    )
    # An unprivileged account runs it, whatever our umask was.
    for path in into.rglob("*"):
        path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))


def _maven(goal: Sequence[str], promised: str, into: Path, notes: Path) -> None:
    program = maven()
    if program is None:
        raise CannotInstall("mvn is not here")
    done = subprocess.run(
        [program, "-q", "-B", "-f", str(notes / POM.name), *goal],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not (into / promised).exists():
        said = [line for line in done.stdout.splitlines() if "ERROR" in line][:1]
        raise CannotInstall(f"Maven did not bring {promised}: {' '.join(said)}")
