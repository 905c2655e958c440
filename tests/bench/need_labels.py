"""Whether needs are one place and one matter: `python -m tests.bench.need_labels TABLE LABELS`.

One JSON line: how the grouping of a real table agrees with labels made by reading (the file's form:
see tests/support/need_labels.py), of how many labelled messages the largest cluster is in each of
the needs of the first twenty ranked projects, and what becomes of recall with the merges that are
proposed instead of joined, how many there are and how many of the labelled ones are right. Run with
the vocabulary alone, as a home without a profile of its own is. With `--show`, the first needs and
all proposals are printed first, message by message, to be read before any figure is believed.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.contracts.intake_events import ReportState
from services.contracts.profile.load import profile_of
from services.projectbank.needs.need import Need
from services.projectbank.needs.proposals.proposal import Proposal
from services.projectbank.needs.vocabulary import vocabulary_of
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import load_projects
from services.projectbank.scoring.background import background_of
from services.projectbank.scoring.criteria import bundled_sets
from services.projectbank.scoring.opinions.opinions import opinions
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.runtime.database import open_database
from tests.bench.grouping_table import states_of
from tests.support.need_labels import NeedLabels, need_labels
from tests.unit.projectbank.bank import Bank

_FIRST = 20
_HEARD_AT_ONCE = 500
_LARGEST = 2
"""Clusters so large that their pairs alone would be the figure."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("table", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument(
        "--show", action="store_true", help="print the first needs and all proposals to be read"
    )
    asked = parser.parse_args(arguments)
    answer, shown = measure(asked.table, need_labels(asked.labels))
    if asked.show:
        sys.stdout.write(shown)
    sys.stdout.write(json.dumps({"bench": "need_labels", **answer}, ensure_ascii=False) + "\n")


def measure(table: Path, labels: NeedLabels) -> tuple[dict[str, Any], str]:
    """The figures, and the first needs as text."""
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        profile = profile_of(Path(folder) / "home", None)
        states = states_of(table, profile)
        database = open_database(f"sqlite:///{folder}/bank.db")
        try:
            bank = Bank(database, batch=100, vocabulary=vocabulary_of(profile))
            for start in range(0, len(states), _HEARD_AT_ONCE):
                bank.take(*states[start : start + _HEARD_AT_ONCE])
            publish = PublishRanking(
                database,
                bundled_sets().current,
                background_of(profile),
                opinions,
                bank.outbox,
                bank.clock,
            )
            ranked = [one.project for one in publish().ranked]
            first = ranked[:_FIRST]
            projects = database.read(lambda conn: load_projects(conn, first))
            partition, needs = bank.partition(), {need.id: need for need in bank.needs()}
            bank.review()
            proposals = bank.proposals()
        finally:
            database.close()
    said = {state.id: state for state in states}
    members: dict[str, list[ReportState]] = defaultdict(list)
    for report, need in partition.items():
        members[need].append(said[report])
    table_of = {
        str(state.external_id): partition[state.id] for state in states if state.id in partition
    }
    ordered = [projects[one] for one in first]
    answer = {
        "messages": len(states),
        "needs": len(needs),
        "projects": len(ranked),
        "labelled": len(labels.messages.keys() & table_of.keys()),
        "all": labels.agreement(table_of, without_largest=_LARGEST).rounded(),
        "without_enquiries": labels.agreement(
            table_of, without_largest=_LARGEST, without_kinds=("enquiry",)
        ).rounded(),
        "with_the_largest": labels.agreement(table_of).rounded(),
        "with_proposals": labels.proposed(
            table_of,
            [(one.need, one.other) for one in proposals if one.kind == "merge"],
            without_largest=_LARGEST,
        ).rounded(),
        "proposed_splits": _splits(proposals, said, labels),
        "needs_of_more_than_two_places": len(labels.mixed(table_of)),
        **_first_ranked(ordered, members, labels),
        "kinds_of_first": dict(Counter(_kind(one, needs) for one in ordered)),
    }
    shown = _shown(ordered, needs, members, labels)
    return answer, shown + _shown_proposals(proposals, needs, members, said)


def _splits(
    proposals: Sequence[Proposal], said: Mapping[str, ReportState], labels: NeedLabels
) -> dict[str, int]:
    splits = [one for one in proposals if one.kind == "split"]
    labelled, right = labels.parted(
        [(_ids(one.reports, said), _ids(one.beside, said)) for one in splits]
    )
    return {"proposals": len(splits), "labelled": labelled, "right": right}


def _ids(reports: Sequence[str], said: Mapping[str, ReportState]) -> list[str]:
    return [str(said[report].external_id) for report in reports]


def _shown_proposals(
    proposals: Sequence[Proposal],
    needs: Mapping[str, Need],
    members: Mapping[str, Sequence[ReportState]],
    said: Mapping[str, ReportState],
) -> str:
    lines: list[str] = []
    for one in proposals:
        lines.append(f"{one.kind} {one.id} likely {one.likely} people {one.people} {one.figures}")
        for need in filter(None, (one.need, one.other)):
            lines.append(f"   {need} {needs[need].title}")
            for member in members[need]:
                named = member.id in (*one.reports, *one.beside)
                out = one.kind == "split" and member.id in one.reports
                mark = ">" if out else "*" if named and one.kind == "merge" else " "
                lines.append(f"    {mark} {member.external_id} {member.subject[:60]}")
    return "\n".join(lines) + "\n"


def _first_ranked(
    projects: Sequence[Project],
    members: Mapping[str, Sequence[ReportState]],
    labels: NeedLabels,
) -> dict[str, Any]:
    shares: list[float | None] = []
    for project in projects:
        ids = [str(one.external_id) for need in project.needs for one in members[need]]
        share, labelled = labels.purity(ids)
        shares.append(round(share, 2) if labelled else None)
    return {
        "first_ranked_share_of_one_cluster": shares,
        "first_ranked_of_one_cluster": sum(1 for one in shares if one is not None and one >= 0.75),
        "first_ranked_titles": len({project.title for project in projects}),
    }


def _kind(project: Project, needs: Mapping[str, Need]) -> str:
    return needs[project.needs[0]].answered_by


def _shown(
    projects: Sequence[Project],
    needs: Mapping[str, Need],
    members: Mapping[str, Sequence[ReportState]],
    labels: NeedLabels,
) -> str:
    lines: list[str] = []
    for rank, project in enumerate(projects, start=1):
        lines.append(f"{rank}. {project.title} [{project.project_type}] people {project.people}")
        for need in project.needs:
            lines.append(f"   {need} {needs[need].title} ({needs[need].category})")
            for one in members[need]:
                label = labels.messages.get(str(one.external_id))
                cluster = label.cluster if label else "-"
                lines.append(f"      {one.external_id} {one.subject[:60]} | {cluster}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
