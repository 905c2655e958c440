"""Builds what is shared by all services: who may come in, and the pages where people sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

import services
from services.runtime.clock import Clock
from services.runtime.database import Database, open_database
from services.runtime.door.pages import PATHS as PAGES
from services.runtime.door.pages import door_pages
from services.runtime.identity.accounts import Accounts
from services.runtime.identity.door import Door
from services.runtime.identity.keyring import Keyring
from services.runtime.web.app import About, create_app
from services.runtime.web.settings import WebSettings

NAME: Final = "identity"
MIGRATIONS: Final = "services.runtime.identity.migrations"
PATHS: Final = (*PAGES, f"/static/{NAME}", f"/api/{NAME}")
"""What `mount` must route to the app of the door."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The opened database and what stands on it."""

    database: Database
    keyring: Keyring
    accounts: Accounts
    door: Door
    clock: Clock

    def web(self, web: WebSettings, homes: Mapping[str, str]) -> Flask:
        """The app with the pages of the door; `homes` is where each role begins."""
        return create_app(
            About(NAME, "Citymend identity", services.__version__),
            web=web,
            keys=self.door,
            pages=[door_pages(self.accounts, self.clock, homes)],
            check=self.database.ready,
            translations=[Path(__file__).parent],
        )


def build(url: str, clock: Clock) -> Identity:
    """Open the database. Starts nothing."""
    database = open_database(url)
    keyring = Keyring(database, clock)
    accounts = Accounts(database, clock)
    return Identity(database, keyring, accounts, Door(keyring, accounts), clock)
