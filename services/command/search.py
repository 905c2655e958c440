"""`citymend search …`"""

from collections.abc import Mapping
from typing import Any

import click

from services.by_word import part_of
from services.command.roles import role_command
from services.command.session import perform, plainly, reading
from services.command.terminal import answer, as_json, give_up, say
from services.own_settings import told_to_lookers

_FILTERS = (
    "kind",
    "area",
    "category",
    "group",
    "state",
    "source",
    "request_type",
    "responsible_unit",
    "object",
    "indicator",
    "late",
    "bbox",
    "lat",
    "long",
    "radius",
    "since",
    "until",
    "sort",
    "page_size",
    "cursor",
)


@click.group("search", help="Find every record.")
def search() -> None:
    pass


search.add_command(role_command("search"))


def _filters(command: click.Command) -> click.Command:
    for name in reversed(_FILTERS):
        flag = "--" + name.replace("_", "-")
        command.params.append(click.Option([flag, name], help=f"Only this {name}."))
    return command


@click.command("find")
@click.argument("query", default="")
@click.option("--as", "audience", type=click.Choice(["public", "admin"]), default="admin")
@as_json
def find(query: str, audience: str, machine: bool, **filters: str | None) -> None:
    """Find records; an empty QUERY means all."""
    given = {name: value for name, value in filters.items() if value is not None}
    with plainly():
        bad_query = part_of("search", "query").BadQuery
    try:
        with reading(["search"], told_to_lookers("search")) as installation:
            result = installation.find({"q": query, **given}, audience == "public")
    except bad_query as error:
        give_up(str(error))
    answer(result, machine, _tell_hits)


search.add_command(_filters(find))


def _tell_hits(result: Mapping[str, Any]) -> None:
    for item in result["items"]:
        say(f"{item['kind']}:{item['id']}  {item['title']}")
    say(f"{result['total']} found")


@search.command("rebuild")
@as_json
def rebuild(machine: bool) -> None:
    """Build a fresh index from the topics while the old one serves, then switch."""
    answer(perform("search", "rebuild", {}), machine, _tell_rebuilt)


def _tell_rebuilt(done: Mapping[str, Any]) -> None:
    say(f"{done['read']} records read in {done['seconds']} s, {done['skipped']} skipped")


@search.command("verify")
@as_json
def verify(machine: bool) -> None:
    """Compare the index with the topics; exit 1 when it differs."""
    found = perform("search", "verify", {})
    answer(found, machine, _tell_differences)
    if found["differs"]:
        raise SystemExit(1)


def _tell_differences(found: Mapping[str, Any]) -> None:
    for kind, count in found["kinds"].items():
        say(f"{kind}: {count['topics']} in the topics, {count['index']} in the index")
    say(f"missing {found['missing']}, older {found['older']}, extra {found['extra']}")
    for key in found["named"]:
        say(f"  {key}")
