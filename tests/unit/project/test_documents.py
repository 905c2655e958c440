"""The project's own papers agree with each other and with the code."""

import re
from pathlib import Path

from services import __version__

ROOT = Path(__file__).resolve().parents[3]


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_adr_is_a_page_with_its_consequences() -> None:
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "**Consequences.**" in text, page.name
        assert len(text.splitlines()) <= 60, page.name


def test_the_readme_names_only_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", readme))
    assert {"run", "test", "engines"} <= named <= targets
