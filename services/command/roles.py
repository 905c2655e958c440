"""`citymend <service> run --role …`: one role of one service as a process of its own."""

import threading

import click

from services.by_word import NotInstalled, refuse_absent
from services.command.session import plainly, settings_or_exit
from services.command.terminal import give_up
from services.own_settings import ROLES, told
from services.runtime.lifecycle import stop_on_signals


def role_command(word: str) -> click.Command:
    """The `run` command of one service."""

    @click.command("run", help="Run one role of this service; production starts each by itself.")
    @click.option("--role", type=click.Choice(ROLES), required=True)
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        help="Of an api: CITYMEND_PORT by default. A relay or worker that is given one answers "
        "/healthz, /readyz and /metrics there.",
    )
    def run(role: str, host: str, port: int | None) -> None:
        stop = threading.Event()
        if role != "api":
            # Before anything slow: whoever is told to stop while starting still ends in order.
            stop_on_signals(stop)
        try:
            refuse_absent(word)
        except NotInstalled as error:
            give_up(str(error), status=2)
        settings = settings_or_exit(told(word, role))
        from services.one_role import run_api, run_background

        with plainly():
            if role == "api":
                run_api(word, settings, host, settings.port if port is None else port)
                return
            watched_at = None if port is None else (host, port)
            if not run_background(word, role, settings, stop, watched_at):
                give_up("a role failed; see the log")

    return run
