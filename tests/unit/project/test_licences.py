"""What we install may be used as we use it, and the list of it is true."""

import re

from tests.support.licences import ROOT, licence_of, locked, render

_COPYLEFT = re.compile(r"\b(A?GPL)", re.IGNORECASE)


def test_every_locked_package_states_a_licence() -> None:
    unknown = [name for name in locked("requirements-dev.lock") if licence_of(name) == "unknown"]
    assert unknown == []


def test_nothing_that_runs_is_under_a_copyleft_licence() -> None:
    named = {name: licence_of(name) for name in locked("requirements.lock")}
    assert {name: text for name, text in named.items() if _COPYLEFT.search(text)} == {}


def test_the_list_of_licences_is_in_step() -> None:
    assert (ROOT / "docs/third-party-licences.md").read_text(encoding="utf-8") == render()


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") > len(locked(lock))
