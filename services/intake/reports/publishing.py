"""By one profile: who may read a report, and what of it a person should look at first."""

from collections.abc import Callable
from typing import Protocol

from services.contracts.intake_events import Audience
from services.contracts.profile.model import OTHER, Profile
from services.intake.reports.audience import Doubt, Verdict, audience_of
from services.intake.reports.masking.abuse import AbuseWords
from services.intake.reports.masking.across import is_split
from services.intake.reports.report import Report


class Masked(Protocol):
    """A text without personal numbers, and whether something in it may still be one."""

    @property
    def text(self) -> str: ...

    @property
    def doubtful(self) -> bool: ...


Mask = Callable[[str], Masked]


class Publishing:
    """Immutable, safe for threads."""

    def __init__(self, profile: Profile, mask: Mask) -> None:
        self._kinds = profile.problem_types
        self._mask = mask
        self._abuse = AbuseWords(profile.abuse_words)

    def audience(
        self, report: Report, verdict: Verdict | None = None, *, doubtful: bool = False
    ) -> Audience:
        """Who may read a report of which an officer said this, or of which none has spoken."""
        kind = self._kinds.get(report.category.code, self._kinds[OTHER])
        return audience_of(
            agreed=report.agreed,
            request_type=report.request_type,
            doubtful=doubtful or bool({"number", "abuse"} & set(self.doubts(report))),
            visibility=kind.visibility,
            moderation=kind.moderation,
            verdict=verdict,
        )

    def doubts(self, report: Report) -> tuple[Doubt, ...]:
        """What of a report a person should look at. A number that was masked, yet may have been
        none, is not seen any more."""
        texts = (report.subject, report.description, report.place.address)
        kind = self._kinds.get(report.category.code)
        found: dict[Doubt, bool] = {
            "number": any(self._mask(text).doubtful for text in texts)
            or is_split(texts, self._mask),
            "abuse": self.is_abuse("\n".join(texts)),
            "type": kind is not None and kind.moderation == "before_publishing",
        }
        return tuple(doubt for doubt, there in found.items() if there)

    def is_abuse(self, text: str) -> bool:
        """Whether one of the profile's words stands in it."""
        return self._abuse.found_in(text)
