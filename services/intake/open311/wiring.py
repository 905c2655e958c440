"""Builds what other programs report and follow by."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.open311.api import open311_routes
from services.intake.open311.calls import Calls
from services.intake.open311.clients import Clients
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.receiving.receive import Receive
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import gettext


def open311_feature(
    receive: Receive,
    database: Database,
    profile: Profile,
    clients: Clients,
    clock: Clock,
    receive_photo: ReceivePhoto,
) -> Feature:
    """GeoReport v2."""
    calls = Calls(receive, database, profile, clients, clock, gettext, receive_photo)
    return Feature(
        name="open311",
        protocols=[open311_routes(calls)],
        translations=[Path(__file__).parent],
    )
