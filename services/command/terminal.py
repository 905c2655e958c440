"""Talking to the person at the terminal, or to the program that reads the last line."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import click

as_json = click.option(
    "--json", "machine", is_flag=True, help="The last line of the output is one JSON object."
)


def say(line: str) -> None:
    """One line for the person."""
    click.echo(line)


def answer(
    result: Mapping[str, Any], machine: bool, human: Callable[[Mapping[str, Any]], None]
) -> None:
    """The result as one JSON line, or told by `human`."""
    if machine:
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
    else:
        human(result)


def give_up(sentence: str, status: int = 1) -> NoReturn:
    """One sentence on standard error and the exit status; never a traceback."""
    click.echo(f"citymend: {sentence}", err=True)
    sys.exit(status)


def show_progress(values: Mapping[str, Any]) -> None:
    """A line that replaces itself, on standard error, only where somebody watches."""
    if sys.stderr.isatty():
        text = "  ".join(f"{name} {value}" for name, value in values.items())
        click.echo(f"\r{text}", nl=False, err=True)
