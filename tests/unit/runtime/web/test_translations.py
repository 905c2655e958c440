"""Every sentence that a person can see is there in Chinese, too."""

import pytest

from services.runtime.web.i18n import OWN_FOLDER
from tests.unit.runtime.web.messages import (
    SERVICES,
    as_po,
    fuzzy_in,
    said_by,
    translated_in,
    written_in,
    wrongly_filled,
)

PACKAGES = sorted(folder.name for folder in SERVICES.iterdir() if (folder / "__init__.py").exists())


@pytest.mark.parametrize("package", PACKAGES)
def test_every_message_has_a_chinese_translation(package: str) -> None:
    folder = SERVICES / package
    known = translated_in(folder, OWN_FOLDER)
    missing = {said: place for said, place in said_by(folder).items() if said not in known}
    assert not missing, f"add to services/{package}/zh.po:\n{as_po(missing)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_left_that_nobody_says(package: str) -> None:
    folder = SERVICES / package
    said, written = said_by(folder), written_in(folder)
    left = {one for one in translated_in(folder) - set(said) if one.message not in written}
    assert left == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_marked_as_doubtful(package: str) -> None:
    assert fuzzy_in(SERVICES / package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_translation_asks_for_no_value_that_the_message_has_not(package: str) -> None:
    assert wrongly_filled(SERVICES / package) == []


def test_the_shell_itself_says_something() -> None:
    assert len(said_by(OWN_FOLDER)) > 40
