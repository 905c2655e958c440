"""Builds what finds a report's page again."""

from services.intake.finding.at_the_console import UnsentCodes
from services.intake.finding.code import LASTS, Codes
from services.intake.finding.compose import ComposeCode
from services.intake.finding.find_again import FindAgain
from services.intake.finding.store import finds
from services.intake.notices.tray import Tray
from services.intake.notices.wiring import Telling
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox


def finding_in(
    database: Database, secret: str, clock: Clock, outbox: Outbox | None = None
) -> FindAgain:
    return FindAgain(database, Codes(secret.encode()), clock, outbox)


def unsent_codes(database: Database, secret: str, clock: Clock) -> UnsentCodes:
    return UnsentCodes(database, Codes(secret.encode()), clock)


def code_tray(telling: Telling, secret: str) -> Tray:
    """The codes that wait to be sent; one that is over is sent no more."""
    compose = ComposeCode(telling.wording, telling.channel, Codes(secret.encode()))
    return Tray(finds, compose, LASTS)
