"""A table is written by the feature that owns it and by nobody else; reading may join.

The owner is the folder that says what the table's columns are, with the folders below it.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[3]
SERVICES = ROOT / "services"
HANDED: Final = {
    "services.runtime.database": "writes what its caller names",
    "services.runtime.inbox": "each service hands it tables of its own",
    "services.runtime.jobs": "as above",
    "services.runtime.lease": "as above",
    "services.runtime.outbox": "as above",
    "services.runtime.parked": "as above",
    "services.intake.notices.tray": "the owner of what waits makes a tray of its table",
}
"""Who writes a table without knowing which; whoever hands one over counts as its writer."""
WRITERS: Final = {
    "insert": 0,
    "update": 0,
    "delete": 0,
    "services.runtime.database.upsert": 1,
    "services.intake.notices.tray.Tray": 0,
}
"""What writes a table, and the place of the table among its arguments."""
_IN_WORDS: Final = ("insert ", "update ", "delete ", "replace ", "merge ", "truncate ")


@dataclass(frozen=True)
class Module:
    name: str
    nodes: Sequence[ast.AST]
    names: Mapping[str, str] = field(default_factory=dict)
    """What the file calls what it imports, and the tables it makes itself."""


@dataclass(frozen=True)
class Write:
    module: str
    line: int
    table: str | None
    """Module and name; none where the file does not tell."""


def read(name: str, code: str) -> Module:
    nodes = list(ast.walk(ast.parse(code)))
    names = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names.update(
                {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
            )
        elif isinstance(node, ast.Import):
            names.update({one.asname or one.name: one.name for one in node.names if one.asname})
    made = {table: f"{name}.{table}" for table in tables_in(nodes)}
    return Module(name, nodes, {**names, **made})


def tables_in(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=made))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call(func=made))
            ) if ast.unparse(made).rpartition(".")[2] == "Table":
                yield name


def writes_in(module: Module, tables: frozenset[str]) -> Iterator[Write]:
    calls = [node for node in module.nodes if isinstance(node, ast.Call)]
    called = {id(call.func) for call in calls}
    for call in calls:
        yield from _written(module, call, tables)
    for node in module.nodes:
        # A verb that is kept for later: what it will write cannot be told.
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in called:
            package, _, verb = _whole(node, module.names).rpartition(".")
            if package.partition(".")[0] == "sqlalchemy" and verb in WRITERS:
                yield Write(module.name, node.lineno, None)


def _written(module: Module, call: ast.Call, tables: frozenset[str]) -> Iterator[Write]:
    called = _whole(call.func, module.names)
    owner, _, verb = called.rpartition(".")
    place = _place_of_table(called)
    named = _whole(_argument(call, place or 0), module.names)
    if place is not None:
        yield Write(module.name, call.lineno, named if named in tables else None)
    elif verb in WRITERS and (owner in tables or named in tables):
        yield Write(module.name, call.lineno, owner if owner in tables else named)
    elif verb in ("text", "exec_driver_sql") and _says_write(call):
        yield Write(module.name, call.lineno, None)


def _place_of_table(called: str) -> int | None:
    package, _, verb = called.rpartition(".")
    if package.partition(".")[0] == "sqlalchemy":
        return WRITERS.get(verb)
    return WRITERS.get(called) if package else None


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    by_name = [one.value for one in call.keywords if one.arg == "table"]
    return next(iter([*call.args[place : place + 1], *by_name]), None)


def _says_write(call: ast.Call) -> bool:
    words = " ".join(part.value for part in ast.walk(call) if _is_text(part))  # type: ignore[attr-defined]
    return words.strip().lower().startswith(_IN_WORDS)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _whole(node: ast.AST | None, names: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names.get(name, name)
        case ast.Attribute(value=owner, attr=what):
            return f"{_whole(owner, names)}.{what}"
    return ""


def owner_of(table: str) -> str:
    """The folder of the file that makes it."""
    return table.rsplit(".", 2)[0]


def foreign(modules: list[Module]) -> list[str]:
    """Each write to a table of somebody else, or to one that cannot be told."""
    tables = frozenset(
        f"{module.name}.{name}" for module in modules for name in tables_in(module.nodes)
    )
    return [
        f"{write.module}:{write.line} writes {write.table or 'a table that it does not name'}"
        for module in modules
        for write in writes_in(module, tables)
        if not _may(write)
    ]


def _may(write: Write) -> bool:
    if write.table is None:
        return write.module in HANDED
    return f"{write.module}.".startswith(f"{owner_of(write.table)}.")


@cache
def of_the_project() -> list[Module]:
    """Migrations are none of it: they know tables as they once were."""
    files = [file for file in sorted(SERVICES.rglob("*.py")) if "migrations" not in file.parts]
    return [
        read(
            ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"),
            file.read_text(encoding="utf-8"),
        )
        for file in files
    ]


def test_a_table_is_written_by_its_owner_alone() -> None:
    assert foreign(of_the_project()) == []


def test_nobody_is_let_off_without_need() -> None:
    modules = of_the_project()
    tables = frozenset(f"{one.name}.{name}" for one in modules for name in tables_in(one.nodes))
    unnamed = {w.module for one in modules for w in writes_in(one, tables) if w.table is None}
    assert unnamed == set(HANDED)
    assert len(tables) > 40  # they were found at all


LAMPS = read("services.town.lamps.tables", 'lamps = Table("lamps", metadata)')


@pytest.mark.parametrize(
    "code",
    [
        "from services.town.lamps.tables import lamps\nfrom sqlalchemy import insert\n"
        "insert(lamps).values(lit=True)",
        "import sqlalchemy as sa\nfrom services.town.lamps import tables\nsa.update(tables.lamps)",
        "from sqlalchemy import delete as gone\n"
        "from services.town.lamps.tables import lamps as them\ngone(them).where()",
        "from sqlalchemy.dialects import sqlite\n"
        "from services.town.lamps.tables import lamps\nsqlite.insert(lamps).values()",
        "from services.runtime.database import upsert\n"
        "from services.town.lamps.tables import lamps\nupsert(conn, lamps, [], key=[])",
        "from services.runtime.database import upsert\n"
        "from services.town.lamps.tables import lamps\nupsert(conn, rows=[], table=lamps, key=[])",
        "from services.town.lamps.tables import lamps\nconn.execute(lamps.update())",
        "from services.intake.notices.tray import Tray\n"
        "from services.town.lamps.tables import lamps\nTray(lamps, compose, lasts)",
        "from sqlalchemy import insert\ndef add(table): insert(table)",
        "from sqlalchemy.dialects import postgresql, sqlite\n"
        "into = sqlite.insert if small else postgresql.insert",
        "from services.town.lamps.tables import lamps\n"
        "{name: dialect.insert(lamps) for name, dialect in dialects}",
        "from sqlalchemy import text\nconn.execute(text('DELETE FROM lamps'))",
        "conn.exec_driver_sql(f'update lamps set lit = {lit}')",
    ],
)
def test_a_neighbour_who_writes_is_found(code: str) -> None:
    assert foreign([LAMPS, read("services.town.roads.store", code)])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("services.town.roads.store", "select(lamps).where()"),
        ("services.town.roads.store", "found.update({1: 2})\nline.insert(0, lamps)"),
        ("services.town.lamps.store", "insert(lamps)\nlamps.delete()"),
        ("services.town.lamps.lighting.light", "update(lamps)"),
    ],
)
def test_who_reads_and_who_owns_is_left_alone(name: str, code: str) -> None:
    bring = "from sqlalchemy import insert, select, update\n"
    bring += "from services.town.lamps.tables import lamps\n"
    assert foreign([LAMPS, read(name, bring + code)]) == []
