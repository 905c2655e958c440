"""Whom to call, in the answer to words that were sent after the report."""

from collections.abc import Callable
from typing import Any, Final

from marshmallow import fields

from services.contracts.profile.model import Profile
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.edge.answers import FirstAidAnswer

Aid = Callable[[str], dict[str, Any] | None]
"""What words speak of, as the answer of a call says it; none without a danger."""
FIRST_AID: Final = fields.Nested(
    FirstAidAnswer,
    required=True,
    allow_none=True,
    metadata={"description": "Where the words speak of a danger: show it to the reporter."},
)


def aid_of(profile: Profile) -> Aid:
    """By one profile."""
    listening = Listening(profile)

    def aid(text: str) -> dict[str, Any] | None:
        found = first_aid(profile, listening.in_text(text))
        return found.plainly() if found is not None else None

    return aid
