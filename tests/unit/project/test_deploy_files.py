"""What lies in deploy/ agrees with the settings, the roles and the paths of the services."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.all_in_one import Installation, open_installation
from services.runtime.settings import KNOWN, Settings, load_settings
from tests.support.engines.nginx_server import CONFIGURATION

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
_DEFAULTS = re.compile(r"\(default ([^,;)]+)")


def blocks() -> dict[str, str]:
    """What is said above the settings, by the text of their lines."""
    text = (DEPLOY / "env.example").read_text(encoding="utf-8")
    parts = [part.splitlines() for part in text.split("\n\n")[1:]]
    return {
        "\n".join(line for line in part if not line.startswith("# ")): " ".join(
            line[2:] for line in part if line.startswith("# ")
        )
        for part in parts
    }


def example() -> dict[str, str]:
    """By name the value that the example shows."""
    lines = [line for part in blocks() for line in part.splitlines()]
    found = [re.fullmatch(r"#?(CITYMEND_[A-Z_]+)=(.*)", line) for line in lines]
    told = [(one[1], one[2]) for one in found if one is not None]
    assert len(told) == len(lines) == len(dict(told)), "a line is no setting, or one stands twice"
    return dict(told)


def test_the_example_names_every_setting_and_no_other() -> None:
    assert example().keys() == KNOWN


def test_each_setting_of_the_example_says_what_it_is_and_its_default() -> None:
    for lines, said in blocks().items():
        assert "default" in said, lines


def test_the_defaults_that_the_example_states_are_those_of_the_settings() -> None:
    settings = load_settings({})
    real: dict[str, object] = {
        "CITYMEND_TIMEZONE": settings.timezone,
        "CITYMEND_PORT": settings.port,
        "CITYMEND_TRUSTED_PROXIES": settings.trusted_proxies,
        "CITYMEND_LOG_LEVEL": settings.log_level,
        "CITYMEND_TILES_URL": settings.tiles_url,
        "CITYMEND_NOTICES_URL": settings.notices_url,
        "CITYMEND_RATE_LIMITS": "on" if settings.rate_limits else "off",
    }
    for name, value in real.items():
        [said] = [told for lines, told in blocks().items() if f"{name}=" in lines]
        found = _DEFAULTS.search(said)
        assert found, name
        assert found[1] == str(value), name


def test_a_file_made_from_the_example_is_read_without_a_fault(tmp_path: Path) -> None:
    given = {name: value for name, value in example().items() if value and "…" not in value}
    given |= {
        "CITYMEND_HOME": str(tmp_path),
        "CITYMEND_PROFILE": "",
        "CITYMEND_SECRET": "a-secret-for-tests-of-forty-characters-..",
    }
    load_settings(given)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings: Settings = load_settings({"CITYMEND_HOME": str(tmp_path)})
    opened = open_installation(settings, writer=False)
    yield opened
    opened.close()


def test_the_ingress_knows_the_paths_of_every_service(installation: Installation) -> None:
    text = (CONFIGURATION / "nginx.conf").read_text(encoding="utf-8")
    sent = re.findall(r"location (= )?(/\S*) \{ proxy_pass http://(\w+); \}", text)
    for service in installation.services:
        if service.name == "intake":
            continue
        for prefix in service.prefixes:
            assert ("", f"{prefix}/", service.name) in sent, prefix
            if not prefix.startswith(("/api", "/static")):
                assert ("= ", prefix, service.name) in sent, prefix
    assert ("", "/", "intake") in sent
