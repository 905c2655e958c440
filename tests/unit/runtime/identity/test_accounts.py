"""People sign in with a password of their own; guessing is slow, and a session can be ended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Scope
from services.runtime.identity.account import FREE_FAILURES, lock_after
from services.runtime.identity.accounts import (
    Accounts,
    AccountWaits,
    BadAccount,
    LoginTaken,
    NameTaken,
    NoSuchAccount,
    SignInRefused,
)
from services.runtime.identity.passwords import (
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    PasswordUnchanged,
    WeakPassword,
)
from services.runtime.migrations.moving import migrate
from services.runtime.unavailable import DatabaseUnavailable

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OWN = "青禾区的桂花开了十里"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/identity.db")
    migrate(opened, "services.runtime.identity.migrations")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def accounts(database: Database, clock: FixedClock) -> Accounts:
    return Accounts(database, clock)


def guess_wrong(accounts: Accounts, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            accounts.sign_in("li.wei", "wrong")


def test_a_new_account_signs_in_with_the_drawn_password_and_must_choose_its_own(
    accounts: Accounts,
) -> None:
    password = accounts.add(" Li.Wei ", "李巍", "officer", Scope(areas=("yunqiao",)))
    account = accounts.sign_in("LI.WEI", password)
    assert (account.login, account.name, account.role) == ("li.wei", "李巍", "officer")
    assert account.scope == Scope(areas=("yunqiao",))
    assert account.must_change
    changed = accounts.change_password(account.id, password, OWN)
    assert not changed.must_change
    assert accounts.sign_in("li.wei", OWN).id == account.id
    with pytest.raises(SignInRefused):
        accounts.sign_in("li.wei", password)


def test_the_password_is_in_no_file_of_the_database(accounts: Accounts, tmp_path: Path) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert "李巍".encode() in stored
    assert password.encode() not in stored


@pytest.mark.parametrize(
    ("login", "name", "role", "field"),
    [
        ("x", "李巍", "officer", "login"),
        ("李巍", "李巍", "officer", "login"),
        ("li wei", "李巍", "officer", "login"),
        ("li.wei", "  ", "officer", "name"),
        ("li.wei", "李" * 201, "officer", "name"),
        ("li.wei", "李巍", "device", "role"),
        ("li.wei", "李巍", "king", "role"),
    ],
)
def test_an_account_that_breaks_a_rule_names_the_field(
    accounts: Accounts, login: str, name: str, role: str, field: str
) -> None:
    with pytest.raises(BadAccount) as bad:
        accounts.add(login, name, role)  # type: ignore[arg-type]
    assert bad.value.field == field
    assert accounts.every() == []


def test_a_sign_in_name_is_given_once(accounts: Accounts) -> None:
    accounts.add("li.wei", "李巍", "officer")
    with pytest.raises(LoginTaken):
        accounts.add("LI.WEI", "李薇", "planner")
    assert [account.name for account in accounts.every()] == ["李巍"]


def test_two_of_one_role_are_never_called_the_same(accounts: Accounts) -> None:
    accounts.add("li.wei", "李巍", "officer")
    with pytest.raises(NameTaken):
        accounts.add("li.wei2", " 李巍 ", "officer")
    assert [each.login for each in accounts.every()] == ["li.wei"]
    accounts.add("li.wei2", "李巍（水务）", "officer")
    accounts.add("li.wei3", "李巍", "planner")


def test_guessing_waits_longer_and_longer_but_never_beyond_a_quarter_of_an_hour(
    accounts: Accounts, clock: FixedClock
) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    guess_wrong(accounts, FREE_FAILURES)
    with pytest.raises(AccountWaits) as waits:
        accounts.sign_in("li.wei", password)
    assert waits.value.until == NOW + timedelta(minutes=1)
    clock.advance(seconds=61)
    guess_wrong(accounts, 1)
    with pytest.raises(AccountWaits):
        accounts.sign_in("li.wei", password)
    clock.advance(seconds=121)
    assert accounts.sign_in("li.wei", password).name == "李巍"
    assert lock_after(1000, NOW) == NOW + timedelta(minutes=15)


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(
    accounts: Accounts, clock: FixedClock
) -> None:
    accounts.add("li.wei", "李巍", "officer")
    told = []
    for login in ("li.wei", "nobody"):
        for _ in range(FREE_FAILURES):
            with pytest.raises(SignInRefused):
                accounts.sign_in(login, "wrong")
        with pytest.raises(AccountWaits) as waits:
            accounts.sign_in(login, "wrong")
        told.append(waits.value.until)
    assert told[0] == told[1]
    clock.advance(seconds=61)
    with pytest.raises(SignInRefused):
        accounts.sign_in("nobody", "wrong")


def test_the_right_password_makes_wrong_ones_before_it_forgotten(accounts: Accounts) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    for _ in range(3):
        guess_wrong(accounts, FREE_FAILURES - 1)
        accounts.sign_in("li.wei", password)


def test_an_unknown_name_and_a_disabled_account_get_the_same_answer(accounts: Accounts) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    accounts.end_sessions("li.wei", disable=True)
    for login in ("li.wei", "nobody"):
        with pytest.raises(SignInRefused):
            accounts.sign_in(login, password)


def test_a_disabled_account_stays_disabled_when_its_sessions_are_ended_again(
    accounts: Accounts,
) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    accounts.end_sessions("li.wei", disable=True)
    accounts.end_sessions("li.wei")

    with pytest.raises(SignInRefused):
        accounts.sign_in("li.wei", password)


def test_a_change_that_was_begun_before_a_reset_does_not_undo_it(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    account = accounts.sign_in("li.wei", password)
    drawn: list[str] = []
    # The operator resets while the slow hash of the change is computed.
    monkeypatch.setattr(
        "services.runtime.identity.accounts.check_strength",
        lambda *_: drawn.append(accounts.reset("li.wei")),
    )

    with pytest.raises(SignInRefused):
        accounts.change_password(account.id, password, "a lamp for every corner")
    assert accounts.sign_in("li.wei", drawn[0]).must_change


@pytest.mark.parametrize(
    ("new", "weakness"),
    [
        ("短密码", PasswordTooShort),
        ("x" * 201, PasswordTooLong),
        ("ababababab", PasswordTooPlain),
        ("Li.Wei-2026!", PasswordTooPlain),
    ],
)
def test_a_weak_password_is_refused_by_its_rule(
    accounts: Accounts, new: str, weakness: type[WeakPassword]
) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    account = accounts.sign_in("li.wei", password)
    with pytest.raises(weakness):
        accounts.change_password(account.id, password, new)
    with pytest.raises(PasswordUnchanged):
        accounts.change_password(account.id, password, password)
    with pytest.raises(SignInRefused):
        accounts.change_password(account.id, "wrong", OWN)
    assert accounts.sign_in("li.wei", password).must_change


def test_full_width_and_ascii_letters_are_one_password(accounts: Accounts) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    account = accounts.sign_in("li.wei", password)
    accounts.change_password(account.id, password, "Ｇｕｉｈｕａ－ｋａｉｌｅ")
    assert accounts.sign_in("li.wei", "Guihua-kaile").id == account.id


def test_a_session_ends_with_a_new_password_a_reset_and_a_sign_out(
    accounts: Accounts, database: Database, clock: FixedClock
) -> None:
    password = accounts.add("li.wei", "李巍", "officer")
    elsewhere = Accounts(database, clock)
    account = accounts.sign_in("li.wei", password)
    for end in (
        lambda: accounts.change_password(account.id, password, OWN),
        lambda: accounts.reset("li.wei"),
        lambda: accounts.end_sessions("li.wei"),
    ):
        epoch = accounts.every()[0].epoch
        assert accounts.holder(account.id, epoch) is not None
        assert elsewhere.holder(account.id, epoch) is not None
        end()
        assert accounts.holder(account.id, epoch) is None
        clock.advance(seconds=30)
        assert elsewhere.holder(account.id, epoch) is None


def test_a_session_outlives_a_short_absence_of_the_database(
    accounts: Accounts, database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = accounts.sign_in("li.wei", accounts.add("li.wei", "李巍", "officer"))
    assert accounts.holder(account.id, account.epoch) is not None

    def away(_use: object) -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(database, "read", away)
    clock.advance(seconds=20)
    assert accounts.holder(account.id, account.epoch) is not None
    clock.advance(seconds=20)
    with pytest.raises(DatabaseUnavailable):
        accounts.holder(account.id, account.epoch)


def test_nobody_can_be_changed_who_is_not_there(accounts: Accounts) -> None:
    for change in (accounts.reset, accounts.end_sessions):
        with pytest.raises(NoSuchAccount):
            change("nobody")
    assert accounts.holder("nobody", 1) is None
