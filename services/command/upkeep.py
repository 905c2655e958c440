"""`citymend status` and `parked …`: looking after an installation."""

import base64
from collections.abc import Mapping
from typing import Any

import click

from services.by_word import WORDS, installed
from services.command.session import owned, perform, reading
from services.command.terminal import answer, as_json, give_up, say
from services.runtime.draining import what_is_left
from services.runtime.parked import ParkedRecord, ParkingLot


@click.command("status")
@as_json
def status(machine: bool) -> None:
    """What runs, what waits, what is parked."""
    with reading() as installation:
        waiting = {}
        for role in installation.roles():
            left = what_is_left([role])
            if left:
                waiting[role.name] = left
        result = {
            "home": str(installation.settings.home),
            "server": installation.settings.embedded and owned(installation.settings),
            "waiting": waiting,
            "parked": installation.parked_count(),
        }
    answer(result, machine, _tell_status)


def _tell_status(result: Mapping[str, Any]) -> None:
    say(f"home: {result['home']}")
    if result["server"]:
        say("a server runs here")
    for sentence in result["waiting"].values():
        say(f"waits: {sentence}")
    if not result["waiting"]:
        say("nothing waits")
    say(f"parked: {result['parked']}")


@click.group("parked", help="Records that could not be understood.")
def parked() -> None:
    pass


@parked.command("list")
@as_json
def list_parked(machine: bool) -> None:
    """Every parked record: where it came from and why it was parked, never what it says."""
    with reading() as installation:
        items = [
            _origin(word, record) for word, lot in installation.lots() for record in lot.waiting()
        ]
    answer({"items": items}, machine, _tell_parked)


def _origin(word: str, record: ParkedRecord) -> dict[str, Any]:
    partition = record.record.partition
    return {
        "id": f"{word}:{record.id}",
        "consumer": record.consumer,
        "topic": partition.topic,
        "partition": partition.number,
        "offset": record.record.offset,
        "reason": record.reason,
        "parked_at": record.parked_at.isoformat(),
    }


def _tell_parked(result: Mapping[str, Any]) -> None:
    for item in result["items"]:
        say(
            f"{item['id']}  {item['consumer']}  {item['topic']}[{item['partition']}]"
            f"@{item['offset']}  {item['reason']}"
        )
    say(f"{len(result['items'])} parked")


@parked.command("show")
@click.argument("parked_id")
@click.option("--raw", is_flag=True, help="The record's bytes, too, in base64. May be personal.")
@as_json
def show(parked_id: str, raw: bool, machine: bool) -> None:
    """One parked record."""
    word, number = _split(parked_id)
    with reading() as installation:
        found = _find(installation.lots(), word, number)
        if found is None:
            give_up(f"nothing is parked as {parked_id}")
        result = _origin(word, found)
        if raw:
            result["raw"] = base64.b64encode(found.record.value or b"").decode()
    answer(result, machine, lambda r: say("\n".join(f"{name}: {r[name]}" for name in r)))


def _find(lots: list[tuple[str, ParkingLot]], word: str, number: int) -> ParkedRecord | None:
    for owner, lot in lots:
        if owner == word:
            record = lot.find(number)
            if record is not None:
                return record
    return None


@parked.command("replay")
@click.argument("parked_id", required=False)
@as_json
def replay(parked_id: str | None, machine: bool) -> None:
    """Try parked records again: one, or all."""
    words = sorted(installed())
    arguments: dict[str, Any] = {"id": None}
    if parked_id is not None:
        word, number = _split(parked_id)
        words, arguments = [word], {"id": number}
    total = {"replayed": 0, "failed": 0}
    for word in words:
        done = perform(word, "replay", arguments)
        total = {name: total[name] + int(done[name]) for name in total}
    answer(total, machine, lambda r: say(f"{r['replayed']} replayed, {r['failed']} parked again"))


def _split(parked_id: str) -> tuple[str, int]:
    word, _, number = parked_id.partition(":")
    if word not in WORDS or not number.isdigit():
        give_up("a parked record is named like search:12; `citymend parked list` shows them")
    return word, int(number)
