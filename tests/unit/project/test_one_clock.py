"""Only whoever starts a process decides what tells the time; everybody else is handed a clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[3] / "services"
COMPOSITION = ("*.py", "command/*.py")
"""Commands and what they start: the processes."""
EXEMPT = {
    "runtime/clock.py": "is the clock",
    "runtime/bus/sqlite_log.py:open_sqlite_log": "whoever opens a log by its address alone",
    "runtime/identity/ticket.py:sent_ticket": "the signature of the cookie goes by the system, too",
    "runtime/identity/ticket.py:remember": "as above",
    "runtime/watching.py:look": "is compared with what the file system stamped",
}
_TELL = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"},
}
"""What the standard library tells the time by. A monotonic clock measures only how long."""
_IN_SQL = {"now", "current_timestamp", "localtimestamp", "current_date", "current_time"}


def told_in(code: str) -> Iterator[tuple[str, int]]:
    """Each place that asks something else than a clock it was handed: its function, its line."""
    tree = ast.parse(code)
    names = _names(tree)
    for function, node in _walked(tree, ""):
        if _asks(node, names):
            yield function, getattr(node, "lineno", 0)


def _walked(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    yield function, node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        function = node.name
    for below in ast.iter_child_nodes(node):
        yield from _walked(below, function)


def _names(tree: ast.AST) -> dict[str, str]:
    """What the file calls the parts of the standard library, SQLAlchemy's `func` and our clock."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update({each.asname or each.name: each.name for each in node.names})
        elif isinstance(node, ast.ImportFrom):
            names.update(
                {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
            )
    return names


def _asks(node: ast.AST, names: dict[str, str]) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=what):
            whole = f"{names.get(owner, owner)}.{what}"
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=module), attr=owner), attr=what):
            whole = f"{names.get(module, module)}.{owner}.{what}"
        case ast.Name(id=name):
            whole = names.get(name, "")
        case _:
            return False
    owner, _, what = whole.rpartition(".")
    if whole == "services.runtime.clock.SystemClock":
        return True
    if owner in ("sqlalchemy.func", "sqlalchemy.sql.func"):
        return what in _IN_SQL
    kind = owner.removeprefix("datetime.")
    return what in _TELL.get(kind, ()) and owner in ("time", f"datetime.{kind}")


def found() -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    composition = {file for pattern in COMPOSITION for file in SERVICES.glob(pattern)}
    for file in sorted(set(SERVICES.rglob("*.py")) - composition):
        name = file.relative_to(SERVICES).as_posix()
        for function, line in told_in(file.read_text(encoding="utf-8")):
            place = next((p for p in (name, f"{name}:{function}") if p in EXEMPT), "")
            told.setdefault(place, []).append(f"{name}:{line}")
    return told


def test_nothing_but_a_process_has_a_clock_of_its_own() -> None:
    told = found()
    assert told.pop("", []) == []
    assert set(told) == set(EXEMPT)  # an exemption that is not needed any more


@pytest.mark.parametrize(
    "code",
    [
        "from services.runtime.clock import SystemClock\nview = View(SystemClock().now)",
        "from services.runtime.clock import SystemClock as Clock\nclock = Clock()",
        "from services.runtime import clock\nnow = clock.SystemClock().now()",
        "from datetime import UTC, datetime\nnow = datetime.now(UTC)",
        "import datetime as dt\nnow = dt.datetime.utcnow()",
        "from datetime import date\nday = date.today()",
        "from time import time\nnow = time()",
        "import time\nnow = time.time()",
        "import time\nhere = time.localtime()",
        "from sqlalchemy import func\nquery = select(func.now())",
    ],
)
def test_whoever_asks_the_system_is_found(code: str) -> None:
    assert list(told_in(code))


@pytest.mark.parametrize(
    "code",
    [
        "now = clock.now()",
        "from time import monotonic\nstarted = monotonic()",
        "import time\ntime.sleep(1)",
        "from datetime import datetime\nmoment = datetime.fromisoformat(text)",
        "from services.runtime.clock import Clock\ndef view(clock: Clock) -> None: ...",
    ],
)
def test_who_is_handed_the_time_is_left_alone(code: str) -> None:
    assert not list(told_in(code))
