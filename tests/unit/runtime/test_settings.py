"""Settings are read once, wrong ones are told together, and nothing secret is told at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from services.runtime import engine_packages
from services.runtime.secret import SHORTEST_SECRET, SecretUnreadable, embedded_secret
from services.runtime.settings import Settings, WrongSettings, load_settings

ROOT = Path(__file__).resolve().parents[3]
_SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2"
REAL = {
    "CITYMEND_INTAKE_DATABASE_URL": "postgresql+psycopg://city:pw@db/intake",
    "CITYMEND_BANK_DATABASE_URL": "postgresql://city:pw@db/bank",
    "CITYMEND_SEARCH_DATABASE_URL": "postgresql+psycopg://city:pw@db/search",
    "CITYMEND_IDENTITY_DATABASE_URL": "postgresql+psycopg://city:pw@db/identity",
    "CITYMEND_BUS_URL": "kafka://one:9092,two:9092",
    "CITYMEND_INDEX_URL": "https://index:9200",
}


def settings(home: Path, **environment: str) -> Settings:
    return load_settings({"CITYMEND_HOME": str(home), **environment})


def faults(home: Path, **environment: str) -> list[str]:
    with pytest.raises(WrongSettings) as refusal:
        settings(home, **environment)
    assert str(refusal.value) == "\n".join(refusal.value.faults)
    return refusal.value.faults


def test_a_bare_home_is_embedded_and_holds_everything(tmp_path: Path) -> None:
    made = settings(tmp_path / "home")
    home = tmp_path / "home"
    assert made.embedded
    assert made.home == home
    assert made.intake_database_url == f"sqlite:///{home}/intake.db"
    assert made.bus_url == f"sqlite:///{home}/bus.db"
    assert made.index_url == f"tantivy:///{home}/index"
    assert (made.port, made.timezone, made.trusted_proxies) == (8311, "Asia/Shanghai", 0)
    assert made.rate_limits
    assert made.profile is None


def test_an_empty_value_counts_as_none(tmp_path: Path) -> None:
    assert settings(tmp_path, CITYMEND_PORT="", CITYMEND_BUS_URL="  ").embedded


def test_one_real_engine_makes_an_installation_real(tmp_path: Path) -> None:
    for name, url in REAL.items():
        assert not settings(tmp_path, CITYMEND_SECRET=_SECRET, **{name: url}).embedded


def test_postgres_may_be_named_without_its_driver(tmp_path: Path) -> None:
    made = settings(tmp_path, CITYMEND_SECRET=_SECRET, **REAL)
    assert made.bank_database_url == "postgresql+psycopg://city:pw@db/bank"


def test_every_wrong_value_is_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        CITYMEND_BUS_URL="kafak://one:9092",
        CITYMEND_INTAKE_DATABASE_URL="mysql://city:pw@db/intake",
        CITYMEND_PORT="eighty",
        CITYMEND_TIMEZONE="Asia/Springfield",
        CITYMEND_RATE_LIMITS="maybe",
        CITYMEND_TRUSTED_PROXIES="-1",
        CITYMEND_LOG_LEVEL="chatty",
        CITYMEND_PROFILE=str(tmp_path / "nowhere"),
        CITYMEND_SECRET="short",
        CITYMEND_HOMEE="/srv",
    )
    assert [fault.partition(":")[0] for fault in told] == [
        "CITYMEND_HOMEE",
        "CITYMEND_INTAKE_DATABASE_URL",
        "CITYMEND_BUS_URL",
        "CITYMEND_PROFILE",
        "CITYMEND_TIMEZONE",
        "CITYMEND_PORT",
        "CITYMEND_RATE_LIMITS",
        "CITYMEND_TRUSTED_PROXIES",
        "CITYMEND_LOG_LEVEL",
        "CITYMEND_SECRET",
    ]
    assert any("'kafak'" in fault for fault in told)


@pytest.mark.parametrize("port", ["-1", "65536", "8.0", "８０", "0x50", "1e3", "9" * 5000])
def test_a_port_is_a_whole_number_in_its_range(tmp_path: Path, port: str) -> None:
    assert len(faults(tmp_path, CITYMEND_PORT=port)) == 1


def test_a_setting_nobody_knows_is_told_because_it_is_a_misspelt_one(tmp_path: Path) -> None:
    assert faults(tmp_path, CITYMEND_BUS="kafka://one:9092") == ["CITYMEND_BUS: unknown setting"]


def test_what_tests_and_engines_are_told_is_no_setting(tmp_path: Path) -> None:
    settings(tmp_path, CITYMEND_TEST_DATA="/data", CITYMEND_ENGINES_HOME="/engines", PATH="/bin")


@pytest.mark.parametrize(
    "value",
    [
        _SECRET,
        f"city:{_SECRET}@one:9092",
        f"{_SECRET}://one",
        f"kafak://city:{_SECRET}@one:9092",
        f"HUNTER2{_SECRET}://one",
    ],
)
def test_a_password_in_a_wrong_url_is_never_told(tmp_path: Path, value: str) -> None:
    (told,) = faults(tmp_path, CITYMEND_BUS_URL=value)
    assert "hunter2" not in told.lower()
    assert told.startswith("CITYMEND_BUS_URL: unknown scheme")


def test_an_engine_whose_library_is_not_installed_is_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_packages, "find_spec", lambda _name: None)
    told = faults(tmp_path, **REAL, CITYMEND_SECRET=_SECRET)
    assert "CITYMEND_BUS_URL: kafka needs a package; install citymend[kafka]" in told
    assert len(told) == len(REAL)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("CITYMEND_BUS_URL", "kafka://", "kafka://host:port, several with commas between"),
        (
            "CITYMEND_BUS_URL",
            "kafka://one:9092,two",
            "kafka://host:port, several with commas between",
        ),
        ("CITYMEND_BUS_URL", "sqlite://", "sqlite:/// and a path"),
        ("CITYMEND_BANK_DATABASE_URL", "sqlite:///", "sqlite:/// and a path"),
        (
            "CITYMEND_BANK_DATABASE_URL",
            "postgresql+psycopg://city:pw@db:port/bank",
            "postgresql+psycopg://host, with a number for the port",
        ),
        ("CITYMEND_INDEX_URL", "https://", "https://host, with a number for the port"),
        ("CITYMEND_INDEX_URL", "https://[::1", "https://host, with a number for the port"),
    ],
)
def test_a_url_that_names_no_place_is_told_with_its_rule(
    tmp_path: Path, name: str, value: str, rule: str
) -> None:
    assert faults(tmp_path, **{name: value}) == [f"{name}: {rule}"]


def test_a_database_may_be_on_a_socket_of_this_machine(tmp_path: Path) -> None:
    url = "postgresql+psycopg:///intake"
    made = settings(tmp_path, CITYMEND_INTAKE_DATABASE_URL=url, CITYMEND_SECRET=_SECRET)
    assert made.intake_database_url == url


def test_a_secret_that_is_too_short_is_refused_and_not_told(tmp_path: Path) -> None:
    told = faults(tmp_path, CITYMEND_SECRET="hunter2")
    assert told == [f"CITYMEND_SECRET: at least {SHORTEST_SECRET} characters"]


def test_real_engines_need_a_secret_that_was_given(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, **REAL)
    assert told.startswith("CITYMEND_SECRET: missing")
    assert not (tmp_path / "secret").exists()


def test_wrong_settings_make_nothing(tmp_path: Path) -> None:
    faults(tmp_path / "home", CITYMEND_PORT="eighty")
    assert not (tmp_path / "home").exists()


def test_an_embedded_home_makes_its_secret_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        made = settings(tmp_path / "new" / "home")
    finally:
        os.umask(before)
    home = tmp_path / "new" / "home"
    assert len(made.secret) >= SHORTEST_SECRET
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.glob("secret")} == {
        "secret": 0o600
    }


def test_a_home_that_others_could_read_is_closed_before_it_holds_a_secret(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    settings(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_secret_of_a_home_stays_and_differs_from_anothers(tmp_path: Path) -> None:
    first = settings(tmp_path / "a").secret
    assert settings(tmp_path / "a").secret == first
    assert settings(tmp_path / "b").secret != first


def test_a_given_secret_wins_and_none_is_made(tmp_path: Path) -> None:
    assert settings(tmp_path, CITYMEND_SECRET=_SECRET).secret == _SECRET
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("content", [b"", b"short", "密".encode() * 40])
def test_a_damaged_secret_is_refused_rather_than_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SecretUnreadable):
        embedded_secret(tmp_path)
    (told,) = faults(tmp_path)
    assert told.startswith("CITYMEND_HOME: the secret in it is damaged")


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    (told,) = faults(tmp_path / "home")
    assert told.startswith("CITYMEND_HOME: cannot keep the secret")


def test_a_home_of_somebody_unknown_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="CITYMEND_HOME"):
        load_settings({"CITYMEND_HOME": "~nobody-of-that-name/citymend"})


_MAKES = """
import sys
from pathlib import Path
from services.runtime.secret import embedded_secret
sys.stdin.readline()
print(embedded_secret(Path(sys.argv[1])))
"""


def test_processes_that_come_first_together_get_one_secret(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKES, str(tmp_path / "home")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    secrets = {process.communicate(timeout=20)[0].strip() for process in processes}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= SHORTEST_SECRET


def test_notices_stay_in_the_house_until_a_channel_is_named(tmp_path: Path) -> None:
    made = settings(tmp_path)
    assert (made.notices_url, made.address) == ("mailbox:///", "http://127.0.0.1:8311")
    out = settings(
        tmp_path,
        CITYMEND_NOTICES_URL="smtps://u:p@mail.example?from=a@city.example mailbox:///",
        CITYMEND_PUBLIC_URL="https://city.example/",
    )
    assert out.address == "https://city.example"
    assert out.notices_url.startswith("smtps://")


def test_a_wrong_channel_is_told_without_its_password(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        CITYMEND_NOTICES_URL="smtp://u:hunter2@mail.example",
        CITYMEND_PUBLIC_URL="city.example/path",
    )
    assert [fault.split(":")[0] for fault in told] == [
        "CITYMEND_NOTICES_URL",
        "CITYMEND_PUBLIC_URL",
    ]
    assert "hunter2" not in str(told)
