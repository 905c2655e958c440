"""The operator's guide names every setting and no other; a stranger's typing error is refused."""

import re
from pathlib import Path

import pytest

from services.runtime.settings import KNOWN, WrongSettings, load_settings

GUIDE = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_the_guide_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"CITYMEND_[A-Z_]+[A-Z]", GUIDE)) == KNOWN


def test_a_setting_that_is_none_is_refused_by_its_name() -> None:
    with pytest.raises(WrongSettings, match=r"CITYMEND_PROFIL\b"):
        load_settings({"CITYMEND_PROFIL": "."})
