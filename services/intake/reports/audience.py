"""Who may read a report, and what keeps it from everybody until a person has looked."""

from typing import Final, Literal

from services.contracts.intake_events import Audience, RequestType
from services.contracts.profile.model import Moderation, Visibility

Verdict = Literal["passed", "withheld"]
"""What an officer decided about showing something to everybody."""
VERDICTS: Final[tuple[Verdict, ...]] = ("passed", "withheld")
Doubt = Literal["number", "abuse", "type"]
"""Why a report waits for an officer: what may be a personal number, abuse, its kind of problem."""


def audience_of(
    *,
    agreed: bool,
    request_type: RequestType,
    doubtful: bool,
    visibility: Visibility,
    moderation: Moderation,
    verdict: Verdict | None = None,
) -> Audience:
    """Public only when nothing speaks against it; `staff` until then.

    The reporter agreed, the type may be seen, and it is no tip-off: those never are. Where a text
    is doubtful or the type asks for it, an officer has passed it; none has withheld it.
    """
    if verdict is None:
        verdict = "withheld" if doubtful or moderation == "before_publishing" else "passed"
    open_to_all = agreed and visibility == "public" and verdict == "passed"
    return "public" if open_to_all and request_type != "tip_off" else "staff"
