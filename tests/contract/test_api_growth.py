"""Version 1 of the APIs only grows."""

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.growth import broken_promises
from tests.support.openapi_documents import WORDS

ROOT = Path(__file__).resolve().parents[2]


def _document(word: str) -> dict[str, Any]:
    text = (ROOT / f"docs/openapi-{word}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@pytest.mark.parametrize("word", WORDS)
def test_the_document_keeps_every_promise_of_the_last_release(word: str) -> None:
    tag = _git("describe", "--tags", "--abbrev=0", "--match", "v*")
    if tag is None:
        pytest.skip("no release was tagged yet, there is nothing to compare with")
    released = _git("show", f"{tag}:docs/openapi-{word}.json")
    assert released is not None
    assert broken_promises(json.loads(released), _document(word)) == []


@pytest.mark.parametrize("word", WORDS)
def test_a_document_keeps_its_own_promises(word: str) -> None:
    assert broken_promises(_document(word), _document(word)) == []


def test_a_new_field_of_an_answer_and_a_new_path_are_growth() -> None:
    old = _document("intake")
    new = copy.deepcopy(old)
    new["paths"]["/api/intake/v1/new"] = {"get": {"responses": {"200": {}}}}
    assert broken_promises(old, new) == []


def test_what_is_taken_away_is_named() -> None:
    old = _document("intake")
    new = copy.deepcopy(old)
    path = "/api/intake/v1/reports"
    del new["paths"][path]["get"]
    new["paths"][path]["post"]["security"] = [{"key": []}]
    old["paths"][path]["post"]["security"] = []
    faults = broken_promises(old, new)
    assert f"GET {path} is gone" in faults
    assert f"POST {path}: was public and asks for a key now" in faults


def test_a_field_that_is_gone_or_of_another_type_is_named() -> None:
    old = {"components": {"schemas": {"Thing": {"properties": {"a": {"type": "string"}, "b": {}}}}}}
    new = {"components": {"schemas": {"Thing": {"properties": {"a": {"type": "integer"}}}}}}
    assert broken_promises(old, new) == ["Thing.a is integer and was string", "Thing.b is gone"]


def test_a_field_that_becomes_required_is_named() -> None:
    fields = {"a": {"type": "string"}}
    old = {"components": {"schemas": {"Thing": {"properties": fields}}}}
    new = {"components": {"schemas": {"Thing": {"properties": fields, "required": ["a"]}}}}
    assert broken_promises(old, new) == ["Thing.a is required now"]


def _git(*words: str) -> str | None:
    done = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    return done.stdout.strip() if done.returncode == 0 else None
