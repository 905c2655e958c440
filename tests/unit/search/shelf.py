"""Search over a real embedded index in a scratch folder, with clients for its readers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient

from services.contracts.profile.load import load_profile
from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Actor, Keys, Scope
from services.runtime.web.settings import WebSettings
from services.search.awaiting import AwaitVersion, Mark
from services.search.index.document import Document
from services.search.index.opening import open_index
from services.search.index.port import Index
from services.search.query import SearchRecords
from services.search.saved.store import SavedSearches
from services.search.store import ParkedRecords
from services.search.suggest.suggest import Suggest
from services.search.tables import metadata, runtime_tables
from services.search.thread import FollowThread
from services.search.wiring import CONSUMER, UseCases, web_app
from services.search.zero_hits.store import ZeroHitStore
from services.search.zero_hits.zero_hits import ZeroHits

SECRET = "a secret of the tests, long enough"
CLOCK = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
HELD = "held"
"""The key of an officer of unit u1 in area d1."""
PATIENCE = 0.3
"""Seconds that `after` waits here."""


class FixedKeys(Keys):
    """A key is the name of its role."""

    def actor(self, key: str) -> Actor | None:
        if key == HELD:
            return Actor("officer", "somebody", "key-held", scope=Scope(("d1",), ("u1",)))
        known = ("officer", "planner", "searcher", "admin", "device")
        return Actor(key, "somebody", f"key-{key}") if key in known else None  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shelf:
    """The index, search's database and its app."""

    index: Index
    database: Database
    search: SearchRecords
    follow: FollowThread
    app: Flask

    def put(self, *documents: Document) -> None:
        self.index.write(documents)

    def client(self, role: str | None = None) -> FlaskClient:
        client = self.app.test_client()
        if role is not None:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {role}"
        return client

    def found(self, path: str, role: str | None = None) -> Sequence[str]:
        """The keys that a search answers, in order."""
        answer = self.client(role).get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return [f"{item['kind']}:{item['id']}" for item in answer.get_json()["items"]]


@contextmanager
def open_shelf(
    folder: Path,
    *,
    made: bool = True,
    is_parked: Callable[[Mark], bool] | None = None,
    patience: float = PATIENCE,
) -> Iterator[Shelf]:
    database = open_database(f"sqlite:///{folder}/search.db")
    database.write(metadata.create_all)
    index = open_index(f"tantivy://{folder}/index", "write")
    if made:
        index.make()
    lookup = is_parked or ParkedRecords(database, runtime_tables, CONSUMER)
    waiting = AwaitVersion(index, lookup, patience)
    zero_hits = ZeroHitStore(database, CLOCK)
    search = SearchRecords(index, waiting, ZoneInfo("Asia/Shanghai"), ZeroHits(zero_hits.add).note)
    follow = FollowThread(index)
    do = UseCases(
        search, follow, Suggest(index, load_profile), SavedSearches(database, CLOCK), zero_hits
    )
    web = WebSettings(secret=SECRET, rate_limits=False)
    app = web_app(do, database, load_profile(), web, FixedKeys())
    yield Shelf(index, database, search, follow, app)
    index.close()
    database.close()
