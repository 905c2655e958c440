"""Each role is told its own settings: what it lacks is named, what is others' it never reads."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from services import __main__ as command_line
from services.by_word import WORDS
from services.own_settings import (
    DATABASES,
    EVERYTHING,
    ROLES,
    told,
    told_of_databases,
    told_of_the_bus,
    told_to_commands,
)
from services.runtime.settings import ENGINES, WrongSettings, load_settings

SECRET = "a-secret-for-tests-of-forty-characters-.."
REAL = {
    "CITYMEND_INTAKE_DATABASE_URL": "postgresql+psycopg://city:pw@127.0.0.1:1/intake",
    "CITYMEND_BANK_DATABASE_URL": "postgresql+psycopg://city:pw@127.0.0.1:1/bank",
    "CITYMEND_SEARCH_DATABASE_URL": "postgresql+psycopg://city:pw@127.0.0.1:1/search",
    "CITYMEND_IDENTITY_DATABASE_URL": "postgresql+psycopg://city:pw@127.0.0.1:1/identity",
    "CITYMEND_BUS_URL": "kafka://127.0.0.1:1",
    "CITYMEND_INDEX_URL": "http://127.0.0.1:1/citymend",
    "CITYMEND_SECRET": SECRET,
}
EACH = [(word, role) for word in WORDS for role in ROLES]


def own(word: str, role: str, home: Path) -> dict[str, str]:
    """What a role is given that is given its own settings and no other."""
    given = {**REAL, "CITYMEND_HOME": str(home)}
    return {name: value for name, value in given.items() if name in told(word, role)}


def test_what_each_role_opens_is_its_own_database_and_what_it_works_with() -> None:
    opened = {f"{word} {role}": told(word, role) & ENGINES for word, role in EACH}
    name = "CITYMEND_{}_URL".format
    identity = name("IDENTITY_DATABASE")
    assert opened == {
        "intake api": {name("INTAKE_DATABASE"), identity},
        "intake relay": {name("INTAKE_DATABASE"), name("BUS")},
        "intake worker": {name("INTAKE_DATABASE"), name("BUS")},
        "bank api": {name("BANK_DATABASE"), identity},
        "bank relay": {name("BANK_DATABASE"), name("BUS")},
        "bank worker": {name("BANK_DATABASE"), name("BUS")},
        "search api": {name("SEARCH_DATABASE"), name("INDEX"), identity},
        "search relay": {name("SEARCH_DATABASE"), name("BUS")},
        "search worker": {name("SEARCH_DATABASE"), name("INDEX"), name("BUS")},
    }


def test_the_secret_is_told_to_those_who_sign_with_it() -> None:
    keepers = {f"{word} {role}" for word, role in EACH if "CITYMEND_SECRET" in told(word, role)}
    assert keepers == {"intake api", "intake worker", "bank api", "search api"}


@pytest.mark.parametrize(("word", "role"), EACH)
def test_a_role_reads_its_own_settings_and_no_others(word: str, role: str, tmp_path: Path) -> None:
    made = load_settings(own(word, role, tmp_path), told=told(word, role))
    assert not made.embedded
    urls = {
        "CITYMEND_INTAKE_DATABASE_URL": made.intake_database_url,
        "CITYMEND_BANK_DATABASE_URL": made.bank_database_url,
        "CITYMEND_SEARCH_DATABASE_URL": made.search_database_url,
        "CITYMEND_IDENTITY_DATABASE_URL": made.identity_database_url,
        "CITYMEND_BUS_URL": made.bus_url,
        "CITYMEND_INDEX_URL": made.index_url,
        "CITYMEND_SECRET": made.secret,
    }
    told_it = own(word, role, tmp_path)
    assert urls == {name: told_it.get(name, "") for name in urls}


@pytest.mark.parametrize(
    ("word", "role", "missing"),
    [
        (word, role, name)
        for word, role in EACH
        for name in sorted(told(word, role) & (ENGINES | {"CITYMEND_SECRET"}))
    ],
)
def test_what_a_role_lacks_ends_it_with_2_and_its_name(
    word: str, role: str, missing: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    given = dict.fromkeys(EVERYTHING) | {**own(word, role, home), missing: None}
    said = CliRunner().invoke(command_line.main, [word, "run", "--role", role], env=given)
    assert said.exit_code == 2
    faults = said.output.splitlines()[1:]
    assert len(faults) == 1
    assert faults[0].strip().startswith(f"{missing}: missing")
    assert not home.exists()


@pytest.mark.parametrize(("word", "role"), EACH)
def test_one_real_engine_of_anybody_is_enough_for_a_role_to_miss_its_own(
    word: str, role: str, tmp_path: Path
) -> None:
    mine = told(word, role) & ENGINES
    for name in ENGINES - mine:
        with pytest.raises(WrongSettings) as refusal:
            load_settings(
                {"CITYMEND_HOME": str(tmp_path / "home"), name: REAL[name]}, told(word, role)
            )
        named = {fault.partition(":")[0] for fault in refusal.value.faults}
        assert named - {"CITYMEND_SECRET"} == mine
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("word", "role"), EACH)
def test_what_is_wrong_with_others_settings_is_not_this_roles_concern(
    word: str, role: str, tmp_path: Path
) -> None:
    wrong = dict.fromkeys(EVERYTHING - told(word, role), "nonsense")
    wrong |= dict.fromkeys(ENGINES - told(word, role), "nonsense://")
    load_settings({**wrong, **own(word, role, tmp_path)}, told(word, role))
    with pytest.raises(WrongSettings, match="CITYMEND_PROFIL: unknown setting"):
        load_settings({**own(word, role, tmp_path), "CITYMEND_PROFIL": "x"}, told(word, role))


def test_a_file_that_was_named_beside_real_engines_is_taken(tmp_path: Path) -> None:
    index = {"CITYMEND_INDEX_URL": f"tantivy:///{tmp_path}/index"}
    made = load_settings({**own("search", "api", tmp_path), **index}, told("search", "api"))
    assert made.index_url == index["CITYMEND_INDEX_URL"]
    assert not made.embedded


@pytest.mark.parametrize(("word", "role"), EACH)
def test_without_any_engine_a_role_lives_in_the_home(word: str, role: str, tmp_path: Path) -> None:
    made = load_settings({"CITYMEND_HOME": str(tmp_path / "home")}, told(word, role))
    assert made.embedded
    assert (made.secret != "") == ("CITYMEND_SECRET" in told(word, role))
    assert made.bus_url == ("" if role == "api" else f"sqlite:///{tmp_path}/home/bus.db")


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (["migrate"], set(DATABASES.values())),
        (["migrate", "search"], {DATABASES["search"]}),
        (["migrate", "identity", "bank"], {DATABASES["identity"], DATABASES["bank"]}),
        (["topics"], {"CITYMEND_BUS_URL"}),
        (["keys", "add", "--role", "device", "--name", "x"], {DATABASES["identity"]}),
        (["accounts", "list"], {DATABASES["identity"]}),
        (["search", "find", "x"], {DATABASES["search"], "CITYMEND_INDEX_URL"}),
        (["search", "rebuild"], told("search", "worker") & ENGINES),
        (["bank", "rank"], told("bank", "worker") & ENGINES),
        (["intake", "import", "x.csv"], told("intake", "worker") & ENGINES),
        (["intake", "codes"], told("intake", "worker") & ENGINES),
        (["status"], ENGINES - {DATABASES["identity"]}),
        (["parked", "list"], ENGINES - {DATABASES["identity"]}),
        (["work", "--until-idle"], ENGINES - {DATABASES["identity"]}),
        (["demo"], ENGINES),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_a_command_lacks_what_it_needs_and_never_makes_a_file_instead(
    words: list[str], needs: set[str], tmp_path: Path
) -> None:
    for other in sorted(ENGINES):
        given = dict.fromkeys(EVERYTHING) | {
            "CITYMEND_HOME": str(tmp_path / "home"),
            "CITYMEND_SECRET": SECRET,
            other: REAL[other],
        }
        if needs == {other}:
            continue
        said = CliRunner().invoke(command_line.main, words, env=given)
        assert said.exit_code == 2, said.output
        named = {line.strip().partition(":")[0] for line in said.output.splitlines()[1:]}
        assert named == needs - {other}
        assert not (tmp_path / "home").exists()


def test_the_sets_of_commands_hold_no_strangers() -> None:
    assert told_of_databases("search") == {
        "CITYMEND_HOME",
        "CITYMEND_LOG_LEVEL",
        "CITYMEND_SEARCH_DATABASE_URL",
    }
    assert told_of_the_bus() & ENGINES == {"CITYMEND_BUS_URL"}
    assert not told_to_commands("bank") & {
        "CITYMEND_SECRET",
        "CITYMEND_NOTICES_URL",
        *(DATABASES[word] for word in ("intake", "search", "identity")),
    }
