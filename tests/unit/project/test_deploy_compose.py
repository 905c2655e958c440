"""compose.yaml: every role, each told its own, in an order that waits for health."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.by_word import WORDS
from services.own_settings import DATABASES, ROLES, told
from services.runtime.settings import ENGINES, load_settings

DEPLOY = Path(__file__).parents[3] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# A relay of search has nothing to send yet.
RUN = [(word, role) for word in WORDS for role in ROLES if (word, role) != ("search", "relay")]
ONCE = ["migrate-intake", "migrate-bank", "migrate-search", "topics"]
IMAGES = {"intake": "intake", "bank": "projectbank", "search": "search"}


def settings_of(name: str) -> dict[str, str]:
    """With every variable filled in."""
    given = SERVICES[name].get("environment", {})
    filled = {key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for key, value in given.items()}
    filled = {key: re.sub(r"\$\{\w+:\?\}", "x" * 40, value) for key, value in filled.items()}
    return {key: value for key, value in filled.items() if key.startswith("CITYMEND_")}


def test_it_holds_the_engines_the_jobs_every_role_and_the_ingress() -> None:
    expected = {f"{word}-{role}" for word, role in RUN}
    assert SERVICES.keys() == {"postgres", "kafka", "elasticsearch", "nginx", *ONCE} | expected


@pytest.mark.parametrize(("word", "role"), RUN)
def test_a_role_is_told_what_it_needs_and_no_others_secrets(word: str, role: str) -> None:
    one = SERVICES[f"{word}-{role}"]
    given = settings_of(f"{word}-{role}")
    mine = told(word, role)
    assert given.keys() <= mine
    assert (ENGINES | {"CITYMEND_SECRET"}) & mine <= given.keys()
    load_settings(given, mine)
    assert one["command"][:4] == [word, "run", "--role", role]
    assert one["build"]["args"]["SERVICE"] == IMAGES[word]
    others = {name for name in (*WORDS, "identity") if DATABASES[name] not in mine}
    for name in others:
        assert f"//{name}:" not in str(given)


def test_the_jobs_are_told_only_of_what_they_bring_up_to_this_release() -> None:
    for word in WORDS:
        given = settings_of(f"migrate-{word}")
        assert SERVICES[f"migrate-{word}"]["command"][:2] == ["migrate", word]
        named = SERVICES[f"migrate-{word}"]["command"][1:]
        assert given.keys() == {DATABASES[name] for name in named}
    assert settings_of("topics").keys() == {"CITYMEND_BUS_URL"}


@pytest.mark.parametrize("name", [*ONCE, *(f"{word}-{role}" for word, role in RUN), "nginx"])
def test_what_is_ours_runs_without_rights_on_a_root_that_is_read_only(name: str) -> None:
    one = SERVICES[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]
    assert "privileged" not in one


@pytest.mark.parametrize(("word", "role"), RUN)
def test_a_role_starts_after_what_it_needs_is_well(word: str, role: str) -> None:
    one = SERVICES[f"{word}-{role}"]
    waits = {name: how["condition"] for name, how in one["depends_on"].items()}
    done = "service_completed_successfully"
    assert waits[f"migrate-{word}"] == done
    if "CITYMEND_IDENTITY_DATABASE_URL" in one["environment"]:
        assert waits["migrate-intake"] == done
    if "CITYMEND_BUS_URL" in one["environment"]:
        assert waits["topics"] == done
    assert one["restart"] == "unless-stopped"
    assert one["healthcheck"]["test"] == ["CMD", "citymend-probe", "/readyz"]


def test_a_role_meets_only_the_engines_that_it_is_told_of() -> None:
    hosts = {"@postgres/": "databases", "kafka:": "bus", "elasticsearch:": "index"}
    for word, role in RUN:
        one = SERVICES[f"{word}-{role}"]
        urls = " ".join(settings_of(f"{word}-{role}").values())
        wanted = {network for host, network in hosts.items() if host in urls}
        assert set(one["networks"]) - {"edge", "outside"} == wanted, (word, role)
    assert {name for name, net in COMPOSE["networks"].items() if not net.get("internal")} == {
        "outside"
    }


def test_every_engine_keeps_its_data_in_a_named_volume_and_is_asked_whether_it_is_well() -> None:
    for name in ("postgres", "kafka", "elasticsearch"):
        kept = [each.partition(":")[0] for each in SERVICES[name]["volumes"]]
        assert set(kept) & COMPOSE["volumes"].keys()
        assert SERVICES[name]["healthcheck"]["test"]
        assert "ports" not in SERVICES[name]


def test_no_two_installations_have_the_same_secrets_and_all_that_is_asked_for_is_drawn() -> None:
    drawn = [
        subprocess.run(
            [str(DEPLOY / "compose" / "new-secrets")], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    first, second = (dict(line.split("=", 1) for line in text.splitlines()) for text in drawn)
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+):\?\}", text)) == first.keys() - {"PUBLIC_URL"}
    secret = [first[name] for name in first if name != "PUBLIC_URL"]
    assert len({*secret, *second.values()}) == 2 * len(secret) + 1
    assert min(map(len, secret)) >= 32


def test_the_files_that_it_mounts_are_there_and_can_be_run() -> None:
    mounted = {
        each.split(":")[0]
        for one in SERVICES.values()
        for each in one.get("volumes", [])
        if each.startswith("./")
    }
    assert mounted
    for path in mounted:
        assert (DEPLOY / path).is_file(), path
    assert os.access(DEPLOY / "compose" / "databases.sh", os.X_OK)
