"""The OpenAPI document of each service, rendered from a built app on an empty home."""

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from services.all_in_one import open_installation
from services.runtime.settings import load_settings

WORDS = ("intake", "bank", "search")


def document(word: str) -> dict[str, Any]:
    """The document that the service's app serves."""
    with tempfile.TemporaryDirectory(prefix="citymend-openapi-") as home:
        settings = load_settings({"CITYMEND_HOME": home, "CITYMEND_RATE_LIMITS": "off"})
        installation = open_installation(settings, writer=True)
        try:
            installation.prepare()
            client = Client(installation.service(word).web())
            body: dict[str, Any] = json.loads(client.get(f"/api/{word}/openapi.json").data)
        finally:
            installation.close()
    return body


def render(word: str) -> str:
    return json.dumps(document(word), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


DOCUMENTS: dict[str, Callable[[], str]] = {
    str(Path("docs") / f"openapi-{word}.json"): partial(render, word) for word in WORDS
}
