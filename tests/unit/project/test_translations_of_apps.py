"""What each app, as it is composed, says in Chinese: its own pages and those of the shell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from services.all_in_one import open_installation, web_settings
from services.contracts.profile.load import load_profile
from services.intake.notices import wording
from services.runtime.settings import load_settings
from services.runtime.web.catalogue import catalogue
from services.runtime.web.i18n import OWN_FOLDER
from services.runtime.web.process import process_app
from tests.unit.runtime.web.messages import SERVICES, Said, as_po, read_entries, said_by

ROOMS = {
    "intake": "intake",
    "bank": "projectbank",
    "search": "search",
    "door": "runtime/door",
    "process": "runtime/web",
}
"""The folder whose code each app runs, besides the shell's."""


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """Every app; one whose catalogues collide would not be made."""
    home = tmp_path_factory.mktemp("home")
    settings = load_settings({"CITYMEND_HOME": str(home)})
    installation = open_installation(settings, writer=True)
    identity, web = installation.identity, web_settings(settings)
    made: dict[str, Any] = {service.name: service.web() for service in installation.services}
    made["door"] = identity.web(web, {})
    made["process"] = process_app({}, keys=identity.door, web=web)
    yield made
    installation.close()


@pytest.mark.parametrize("app", ROOMS)
def test_an_app_has_a_translation_for_all_that_it_says(app: str, apps: dict[str, Flask]) -> None:
    domain = apps[app].extensions["babel"].instance.domain_instance
    said = said_by(SERVICES / ROOMS[app]) | said_by(OWN_FOLDER)
    assert len(said) > 40
    assert not as_po(_missing(said, domain.catalogue("zh")))


@pytest.mark.parametrize("app", ROOMS)
def test_an_app_says_what_every_file_of_its_rooms_says(app: str, apps: dict[str, Flask]) -> None:
    spoken: Any = apps[app].extensions["babel"].instance.domain_instance.catalogue("zh")
    for file in sorted((SERVICES / ROOMS[app]).rglob("zh.po")):
        for message in filter(lambda each: each.id, read_entries(file)):
            id_: Any = message.id
            string: Any = message.string
            key = f"{message.context}\x04" if message.context else ""
            if isinstance(id_, str):
                assert spoken._catalog.get(key + id_) == string, file
            else:
                assert spoken._catalog.get((key + id_[0], 0)) == string[0], file


def test_the_messages_that_are_sent_are_translated_as_those_on_pages() -> None:
    said = said_by(Path(wording.__file__).parent)
    spoken = wording.Wording(load_profile(), {}).catalogue("zh")
    assert len(said) > 20
    assert not as_po(_missing(said, spoken))


def _missing(said: dict[Said, str], spoken: Any) -> dict[Said, str]:
    return {
        one: place
        for one, place in said.items()
        if not _is_translated(one, spoken._catalog)  # gettext has no public way to ask
    }


def _is_translated(one: Said, entries: dict[Any, str]) -> bool:
    key = f"{one.context}\x04{one.message}" if one.context else one.message
    return bool(entries.get(key) or entries.get((key, 0)))


def test_a_message_without_a_translation_is_missed(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text('msgctxt "case"\nmsgid "held"\nmsgstr "中止"\n', "utf-8")
    said = {Said("held", "case"): "a", Said("held", "project"): "b", Said("held"): "c"}
    assert list(_missing(said, catalogue([tmp_path], "zh"))) == [
        Said("held", "project"),
        Said("held"),
    ]
