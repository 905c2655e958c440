"""What the web shell of a service can be told; every default is the safe one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.runtime.base_map import BaseMap
from services.runtime.identity.access import Role

JSON_LIMIT: Final = 256 * 1024
LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings shared by the web shells of all services."""

    secret: str
    """Signs the session cookie and CSRF tokens; the same for all services of one origin."""
    product: Mapping[str, str] = field(default_factory=lambda: {"zh": "城医", "en": "Citymend"})
    """The installation's name per language."""
    timezone: str = "Asia/Shanghai"
    """Zone in which pages show times."""
    trusted_proxies: int = 0
    """How many proxies in front may set X-Forwarded-*; 0 ignores those headers."""
    public_url: str = ""
    """How readers open the installation, for what is printed; empty: by what was asked for."""
    hosts: tuple[str, ...] = ()
    """Further names that the installation answers to, besides the public address and loopback."""
    rate_limits: bool = True
    json_limit: int = JSON_LIMIT
    """Largest body in bytes where a view does not say otherwise."""
    secure_cookies: bool = False
    """Send cookies over https only."""
    image_sources: tuple[str, ...] = ()
    """Hosts besides our own from which pages may load images (a tile server)."""
    base_map: BaseMap = field(default_factory=BaseMap)
    """What lies under the points of a map."""
    areas: str = ""
    """Address of the areas' outlines as GeoJSON, drawn on every map; empty: there are none."""
    navigation: tuple[tuple[str, str, str], ...] = ()
    """Links of the header: (path, Chinese label, English label)."""
    staff_navigation: tuple[tuple[str, str, str, frozenset[Role]], ...] = ()
    """Further links for who is signed in with one of the roles, or as an admin."""
