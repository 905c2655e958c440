"""Reports for tests: each builder shows only what matters."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.place.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.report import Actor, NewReport

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""Noon in the demonstration district."""
OFFICER = Actor(name="an officer", vouches=True)
SECRET = b"a secret of the tests, 32 bytes!!"
PHONE = "13800138000"


def a_report(**said: Any) -> NewReport:
    """A report that is fine, with what a test says otherwise."""
    return replace(
        NewReport(description="路灯坏了三天。晚上看不见路。", address="文化路 12 号"), **said
    )


def an_imported(external_id: str, **said: Any) -> NewReport:
    return a_report(source="hotline", external_id=external_id, **said)


@dataclass(frozen=True, slots=True)
class FakeMasked:
    text: str
    doubtful: bool


def mask_phone(text: str) -> FakeMasked:
    """Masks the one telephone number of the tests; "?" leaves a doubt."""
    return FakeMasked(text.replace(PHONE, "138****8000"), "?" in text)


@dataclass(frozen=True, slots=True)
class FakeSuggestion:
    code: str
    confidence: float


def an_assessor(profile: Profile | None = None, confidence: float = 0.0) -> Assessor:
    profile = profile or demonstration()
    code = next(iter(profile.problem_types))
    return Assessor(
        profile,
        Places(profile, lambda lat, long, _datum: (lat - 0.001, long - 0.002)),
        Pseudonyms(SECRET),
        mask_phone,
        lambda _text: FakeSuggestion(code, confidence),
    )


_loaded: list[Profile] = []


def demonstration() -> Profile:
    """The bundled profile, read once."""
    if not _loaded:
        _loaded.append(load_profile())
    return _loaded[0]
