"""`citymend <service> run --role …`: one role of one service as a process of its own."""

import logging
import threading

import click

from services.all_in_one import open_installation, serve_service
from services.command.session import plainly, settings_or_exit
from services.command.terminal import give_up
from services.runtime.lifecycle import RunningRoles, hear_no_more_signals, stop_on_signals
from services.runtime.migrations.moving import check_release
from services.runtime.web.serving import AddressTaken

logger = logging.getLogger(__name__)


def role_command(word: str) -> click.Command:
    """The `run` command of one service."""

    @click.command("run", help="Run one role of this service; production starts each by itself.")
    @click.option("--role", type=click.Choice(["api", "relay", "worker"]), required=True)
    @click.option("--host", default="127.0.0.1", show_default=True)
    @click.option("--port", type=int, help="Default: CITYMEND_PORT.")
    def run(role: str, host: str, port: int | None) -> None:
        stop = threading.Event()
        if role != "api":
            # Before anything slow: whoever is told to stop while starting still ends in order.
            stop_on_signals(stop)
        settings = settings_or_exit()
        with plainly():
            installation = open_installation(settings, writer=role == "worker")
            service = installation.service(word)
            check_release(service.database, service.migrations)
        if role == "api":
            installation.close()
            _serve(word, host, settings.port if port is None else port)
            return
        running = RunningRoles(service.relays if role == "relay" else service.background, stop)
        running.start()
        logger.info("roles run", extra={"service": word, "role": role})
        stop.wait()
        running.join()
        installation.close()
        hear_no_more_signals()
        if running.failed:
            give_up("a role failed; see the log")

    return run


def _serve(word: str, host: str, port: int) -> None:
    try:
        serve_service(word, host, port)
    except AddressTaken as error:
        give_up(str(error))
