"""Each image's lock holds what its extras ask for, at the versions and hashes that were tested."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCKS = ROOT / "deploy" / "locks"
EXTRAS = {
    "intake": ("intake", "postgres", "kafka"),
    "projectbank": ("projectbank", "postgres", "kafka"),
    "search": ("search", "postgres", "kafka", "elasticsearch"),
}
_OPTIONAL = ("intake", "projectbank", "search", "postgres", "kafka", "elasticsearch", "tantivy")
_PIN = re.compile(
    r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)[^\n]*\\\n((?:    --hash=\S+(?: \\)?\n?)+)",
    re.MULTILINE,
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned(path: Path) -> dict[str, set[tuple[str, frozenset[str]]]]:
    """By name the versions with their hashes; some differ from one Python to the next."""
    text = path.read_text(encoding="utf-8")
    found: dict[str, set[tuple[str, frozenset[str]]]] = {}
    for name, version, hashes in _PIN.findall(text):
        known = frozenset(re.findall(r"--hash=(\S+)", hashes))
        found.setdefault(name, set()).add((version, known))
    lines = len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert lines == sum(map(len, found.values())), f"{path.name}: a line was not understood"
    return found


def wanted(*extras: str) -> set[str]:
    asked = [*PROJECT["dependencies"]] if not extras else []
    for extra in extras:
        asked += PROJECT["optional-dependencies"][extra]
    return {re.split(r"[^A-Za-z0-9-]", each, maxsplit=1)[0].lower() for each in asked}


@pytest.mark.parametrize("service", EXTRAS)
def test_an_image_installs_what_was_tested_and_all_that_it_needs(service: str) -> None:
    own = pinned(LOCKS / f"{service}.lock")
    tested = pinned(ROOT / "requirements-dev.lock")
    assert own == {name: tested[name] for name in own}
    needed = wanted() | wanted(*EXTRAS[service])
    assert needed <= own.keys()
    others = wanted(*(set(_OPTIONAL) - set(EXTRAS[service]))) - needed
    assert not others & own.keys()


def test_what_builds_the_wheel_is_pinned_too() -> None:
    own = pinned(LOCKS / "build.lock")
    tested = pinned(ROOT / "requirements-dev.lock")
    assert own == {name: tested[name] for name in own}
    assert "hatchling" in own
