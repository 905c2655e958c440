"""Every command of deploy/README.md: run where it needs no daemon, tried as far as it goes else."""

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import yaml

from services.__main__ import main
from tests.support.engines.helm import helm
from tests.support.running import ROOT

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TEXT = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
_COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
COMMANDS = [line for block in _BLOCK.findall(_TEXT) for line in block.splitlines() if line]


def citymend(words: list[str]) -> None:
    """The command exists and takes these options, whatever it would do."""
    command: click.Command = main
    context = click.Context(command)
    rest = list(words)
    while isinstance(command, click.Group):
        found = command.get_command(context, rest.pop(0))
        assert found is not None, words
        command = found
    command.make_context(words[-1], rest, resilient_parsing=False)


def build(words: list[str]) -> None:
    """Run by test_image.py; here, that its files and its argument are."""
    assert Path(ROOT, words[words.index("-f") + 1]).is_file()
    service = next(word for word in words if word.startswith("SERVICE="))
    assert (ROOT / "deploy" / "locks" / f"{service.removeprefix('SERVICE=')}.lock").is_file()
    assert words[-1] == "."


def compose(words: list[str]) -> None:
    """Run by test_compose.py; here, that what is named is there."""
    assert words[:2] == ["-f", "deploy/compose.yaml"]
    verb, *rest = words[2:]
    assert verb in {"build", "up", "exec", "ps", "logs", "down"}
    named = [word for word in rest if not word.startswith("-") and not word.isdigit()]
    if named:
        assert named[0] in _COMPOSE["services"]
    if verb == "exec":
        program, *given = named
        del program
        if given[0] == "citymend":
            citymend(words[words.index("citymend") + 1 :])
        else:
            assert given == ["citymend-probe", "/readyz"]


def install(words: list[str]) -> None:
    """Run, with a folder in the place of the root."""
    with tempfile.TemporaryDirectory() as place:
        moved = [place + word if word.startswith("/etc/") else word for word in words]
        line = " ".join(["install", *moved])
        subprocess.run(["bash", "-c", line], cwd=ROOT, check=True, timeout=20)
        made = [path for path in Path(place).rglob("*") if path.is_file()]
        assert made
        mode = int(words[words.index("-m") + 1], 8)
        assert {path.stat().st_mode & 0o777 for path in made} == {mode}


def rendered(words: list[str]) -> None:
    program = helm()
    if program is None:
        pytest.skip("helm is not here (make long builds it where a Go toolchain is)")
    if "upgrade" in words:
        assert "deploy/helm/citymend" in words
        return
    subprocess.run([program, *words], cwd=ROOT, check=True, capture_output=True, timeout=60)


def pip(words: list[str]) -> None:
    """Run by the image's build, from the same locks."""
    for word in words:
        assert not word.endswith(".lock") or (ROOT / word).is_file()


def secrets(words: list[str]) -> None:
    assert words == [">", "deploy/.env"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "deploy/.env" in ignored
    program = [str(ROOT / "deploy" / "compose" / "new-secrets")]
    subprocess.run(program, check=True, capture_output=True, timeout=20)


def smoke(words: list[str]) -> None:
    """Run by test_one_box.py; here, that it takes what it is given."""
    assert len(words) == 1
    program = str(ROOT / "deploy" / "smoke")
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    assert "address" in done.stdout
    environment = {name: value for name, value in os.environ.items() if name != "SMOKE_KEY"}
    lacking = subprocess.run([program, *words], env=environment, capture_output=True, check=False)
    assert lacking.returncode == 1


def inside(words: list[str]) -> None:
    """What runs the program somewhere else: by kubectl, or as a unit of systemd."""
    last = max(n for n, word in enumerate(words) if word.rpartition("/")[2] == "citymend")
    citymend(words[last + 1 :])


def systemctl(words: list[str]) -> None:
    if "citymend.target" in words:
        assert (ROOT / "deploy" / "systemd" / "citymend.target").is_file()


def place(words: list[str]) -> None:
    """Where the units look for the program."""
    [folder] = words
    for unit in ("citymend-api@.service", "citymend-topics.service"):
        text = (ROOT / "deploy" / "systemd" / unit).read_text(encoding="utf-8")
        assert f"ExecStart={folder}/bin/citymend " in text


def nothing(words: list[str]) -> None:
    assert words == []


_KINDS: dict[str, Callable[[list[str]], None]] = {
    "docker build": build,
    "docker compose": compose,
    "install": install,
    "helm": rendered,
    "python3 -m venv": place,
    "/opt/citymend/bin/pip install": pip,
    "deploy/compose/new-secrets": secrets,
    "deploy/smoke": smoke,
    "kubectl": inside,
    "systemd-run": inside,
    "systemctl": systemctl,
    "systemd-sysusers": nothing,
}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_guide_is_one(line: str) -> None:
    subprocess.run(["bash", "-n", "-c", line], check=True, timeout=20)
    words = [word for word in shlex.split(line) if not word.startswith("SMOKE_KEY=")]
    kind = next(name for name in _KINDS if words[: len(name.split())] == name.split())
    _KINDS[kind](words[len(kind.split()) :])


def test_the_guide_names_each_file_and_each_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)", _TEXT)
    assert linked
    for path in linked:
        assert (ROOT / "deploy" / path).exists(), path
    told = set(re.findall(r"`([a-zA-Z.]+/?)`", _TEXT.partition("## Images")[0]))
    there = {
        f"{path.name}/" if path.is_dir() else path.name for path in (ROOT / "deploy").iterdir()
    }
    assert there - {"README.md", "env.example", ".env"} <= told
