"""The suite is tried on our own server."""

from tests.unit.intake.open311.conftest import still as still
