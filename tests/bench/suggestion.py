"""How good first categories are: accuracy, coverage and calibration on labelled messages.

    python -m tests.bench.suggestion FILE

FILE is a table of messages with a label of the scheme in `suggested_labels` (the real data's
`teddycup2020c/附件2_示例_495.xlsx`). Blank rows are left out. Prints one JSON line: for each
threshold the share of messages at or above it and how many of those are right; bins of confidence
with what was said and what was true; the expected calibration error; the same for coefficients
that were fitted on the other nine tenths; what a fit on all would give; microseconds of CPU.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.intake.reports.suggesting.confidence import COEFFICIENTS
from services.intake.reports.suggesting.suggest import Suggester
from services.runtime.spreadsheets.cells import text_of
from services.runtime.spreadsheets.table import open_table
from tests.bench.suggested_labels import types_by_label

THRESHOLDS = (0.8, 0.55, 0.0)
_FOLDS = 10
_RIDGE = 1.0
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggestion's confidence, the signs behind it, and whether its label is right."""

    confidence: float
    signs: tuple[float, ...]
    right: bool


def main() -> None:
    messages = read_messages(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"bench": "suggestion", **measure(messages)}) + "\n")


def read_messages(path: Path) -> list[Message]:
    """The labelled messages of a table; rows without a number are blank and left out."""
    with open_table(path) as table, table.sheets[0].rows() as rows:
        header = [text_of(cell) for cell in next(rows).cells]
        places = [header.index(name) for name in ("留言编号", "留言主题", "留言详情", "一级分类")]
        cells = ([text_of(row.cells[place]) for place in places] for row in rows)
        return [
            Message(f"{subject}\n{details or ''}", label)
            for number, subject, details, label in cells
            if number and label
        ]


def judge(messages: Sequence[Message], profile: Profile) -> list[Judged]:
    suggest, agreeing = Suggester(profile.problem_types), types_by_label(profile)
    judged = []
    for message in messages:
        found = suggest(message.text)
        _, seen = suggest.evidence(message.text)
        judged.append(Judged(found.confidence, seen, found.code in agreeing[message.label]))
    return judged


def measure(messages: Sequence[Message]) -> dict[str, Any]:
    profile = load_profile()
    judged = judge(messages, profile)
    right = [each.right for each in judged]
    return {
        "messages": len(judged),
        **figures([each.confidence for each in judged], right),
        "cross_validated": figures(_cross_validated(judged), right),
        "coefficients": COEFFICIENTS,
        "fitted_on_all": [round(float(weight), 3) for weight in _fit(judged)],
        "microseconds": _cost(messages, profile),
    }


def figures(confidences: Sequence[float], right: Sequence[bool]) -> dict[str, Any]:
    """Accuracy and coverage at the thresholds, reliability bins, expected calibration error."""
    pairs = list(zip(confidences, right, strict=True))
    bins, error = [], 0.0
    for tenth in range(10):
        inside = [pair for pair in pairs if min(9, int(pair[0] * 10)) == tenth]
        if inside:
            said = sum(confidence for confidence, _ in inside) / len(inside)
            true = sum(was_right for _, was_right in inside) / len(inside)
            error += abs(said - true) * len(inside) / len(pairs)
            bins.append([tenth / 10, len(inside), round(said, 3), round(true, 3)])
    return {
        "at": {str(threshold): _at(pairs, threshold) for threshold in THRESHOLDS},
        "calibration_error": round(error, 3),
        "bins": bins,
    }


def _at(pairs: Sequence[tuple[float, bool]], threshold: float) -> dict[str, float]:
    taken = [was_right for confidence, was_right in pairs if confidence >= threshold]
    return {
        "coverage": round(len(taken) / len(pairs), 3),
        "accuracy": round(sum(taken) / max(1, len(taken)), 3),
    }


def _cross_validated(judged: Sequence[Judged]) -> list[float]:
    """Confidences by coefficients that were fitted without the message's own tenth."""
    confidences = [0.0] * len(judged)
    for fold in range(_FOLDS):
        weights = _fit([each for place, each in enumerate(judged) if place % _FOLDS != fold])
        for place in range(fold, len(judged), _FOLDS):
            each = judged[place]
            weighed = float(np.dot(weights, each.signs)) if each.signs else -2.2
            confidences[place] = float(1 / (1 + np.exp(-weighed)))
    return confidences


def _fit(judged: Sequence[Judged]) -> Any:
    """Ridge logistic regression of right on the signs, by Newton's method."""
    seen = [each for each in judged if each.signs]
    signs = np.array([each.signs for each in seen])
    right = np.array([each.right for each in seen], dtype=float)
    weights = np.zeros(signs.shape[1])
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (said - right) + _RIDGE * weights
        bend = (signs.T * (said * (1 - said))) @ signs + _RIDGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def _cost(messages: Sequence[Message], profile: Profile) -> int:
    suggest = Suggester(profile.problem_types)
    started = time.process_time()
    for message in messages:
        suggest(message.text)
    return round((time.process_time() - started) / len(messages) * 1e6)


if __name__ == "__main__":
    main()
