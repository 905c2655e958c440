"""Who may read a report."""

from services.contracts.intake_events import Audience, RequestType
from services.contracts.profile.model import Moderation, Visibility


def audience_of(
    *,
    agreed: bool,
    request_type: RequestType,
    doubtful: bool,
    visibility: Visibility,
    moderation: Moderation,
    passed: bool = False,
) -> Audience:
    """Public only when nothing speaks against it; `staff` until then.

    The reporter agreed, masking left nothing doubtful, the type may be seen, moderation has
    passed it where the type asks for that, and it is no tip-off: those never are.
    """
    moderated = passed or moderation == "none"
    open_to_all = agreed and not doubtful and visibility == "public" and moderated
    return "public" if open_to_all and request_type != "tip_off" else "staff"
