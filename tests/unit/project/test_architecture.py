"""The map names what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_PATH = re.compile(r"`((?:services|tests|deploy)/[\w./-]*)`")


def test_every_file_that_the_map_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(_PATH.findall(text))
    assert len(named) > 40
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_service_and_shared_room_is_on_the_map() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").exists()]
    assert sorted(room for room in rooms if room not in text) == []
