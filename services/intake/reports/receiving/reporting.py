"""What is done with reports, for whoever offers it to people."""

from dataclasses import dataclass

from services.intake.reports.assess import Assessor
from services.intake.reports.changing.correct import Correct
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.receiving.receive_table import ReceiveTable


@dataclass(frozen=True, slots=True)
class Reporting:
    """The use cases of reports, by one profile."""

    receive: Receive
    tables: ReceiveTable
    correct: Correct
    assessor: Assessor
