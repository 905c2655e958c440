"""What can keep a report from being split."""

from services.intake.cases.refusals import CaseRefusal


class AlreadySplit(CaseRefusal):
    """It was split before, or is a part itself; its parts can be handled."""
