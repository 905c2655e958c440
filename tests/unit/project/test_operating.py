"""The operator's guide names every setting and no other; a stranger's typing error is refused."""

import re
from pathlib import Path

import pytest

from services.by_word import WORDS
from services.own_settings import ROLES, told
from services.runtime.settings import ENGINES, KNOWN, WrongSettings, load_settings

GUIDE = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_the_guide_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"CITYMEND_[A-Z_]+[A-Z]", GUIDE)) == KNOWN


def test_the_guide_says_of_every_role_what_it_is_told() -> None:
    chapter = GUIDE.partition("## Which role is told what")[2].partition("\n## ")[0]
    head, _, *rows = [line for line in chapter.splitlines() if line.startswith("|")]
    roles = [f"{word} {role}" for word in WORDS for role in ROLES]
    assert _cells(head) == ["setting", *roles]
    said = {
        _cells(row)[0].strip("`"): dict(zip(roles, _cells(row)[1:], strict=True)) for row in rows
    }
    assert said.keys() == KNOWN
    for name, signs in said.items():
        sign = "●" if name in {*ENGINES, "CITYMEND_SECRET"} else "○"
        assert signs == {
            f"{word} {role}": sign if name in told(word, role) else ""
            for word in WORDS
            for role in ROLES
        }, name


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_a_setting_that_is_none_is_refused_by_its_name() -> None:
    with pytest.raises(WrongSettings, match=r"CITYMEND_PROFIL\b"):
        load_settings({"CITYMEND_PROFIL": "."})
