"""What the command asks of the proposals: all needs looked through now."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.projectbank.needs.proposals.review import ReviewElsewhere, ReviewNeeds
from services.runtime.jobs import Doing, JobRefused, Progress
from services.runtime.lease import LeaseLost


def proposing(review: ReviewNeeds) -> Doing:
    """The job "propose": nothing to `{"merges", "splits", "new", "withdrawn"}`."""

    def do(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        try:
            return asdict(review())
        except (ReviewElsewhere, LeaseLost) as error:
            raise JobRefused(str(error)) from error

    return do
