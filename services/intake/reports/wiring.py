"""Builds what assesses reports."""

from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.edge.api import REFUSALS
from services.intake.reports.masking.masking import mask
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.place.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.suggesting.suggest import Suggester
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.feature import Feature


def assessor(profile: Profile, secret: bytes) -> Assessor:
    """The assessor of a profile; the secret keeps pseudonyms from being computed elsewhere."""
    return Assessor(
        profile,
        Places(profile, to_wgs84),
        Pseudonyms(secret),
        mask,
        Suggester(profile.problem_types),
    )


def report_feature(routes: Blueprint) -> Feature:
    """Sending, reading and correcting reports; their messages are those of the site."""
    return Feature(name="reports", routes=[routes], refusals=REFUSALS)
