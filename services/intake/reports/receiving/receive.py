"""What happens when somebody reports something."""

from dataclasses import dataclass

from services.contracts.intake_events import PossibleDanger
from services.intake.reports.changing.learning import Learning
from services.intake.reports.faults import NotVouched
from services.intake.reports.in_scope import Reach
from services.intake.reports.receiving.acceptance import Acceptance, Outcome, Sent
from services.intake.reports.report import (
    RESIDENT,
    Actor,
    NewReport,
    version_reference,
)
from services.runtime.database import Database


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told; the same again when the same is sent again."""

    id: str
    tracking_token: str
    """Empty where somebody else filed it: it opens the reporter's page."""
    version: str
    created: bool
    status: str = "received"
    danger: PossibleDanger | None = None
    """What its words speak of, so that the sender is told whom to call."""


class Receive:
    """The use case that lets a report in. Safe for threads."""

    def __init__(self, database: Database, acceptance: Acceptance, learning: Learning) -> None:
        self._database = database
        self._acceptance = acceptance
        self._learning = learning

    def receive(self, new: NewReport, actor: Actor, reach: Reach | None = None) -> Receipt:
        """Keep a report and tell of it, durably; the same again changes nothing.

        `reach`: of a sender who is of the staff.
        Raises RefusedReport with every broken rule, NotVouched when somebody without a key names
        a source, KeyUsedDifferently when the client id came with another report before,
        FiledByAnother when the external id did, from somebody else, OutsideOfReach, and
        DatabaseUnavailable.
        """
        if not actor.vouches and (new.source != RESIDENT or new.imported):
            raise NotVouched
        self._learning.catch_up()
        sent = self._acceptance.prepare(new, actor, reach)
        outcome = self._keep_alone(sent)
        if outcome is None:
            outcome = self._database.write(lambda conn: self._acceptance.keep(conn, sent))
        return _receipt(outcome, sent)

    def _keep_alone(self, sent: Sent) -> Outcome | None:
        # With a number at once comes an event, and both must be stored or none.
        if self._database.dialect == "sqlite" or not self._acceptance.is_alone(sent):
            return None
        return self._database.jot(lambda conn: self._acceptance.keep_alone(conn, sent))


def _receipt(outcome: Outcome, sent: Sent) -> Receipt:
    if outcome.id is None or outcome.tracking_token is None or outcome.version is None:
        raise RuntimeError("a report was kept without an id")
    # A repeat under a client key gets the first answer, whatever has become of the report since.
    repeated = outcome.kind == "unchanged" and sent.keeping.client_key is not None
    version = 1 if repeated else outcome.version
    return Receipt(
        id=outcome.id,
        tracking_token=outcome.tracking_token if outcome.of_sender else "",
        version=version_reference(outcome.id, version),
        created=outcome.kind == "created",
        danger=sent.assessment.report.danger,
    )
