"""Labels of place and matter, made by reading, and how well a grouping agrees with them.

The file: `messages` by id with `cluster`, `place`, `kind` and perhaps `also` (further clusters a
message asks for too), `debatable_splits` (pairs of clusters that may be one) and
`debatable_merges` (clusters that may be several). Whatever is debatable counts neither way.
"""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    cluster: str
    place: str
    kind: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairwise and, per message, B-cubed (Bagga & Baldwin 1998)."""

    precision: float
    recall: float
    b_cubed: float
    pairs: int
    """True pairs that were counted."""

    def rounded(self) -> dict[str, Any]:
        return {
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "b_cubed": round(self.b_cubed, 3),
            "pairs": self.pairs,
        }


@dataclass(frozen=True, slots=True)
class ProposedAgreement:
    """What becomes of the agreement when a planner works through what is proposed."""

    recall: float
    """Of the true pairs, those in one need or in two that are proposed as one."""
    proposals: int
    labelled: int
    """Proposals between needs with labelled messages on both sides."""
    precision: float
    """Of the labelled, those where most pairs of messages across are of one cluster; pairs
    inside the largest clusters count here, too."""

    def rounded(self) -> dict[str, Any]:
        return {
            "recall": round(self.recall, 3),
            "proposals": self.proposals,
            "labelled": self.labelled,
            "precision": round(self.precision, 3),
        }


@dataclass(frozen=True, slots=True)
class NeedLabels:
    messages: Mapping[str, Label]
    splits: frozenset[frozenset[str]] = frozenset()
    merges: frozenset[str] = frozenset()
    complete_places: Sequence[str] = field(default=())

    def agreement(
        self,
        need_of: Mapping[str, Any],
        *,
        without_kinds: Iterable[str] = (),
        without_largest: int = 0,
    ) -> Agreement:
        """Of the labelled messages that are in a need; pairs inside the largest clusters, which
        would outweigh all others, may be left out of the pairwise figures."""
        skipped = set(without_kinds)
        ids = [
            one
            for one, label in self.messages.items()
            if one in need_of and label.kind not in skipped
        ]
        giants = set(self._largest(without_largest))
        tp = fp = fn = 0
        for one, other in itertools.combinations(ids, 2):
            same = self.messages[one].cluster == self.messages[other].cluster
            if same and self.messages[one].cluster in giants:
                continue
            together = need_of[one] == need_of[other]
            if not (same or together) or self._is_debatable(one, other):
                continue
            tp += same and together
            fp += together and not same
            fn += same and not together
        return Agreement(
            tp / ((tp + fp) or 1), tp / ((tp + fn) or 1), self._b_cubed(ids, need_of), tp + fn
        )

    def proposed(
        self,
        need_of: Mapping[str, Any],
        pairs: Iterable[tuple[Any, Any]],
        *,
        without_largest: int = 0,
    ) -> ProposedAgreement:
        """How far merges that are proposed between needs make up for pairs that are apart. A pair
        counts where its own two needs are proposed, never by way of a third."""
        wanted = {frozenset(pair) for pair in pairs}
        giants = set(self._largest(without_largest))
        ids = [one for one in self.messages if one in need_of]
        joined = proposed = true = 0
        across: dict[frozenset[Any], list[bool]] = defaultdict(list)
        for one, other in itertools.combinations(ids, 2):
            if self._is_debatable(one, other):
                continue
            a, b = self.messages[one].cluster, self.messages[other].cluster
            between = frozenset((need_of[one], need_of[other]))
            if between in wanted:
                across[between].append(a == b)
            if a == b and a not in giants:
                true += 1
                joined += len(between) == 1
                proposed += between in wanted
        right = sum(2 * sum(same) >= len(same) for same in across.values())
        return ProposedAgreement(
            (joined + proposed) / (true or 1),
            len(wanted),
            len(across),
            right / (len(across) or 1),
        )

    def parted(self, partings: Iterable[tuple[Sequence[str], Sequence[str]]]) -> tuple[int, int]:
        """Of proposed splits with labelled messages on both sides, how many there are, and how
        many part more pairs of different clusters than of one."""
        labelled = right = 0
        for leaving, staying in partings:
            apart = [
                self.messages[one].cluster != self.messages[other].cluster
                for one in leaving
                for other in staying
                if one in self.messages
                and other in self.messages
                and not self._is_debatable(one, other)
            ]
            labelled += bool(apart)
            right += bool(apart) and 2 * sum(apart) > len(apart)
        return labelled, right

    def purity(self, members: Iterable[str]) -> tuple[float, int]:
        """The share of a need's labelled messages that its largest cluster has, and how many
        are labelled."""
        clusters = Counter(self.messages[one].cluster for one in members if one in self.messages)
        labelled = sum(clusters.values())
        return (max(clusters.values()) / labelled if labelled else 0.0), labelled

    def mixed(self, need_of: Mapping[str, Any], places: int = 2) -> list[Any]:
        """Needs with three and more labelled messages of more than so many places."""
        found: dict[Any, list[str]] = defaultdict(list)
        for one, label in self.messages.items():
            if one in need_of:
                found[need_of[one]].append(label.place)
        return [need for need, said in found.items() if len(said) > 2 and len(set(said)) > places]

    def _is_debatable(self, one: str, other: str) -> bool:
        a, b = self.messages[one], self.messages[other]
        if a.cluster == b.cluster:
            return a.cluster in self.merges
        if frozenset((a.cluster, b.cluster)) in self.splits:
            return True
        return a.cluster in b.also or b.cluster in a.also or bool(a.also & b.also)

    def _largest(self, at_most: int) -> list[str]:
        sizes = Counter(label.cluster for label in self.messages.values())
        return [cluster for cluster, _ in sizes.most_common(at_most)]

    def _b_cubed(self, ids: Sequence[str], need_of: Mapping[str, Any]) -> float:
        needs: dict[Any, set[str]] = defaultdict(set)
        clusters: dict[str, set[str]] = defaultdict(set)
        for one in ids:
            needs[need_of[one]].add(one)
            clusters[self.messages[one].cluster].add(one)
        precision = recall = 0.0
        for one in ids:
            mine, its = needs[need_of[one]], clusters[self.messages[one].cluster]
            both = len(mine & its)
            precision += both / len(mine)
            recall += both / len(its)
        return 2 * precision * recall / ((precision + recall) * len(ids) or 1)


def need_labels(path: Path) -> NeedLabels:
    said = json.loads(path.read_text(encoding="utf-8"))
    return NeedLabels(
        messages={
            one: Label(
                cluster=label["cluster"],
                place=label["place"],
                kind=label["kind"],
                also=_several(label.get("also")),
            )
            for one, label in said["messages"].items()
        },
        splits=frozenset(frozenset(pair) for pair in said.get("debatable_splits", ())),
        merges=frozenset(said.get("debatable_merges", ())),
        complete_places=tuple(said.get("complete_places", ())),
    )


def _several(also: Any) -> frozenset[str]:
    if not also:
        return frozenset()
    return frozenset([also] if isinstance(also, str) else also)
