"""The settings of one process: read once from the environment, wrong ones reported together."""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from services.contracts.zones import is_zone
from services.runtime.base_map import BASE_MAP_RULE, is_base_map
from services.runtime.channel_urls import WrongChannel, read_channels
from services.runtime.engine_packages import missing_extra
from services.runtime.engine_urls import broken_rule
from services.runtime.host_names import host_name
from services.runtime.secret import SHORTEST_SECRET, SecretUnreadable, embedded_secret


class WrongSettings(Exception):
    """Every setting that is missing or wrong, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """What varies by deployment. A URL that this process was not to be told is empty."""

    home: Path
    intake_database_url: str
    bank_database_url: str
    search_database_url: str
    identity_database_url: str
    bus_url: str
    index_url: str
    secret: str
    profile: Path | None
    """None: the bundled demonstration district."""
    timezone: str
    port: int
    rate_limits: bool
    trusted_proxies: int
    """How many proxies in front set X-Forwarded-*; 0 ignores those headers."""
    log_level: str
    photos_url: str
    """Where the bytes of photos lie."""
    tiles_url: str
    """What lies under the points of a map; see `services.runtime.base_map`."""
    notices_url: str
    """Where messages to people leave; see `services.runtime.channel_urls`."""
    public_url: str
    """How readers open this installation, for links in messages; empty: by what they asked for."""

    hosts: tuple[str, ...]
    """Further names that are answered, besides the public address and those of loopback."""
    embedded: bool
    """Whether everything lives in the home and no engine is needed."""

    @property
    def address(self) -> str:
        """What links in messages begin with, without a stroke at the end."""
        return self.public_url or f"http://127.0.0.1:{self.port}"


_SCHEMES = {
    "CITYMEND_INTAKE_DATABASE_URL": ("sqlite", "postgresql+psycopg", "postgresql"),
    "CITYMEND_BANK_DATABASE_URL": ("sqlite", "postgresql+psycopg", "postgresql"),
    "CITYMEND_SEARCH_DATABASE_URL": ("sqlite", "postgresql+psycopg", "postgresql"),
    "CITYMEND_IDENTITY_DATABASE_URL": ("sqlite", "postgresql+psycopg", "postgresql"),
    "CITYMEND_BUS_URL": ("sqlite", "kafka"),
    "CITYMEND_INDEX_URL": ("tantivy", "http", "https"),
    "CITYMEND_PHOTOS_URL": ("file",),
}
_EMBEDDED = {
    "CITYMEND_INTAKE_DATABASE_URL": "sqlite:///{home}/intake.db",
    "CITYMEND_BANK_DATABASE_URL": "sqlite:///{home}/projectbank.db",
    "CITYMEND_SEARCH_DATABASE_URL": "sqlite:///{home}/search.db",
    "CITYMEND_IDENTITY_DATABASE_URL": "sqlite:///{home}/identity.db",
    "CITYMEND_BUS_URL": "sqlite:///{home}/bus.db",
    "CITYMEND_INDEX_URL": "tantivy:///{home}/index",
    "CITYMEND_PHOTOS_URL": "file://{home}/photos",
}
ENGINES = frozenset(_SCHEMES) - {"CITYMEND_PHOTOS_URL"}
"""The settings whose URLs choose between a file in the home and a real engine."""
_IN_THE_HOME = ("sqlite", "tantivy")
_A_SCHEME = re.compile("[a-z][a-z+]{0,19}")
_A_NUMBER = re.compile("[0-9]{1,9}")
_AN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,255}/?")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
KNOWN = {
    *_SCHEMES,
    "CITYMEND_HOME",
    "CITYMEND_TILES_URL",
    "CITYMEND_NOTICES_URL",
    "CITYMEND_PUBLIC_URL",
    "CITYMEND_HOSTS",
    "CITYMEND_SECRET",
    "CITYMEND_PROFILE",
    "CITYMEND_TIMEZONE",
    "CITYMEND_PORT",
    "CITYMEND_RATE_LIMITS",
    "CITYMEND_TRUSTED_PROXIES",
    "CITYMEND_LOG_LEVEL",
}
"""Every setting; docs/operating.md explains each."""


def load_settings(
    environment: Mapping[str, str] | None = None, told: Collection[str] | None = None
) -> Settings:
    """Settings from the environment (`os.environ` when none is given).

    `told` are the settings of a process that does a part of the work; the others are not read, and
    where any engine is named each of its own must be, so that it never looks into a file of its
    home for what the others keep elsewhere. Without it everything is read, and has its default.

    The only place that reads it. Raises WrongSettings with every fault.
    """
    reader = _Reader(os.environ if environment is None else environment, told)
    home = reader.path("CITYMEND_HOME", "./var")
    urls = {name: reader.url(name, _EMBEDDED[name].format(home=home)) for name in _SCHEMES}
    settings = Settings(
        home=home,
        intake_database_url=urls["CITYMEND_INTAKE_DATABASE_URL"],
        bank_database_url=urls["CITYMEND_BANK_DATABASE_URL"],
        search_database_url=urls["CITYMEND_SEARCH_DATABASE_URL"],
        identity_database_url=urls["CITYMEND_IDENTITY_DATABASE_URL"],
        bus_url=urls["CITYMEND_BUS_URL"],
        index_url=urls["CITYMEND_INDEX_URL"],
        photos_url=urls["CITYMEND_PHOTOS_URL"],
        tiles_url=reader.one("CITYMEND_TILES_URL", "none", is_base_map, BASE_MAP_RULE),
        notices_url=reader.channels("CITYMEND_NOTICES_URL", "mailbox:///"),
        public_url=reader.one(
            "CITYMEND_PUBLIC_URL", "", _is_address, "https:// or http://, a host, and no path"
        ).rstrip("/"),
        hosts=reader.hosts("CITYMEND_HOSTS"),
        secret="",
        profile=reader.folder("CITYMEND_PROFILE"),
        timezone=reader.one("CITYMEND_TIMEZONE", "Asia/Shanghai", is_zone, "not a known time zone"),
        port=reader.number("CITYMEND_PORT", 8311, 0, 65_535),
        rate_limits=reader.switch("CITYMEND_RATE_LIMITS"),
        trusted_proxies=reader.number("CITYMEND_TRUSTED_PROXIES", 0, 0, 10),
        log_level=reader.one(
            "CITYMEND_LOG_LEVEL", "INFO", _LEVELS.__contains__, f"one of {', '.join(_LEVELS)}"
        ),
        embedded=reader.embedded,
    )
    secret = reader.secret(settings)
    reader.finish()
    return replace(settings, secret=secret)


def _is_address(text: str) -> bool:
    if not text:
        return True
    return bool(_AN_ADDRESS.fullmatch(text)) and host_name(urlsplit(text).netloc) is not None


def _is_in_the_home(url: str) -> bool:
    """Of an engine's URL as it was given; none was given for what is there by default."""
    return not url.strip() or url.strip().partition(":")[0] in _IN_THE_HOME


class _Reader:
    def __init__(self, environment: Mapping[str, str], told: Collection[str] | None) -> None:
        self._environment = environment
        self._told = KNOWN if told is None else told
        self._everything = told is None
        self.embedded = all(_is_in_the_home(environment.get(name, "")) for name in ENGINES)
        self._faults = [
            f"{name}: unknown setting"
            for name in sorted(environment)
            if name.startswith("CITYMEND_")
            and name not in KNOWN
            and not name.startswith(("CITYMEND_TEST_", "CITYMEND_ENGINES_"))
        ]

    def finish(self) -> None:
        if self._faults:
            raise WrongSettings(self._faults)

    def text(self, name: str, default: str) -> str:
        given = self._environment.get(name, "") if name in self._told else ""
        return given.strip() or default

    def one(self, name: str, default: str, allowed: Callable[[str], bool], rule: str) -> str:
        value = self.text(name, default)
        if not allowed(value):
            self._faults.append(f"{name}: {rule}")
        return value

    def url(self, name: str, default: str) -> str:
        if name not in self._told:
            return ""
        if self._must_be_named(name):
            self._faults.append(
                f"{name}: missing; other engines are named, and this process needs this one, too"
            )
            return ""
        value = self.text(name, default)
        scheme, separator, _ = value.partition("://")
        if not separator or scheme not in _SCHEMES[name]:
            # The value may hold a password: at most a word that can be nothing else is shown.
            shown = f" {scheme!r}" if separator and _A_SCHEME.fullmatch(scheme) else ""
            allowed = ", ".join(_SCHEMES[name])
            self._faults.append(f"{name}: unknown scheme{shown}, one of {allowed}")
        elif rule := broken_rule(value):
            self._faults.append(f"{name}: {rule}")
        elif extra := missing_extra(scheme):
            self._faults.append(f"{name}: {scheme} needs a package; install citymend[{extra}]")
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    def _must_be_named(self, name: str) -> bool:
        silent = name in ENGINES and not self.text(name, "")
        return silent and not self._everything and not self.embedded

    def channels(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            read_channels(value)
        except WrongChannel as error:
            self._faults.append(f"{name}: {error}")
        return value

    def hosts(self, name: str) -> tuple[str, ...]:
        """Names with or without a port, with blanks or commas between."""
        found = [host_name(each) for each in self.text(name, "").replace(",", " ").split()]
        if None in found:
            rule = "names such as city.example or 192.0.2.1:8311, without https:// and *"
            self._faults.append(f"{name}: {rule}")
        return tuple(each for each in found if each is not None)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if _A_NUMBER.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        self._faults.append(f"{name}: a whole number from {low} to {high}")
        return default

    def switch(self, name: str) -> bool:
        value = self.text(name, "on").lower()
        if value not in ("on", "off"):
            self._faults.append(f"{name}: on or off")
        return value != "off"

    def folder(self, name: str) -> Path | None:
        value = self.text(name, "")
        if not value:
            return None
        path = self.path(name, value)
        if not path.is_dir():
            self._faults.append(f"{name}: not a folder")
        return path

    def path(self, name: str, default: str) -> Path:
        path = Path(self.text(name, default))
        try:
            path = path.expanduser()
        except RuntimeError:
            self._faults.append(f"{name}: begins with a user whose home is not known")
        return path.resolve()

    def secret(self, settings: Settings) -> str:
        """The given secret; an embedded installation makes its own, a real one must be told."""
        if "CITYMEND_SECRET" not in self._told:
            return ""
        value = self.text("CITYMEND_SECRET", "")
        if value and len(value) < SHORTEST_SECRET:
            self._faults.append(f"CITYMEND_SECRET: at least {SHORTEST_SECRET} characters")
        if value or (self._faults and (settings.embedded or self._everything)):
            return value
        if not settings.embedded:
            self._faults.append("CITYMEND_SECRET: missing; real engines need one shared secret")
            return value
        try:
            return embedded_secret(settings.home)
        except SecretUnreadable as error:
            self._faults.append(f"CITYMEND_HOME: {error}")
            return value
