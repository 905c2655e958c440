"""Statistics as plain members, with names in the reader's language."""

from collections.abc import Mapping
from typing import Any

from services.contracts.profile.model import Profile
from services.intake.cases.case.names import rule_name
from services.intake.figures.catalogue import FIGURES
from services.intake.figures.counts import Counts
from services.intake.figures.share import Median, Share
from services.intake.figures.statistics import Statistics
from services.intake.figures.words import OUTCOME_WORDS, group_name, unit_name


def statistics_answer(found: Statistics, profile: Profile) -> dict[str, Any]:
    overall, ended = found.overall, found.overall.ended
    return {
        "since": found.wanted.period.since,
        "until": found.wanted.period.until,
        "figures": [
            {
                "code": code,
                "name": str(figure.name),
                "counted": str(figure.counted),
                **_share(figure.of(overall)),
            }
            for code, figure in FIGURES.items()
        ],
        "days": _days(overall),
        "outcomes": {outcome: getattr(ended, outcome) for outcome in OUTCOME_WORDS},
        "waiting": overall.due.waiting,
        "people": {
            "asked": ended.asked,
            "satisfied": ended.satisfied,
            "dissatisfied": ended.dissatisfied,
        },
        "shelved": found.shelved,
        "units": [
            _part(code, unit_name(profile, code), counts) for code, counts in found.by_unit.items()
        ],
        "groups": [
            _part(code, group_name(profile, code), counts)
            for code, counts in found.by_group.items()
        ],
        "rules": [_rule(found, rule, profile) for rule in found.by_rule],
    }


def _rule(found: Statistics, rule: str | None, profile: Profile) -> dict[str, Any]:
    sent = found.by_rule[rule]
    return {
        "rule": rule,
        "name": rule_name(profile, rule),
        "dispatched": sent.dispatched,
        "sent_back": sent.sent_back,
        "reasons": [each for each in found.reasons if each.rule == rule],
    }


def _part(code: str, name: str, counts: Counts) -> dict[str, Any]:
    figures = {each: _share(figure.of(counts)) for each, figure in FIGURES.items()}
    return {"code": code, "name": name, "figures": figures, "days": _days(counts)}


def _share(share: Share) -> Mapping[str, Any]:
    return {"part": share.part, "whole": share.whole, "percent": share.percent}


def _days(counts: Counts) -> Mapping[str, Any]:
    return {"answer": _median(counts.answer_days), "close": _median(counts.close_days)}


def _median(median: Median) -> Mapping[str, Any]:
    days = None if median.days is None else round(median.days, 2)
    return {"median_days": days, "number": median.number}
