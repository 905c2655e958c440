"""The suite says of a right server that it is right, and of a wrong one what is wrong."""

import pytest

from services.open311_check.suite import READS, WRITES
from tests.unit.open311_check import wrongs_posts, wrongs_requests, wrongs_services, wrongs_wording
from tests.unit.open311_check.recorded import Recorded, record
from tests.unit.open311_check.wrong import Wrong

WRONGS = (
    *wrongs_wording.WRONGS,
    *wrongs_services.WRONGS,
    *wrongs_requests.WRONGS,
    *wrongs_posts.WRONGS,
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("recorded"))


def test_our_server_keeps_every_rule(recorded: Recorded) -> None:
    outcomes = recorded.outcomes()
    wrong = [(o.check.name, o.form, o.details) for o in outcomes if o.verdict != "passed"]
    assert wrong == []
    assert len(outcomes) >= len((*READS, *WRITES))


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: wrong.title)
def test_a_wrong_answer_is_caught_by_the_checks_that_are_named(
    recorded: Recorded, wrong: Wrong
) -> None:
    outcomes = recorded.outcomes(wrong.change)
    failed = {f"{o.check.name}/{o.form}": o.details for o in outcomes if o.verdict == "failed"}
    assert set(failed) == set(wrong.breaks.split()), failed


def test_every_check_catches_some_wrong_answer() -> None:
    caught = {name.partition("/")[0] for wrong in WRONGS for name in wrong.breaks.split()}
    assert {check.name for check in (*READS, *WRITES)} - caught == set()


def test_every_check_has_a_name_and_a_rule_of_its_own() -> None:
    checks = (*READS, *WRITES)
    assert len({check.name for check in checks}) == len(checks)
    assert len({check.rule for check in checks}) == len(checks)
    assert all(check.section and check.rule.endswith(".") for check in checks)
