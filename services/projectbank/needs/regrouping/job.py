"""What the command asks of the grouping: the needs built anew."""

from collections.abc import Mapping
from typing import Any

from services.projectbank.needs.placing.group import Overtaken
from services.projectbank.needs.regrouping.regroup import GroupingElsewhere, Regroup
from services.runtime.jobs import Doing, JobRefused, Progress
from services.runtime.lease import LeaseLost


def regrouping(regroup: Regroup) -> Doing:
    """The job "regroup": nothing to `{"reports", "moved", "needs"}`."""

    def do(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        try:
            done = regroup()
        except (GroupingElsewhere, LeaseLost, Overtaken) as error:
            raise JobRefused(str(error)) from error
        return {"reports": done.reports, "moved": done.moved, "needs": done.needs}

    return do
