"""Every role as a process that is told its own settings only, in a folder of its own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from services.by_word import WORDS
from services.own_settings import ROLES, told
from tests.support.running import Home, Roles

Apart = dict[tuple[str, str], Roles]
"""By service and role."""


def own_home(whole: Home, path: Path, word: str, role: str) -> Home:
    """With what the role is told of the whole environment, and a name for nothing else."""
    mine = told(word, role)
    given = {name: value for name, value in whole.environment.items() if name in mine}
    return Home(path, given)


@contextmanager
def all_roles(whole: Home, folder: Path) -> Iterator[Apart]:
    """All nine until the block ends; who was not killed must then end in order."""
    running: Apart = {}
    with ExitStack() as stack:
        for word in WORDS:
            for role in ROLES:
                home = own_home(whole, folder / f"{word}-{role}", word, role)
                stack.callback(home.end_all)
                running[word, role] = Roles(home)
                running[word, role].start(word, role)
        for each in running.values():
            each.wait_until_up()
        yield running
        for each in running.values():
            each.stop()
