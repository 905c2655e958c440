"""Builds what finds a report's page again."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.finding.at_the_console import UnsentCodes
from services.intake.finding.code import LASTS, Codes
from services.intake.finding.compose import ComposeCode
from services.intake.finding.find_again import FindAgain
from services.intake.finding.pages import find_pages
from services.intake.finding.tables import finds
from services.intake.notices.channels.port import Kind
from services.intake.notices.tray import Tray
from services.intake.notices.wiring import Telling
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox
from services.runtime.web.feature import Feature


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


def finding_feature(finding: FindAgain, profile: Profile, sends: frozenset[Kind]) -> Feature:
    """The way back to a report's page, by its number and a code."""
    return Feature(
        name="finding",
        pages=[find_pages(finding, profile, sends)],
        translations=[Path(__file__).parent],
    )
