"""Whether a report and a need are one place and one matter: four figures and what they weigh.

Fitted by logistic regression on labelled pairs of messages (ADR 0020).
All figures are thousandths, averages over the reports of the need, so that neither its size nor
one odd member decides.
"""

from dataclasses import dataclass

from services.projectbank.needs.grouping.rules import GroupingRules

_FULL = 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What speaks for joining, each 0 to 1000."""

    covered: int = 0
    """How much of what the one names the other says anywhere, the mean of both directions."""
    named: int = 0
    """Cosine of the names alone."""
    matter: int = 0
    """Cosine of the matters told."""
    words: int = 0
    """Cosine of all words."""

    def weight(self, rules: GroupingRules) -> int:
        """The sum of the evidence, thousandths of a logit above what joining asks."""
        return (
            rules.covered_weight * self.covered
            + rules.named_weight * self.named
            + rules.matter_weight * self.matter
            + rules.words_weight * self.words
            + rules.both_weight * self.covered * self.matter // _FULL
        ) // 100 - rules.asked
