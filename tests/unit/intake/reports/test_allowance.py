"""How much one address and one browser may send: residents never notice, floods do."""

import pytest

from services.intake.reports.allowance import Allowance, Sender, TooManySent, household


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def allowance(clock: Clock) -> Allowance:
    return Allowance(limited=True, now=clock)


def taken(allowance: Allowance, senders: list[Sender]) -> int:
    """How many were let through."""
    through = 0
    for sender in senders:
        try:
            allowance.take_report(sender)
        except TooManySent:
            continue
        through += 1
    return through


def test_forty_reports_in_a_burst_from_one_address_are_stopped(allowance: Allowance) -> None:
    assert taken(allowance, [Sender("198.51.100.7")] * 40) == 30
    fresh = [Sender("198.51.100.8", browser=f"fresh {n}") for n in range(40)]
    assert taken(allowance, fresh) == 30


def test_one_browser_sends_twenty_in_an_hour_and_forty_in_a_day(
    allowance: Allowance, clock: Clock
) -> None:
    through = 0
    for _ in range(6):
        through += taken(allowance, [Sender("198.51.100.7", browser="one")] * 30)
        clock.now += 3_601
    assert through == 40


def test_a_family_and_a_class_of_children_behind_one_address_never_meet_a_limit(
    allowance: Allowance, clock: Clock
) -> None:
    family = [Sender("198.51.100.7", browser=f"phone {n}") for n in range(5)] * 3
    assert taken(allowance, family) == 15
    clock.now += 61
    school = [Sender("198.51.100.7", browser=f"tablet {n}") for n in range(30)]
    assert taken(allowance, school) == 30


def test_who_has_a_key_or_an_account_is_never_limited(allowance: Allowance) -> None:
    assert taken(allowance, [Sender("198.51.100.7", known=True)] * 1_000) == 1_000


def test_switched_off_nothing_is_counted(clock: Clock) -> None:
    assert taken(Allowance(limited=False, now=clock), [Sender("198.51.100.7")] * 500) == 500


def test_another_address_is_somebody_else_and_a_network_of_ipv6_is_one(
    allowance: Allowance,
) -> None:
    assert taken(allowance, [Sender("198.51.100.7")] * 31) == 30
    assert taken(allowance, [Sender("198.51.100.9")]) == 1
    network = [Sender(f"2001:db8:1:2::{n:x}") for n in range(1, 60)]
    assert taken(allowance, network) == 30
    assert household("::ffff:198.51.100.7") == household("198.51.100.7")


def test_voices_for_one_report_are_limited_by_address_and_not_elsewhere(
    allowance: Allowance, clock: Clock
) -> None:
    sender = Sender("198.51.100.7", browser="any")
    for _ in range(30):
        allowance.take_voice(sender, "20261122-AAAAA")
    clock.now += 61
    with pytest.raises(TooManySent) as refused:
        allowance.take_voice(sender, "20261122-aaaaa ")
    assert 86_000 < refused.value.seconds <= 86_400
    allowance.take_voice(sender, "20261122-BBBBB")


def test_what_is_kept_names_no_address(allowance: Allowance) -> None:
    allowance.take_report(Sender("198.51.100.7", browser="mine"))
    kept = repr(allowance.__dict__)
    assert "198.51.100.7" not in kept
    assert "mine" not in kept
