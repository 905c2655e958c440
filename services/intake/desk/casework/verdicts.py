"""The verdict on a dispute as a form says it."""

from services.intake.feedback.opinion_store import Verdict
from services.runtime.web.problems import Problem


def verdict_of(said: str | None) -> Verdict:
    """Raises Problem for a word that is no verdict."""
    if said == "upheld":
        return "upheld"
    if said == "rejected":
        return "rejected"
    raise Problem(400)
