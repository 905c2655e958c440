"""A mail worker is killed while a case's people are told: nobody is missed, and whoever gets a
mail twice gets it under the same id."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.contract.channels import Outside, mail_server
from tests.support.eventually import eventually
from tests.support.running import Home

pytestmark = [pytest.mark.slow, pytest.mark.long]
PEOPLE = 1_000
API = "/api/intake/v1"


class Slow(Outside):
    """Takes a mail in no less than a hundredth of a second, so that there is a middle."""

    @property
    def code(self) -> None:
        time.sleep(0.01)

    @code.setter
    def code(self, value: object) -> None:
        """It takes everything."""


def answered(home: Home, people: int) -> None:
    """A case of one report and its voices, which an officer declines with an answer."""
    body = {
        "description": "路灯坏了。",
        "service_code": "street_lamp",
        "address": "文化路",
        "contact": {"email": "n0@example.com"},
    }
    number = home.request("POST", f"{API}/reports", body).body["id"]
    key = home.json("keys", "add", "--role", "officer", "--name", "desk")["key"]
    # First: what many join is taken up by a rule, and its people are told of that, too.
    case = home.request("POST", f"{API}/cases", {"reports": [number]}, key=key).body["id"]

    def join(each: int) -> int:
        contact = {"contact": {"email": f"n{each}@example.com"}}
        return home.request("POST", f"{API}/reports/{number}/join", contact).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(join, range(1, people))) == {201}
    step = {
        "step": "decline",
        "version": home.request("GET", f"{API}/cases/{case}", key=key).body["version"],
        "outcome": "not_ours",
        "reason": "不属于",
        "note": "请联系物业。",
    }
    path = f"{API}/cases/{case}/steps"
    assert home.request("POST", path, step, key=key).status in (200, 201)


def has_come(outside: Outside, share: int) -> bool:
    return len(outside.came) >= share


def test_a_thousand_get_their_mail_though_the_worker_is_killed_twice(tmp_path: Path) -> None:
    outside = Slow()
    with mail_server(outside) as port:
        mail = f"smtp://127.0.0.1:{port}?from=no-reply@city.example&starttls=off"
        home = Home(tmp_path / "home", {"CITYMEND_NOTICES_URL": mail})
        with home.serving():
            answered(home, PEOPLE)
            for share in (PEOPLE // 4, PEOPLE // 2):
                eventually(partial(has_come, outside, share), timeout=180)
                worker = home.child("work")
                assert worker is not None
                worker.kill()
            home.json("work", "--until-idle", "--limit", "300")
    mails = Counter(came.headers["To"] for came in outside.came)
    ids = Counter(came.id for came in outside.came)
    assert set(mails) == {f"n{each}@example.com" for each in range(PEOPLE)}
    assert len(ids) == PEOPLE
    assert len(outside.came) <= PEOPLE + 2
