"""An installation as it is wired for operation, with intake on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.all_in_one import Installation, open_installation
from services.contracts.profile.load import DEMONSTRATION
from services.runtime.settings import load_settings
from tests.unit.intake.builders import SECRET


def open_wired(request: pytest.FixtureRequest, home: Path) -> Iterator[Installation]:
    """Prepared and empty; the parameter of the fixture names the dialect."""
    said = {
        "CITYMEND_HOME": str(home),
        "CITYMEND_SECRET": SECRET.decode(),
        "CITYMEND_PROFILE": str(DEMONSTRATION),
        "CITYMEND_RATE_LIMITS": "off",
    }
    if request.param == "postgresql":
        said["CITYMEND_INTAKE_DATABASE_URL"] = request.getfixturevalue("emptied_postgres")("wired")
    opened = open_installation(load_settings(said), writer=True)
    opened.prepare()
    yield opened
    opened.close()
