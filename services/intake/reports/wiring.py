"""Builds what assesses reports, lets them in and corrects them."""

from collections.abc import Callable

from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.changing.correct import Correct
from services.intake.reports.changing.correcting import Correcting
from services.intake.reports.changing.judged import TellCase, VerdictOn, no_case, no_verdict
from services.intake.reports.changing.learning import Learning
from services.intake.reports.edge.api import REFUSALS
from services.intake.reports.masking.masking import mask
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.place.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.receiving.acceptance import Acceptance
from services.intake.reports.receiving.attaching import AttachPhotos, no_photos
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.receiving.receive_table import ReceiveTable
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.suggesting.suggest import Suggester
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.ids import short_code
from services.runtime.outbox import Outbox
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


def reporting(
    database: Database,
    outbox: Outbox,
    profile: Profile,
    assessor: Assessor,
    clock: Clock,
    *,
    draw: Callable[[int], str] = short_code,
    attach: AttachPhotos = no_photos,
    verdict_on: VerdictOn = no_verdict,
    tell_case: TellCase = no_case,
    learns_every: float | None = None,
) -> Reporting:
    """`learns_every`: seconds between looks at what officers corrected in other processes."""
    acceptance = Acceptance(
        outbox, profile, assessor, clock, draw=draw, attach=attach, tell_case=tell_case
    )
    correcting = Correcting(outbox, profile, assessor, clock, verdict_on, tell_case)
    learning = Learning(database, assessor.learn, learns_every)
    return Reporting(
        receive=Receive(database, acceptance, learning),
        tables=ReceiveTable(database, acceptance, learning),
        correct=Correct(database, correcting, learning),
        assessor=assessor,
    )


def report_feature(routes: Blueprint) -> Feature:
    """Sending, reading and correcting reports; their messages are those of the site."""
    return Feature(name="reports", routes=[routes], refusals=REFUSALS)
