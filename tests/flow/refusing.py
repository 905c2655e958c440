"""What a refusal says, and how many reports there are after it."""

import subprocess

from tests.support.running import Answer, Home

REPORTS = "/api/intake/v1/reports"


def stored(home: Home, key: str) -> int:
    """How many reports the home holds, up to 200."""
    answer = home.request("GET", f"{REPORTS}?page_size=200", key=key)
    assert answer.status == 200, answer
    return len(answer.body["items"])


def pointers(answer: Answer) -> set[str]:
    """The fields that the refusal names, each with its rule and a sentence."""
    assert answer.headers["content-type"].startswith("application/problem+json")
    for error in answer.body["errors"]:
        assert error["rule"]
        assert error["detail"]
    return {error["pointer"] for error in answer.body["errors"]}


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What was said: one sentence on standard error, exit 1, no traceback."""
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("citymend: ")
    return lines[0]
