"""The units for one box: hardened, each service with an account and a file of its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services.by_word import WORDS
from services.own_settings import ROLES, told
from services.runtime.settings import ENGINES

UNITS = Path(__file__).parents[3] / "deploy" / "systemd"
NAMES = sorted(path.name for path in UNITS.glob("*.service"))
_HARDENED = {
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallFilter=@system-service",
}


def lines(name: str) -> list[str]:
    return (UNITS / name).read_text(encoding="utf-8").splitlines()


def environment(word: str) -> dict[str, str]:
    text = (UNITS / "env" / f"{word}.env").read_text(encoding="utf-8")
    given = [
        (line.split("=", 1)[0], line.split("=", 1)[1])
        for line in text.splitlines()
        if not line.startswith("#")
    ]
    return dict(given)


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_is_hardened_and_nobodys_but_its_service(name: str) -> None:
    own = lines(name)
    assert set(own) >= _HARDENED
    assert [line for line in own if line.startswith("User=")] not in ([], ["User=root"])
    files = [line for line in own if line.startswith("EnvironmentFile=")]
    allowed = {"EnvironmentFile=/etc/citymend/%i.env", "EnvironmentFile=/etc/citymend/intake.env"}
    assert set(files) <= allowed


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_a_unit_that_runs_it(role: str) -> None:
    [command] = [one for one in lines(f"citymend-{role}@.service") if one.startswith("ExecStart=")]
    assert f"citymend %i run --role {role} --port ${{" in command


@pytest.mark.parametrize("word", WORDS)
def test_the_file_of_a_service_names_what_its_roles_need_and_no_others(word: str) -> None:
    given = environment(word)
    needed = frozenset().union(*(told(word, role) for role in ROLES))
    own = {name for name in given if name.startswith("CITYMEND_")}
    assert own <= needed
    assert (ENGINES | {"CITYMEND_SECRET"}) & needed <= own
    asked = set()
    for role in ROLES:
        asked |= set(re.findall(r"\$\{(\w+)\}", "\n".join(lines(f"citymend-{role}@.service"))))
    assert asked <= given.keys()


def test_no_two_processes_of_one_box_listen_at_the_same_port() -> None:
    ports = [
        value
        for word in WORDS
        for name, value in environment(word).items()
        if name.endswith("_PORT")
    ]
    assert len(ports) == len(set(ports)) == 9
    upstreams = (UNITS.parent / "nginx" / "upstreams.conf").read_text(encoding="utf-8")
    for word in WORDS:
        port = environment(word)["CITYMEND_PORT"]
        assert f"upstream {word} {{ server 127.0.0.1:{port};" in upstreams


def test_systemd_finds_no_fault_in_them(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not here")
    instances = []
    for name in NAMES:
        text = (UNITS / name).read_text(encoding="utf-8")
        # It looks for the programs, which an installation puts there.
        text = re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", text, flags=re.MULTILINE)
        own = tmp_path / name.replace("@.", "@intake.")
        for path in (tmp_path / name, own):
            path.write_text(text, encoding="utf-8")
        instances.append(str(own))
    done = subprocess.run(
        [program, "verify", *instances],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert not ours, done.stderr
