"""What commands ask of the scores: publish, explain, compute the frozen ones again."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.projectbank.names import Names
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import NoSuchProject
from services.projectbank.projects.listing import Wanted
from services.projectbank.scoring.criteria import CriteriaSets, UnknownCriteria
from services.projectbank.scoring.explaining.explain import Asked, NoSuchRank, NotRanked, explain
from services.projectbank.scoring.explaining.schemas import explanation_answer, plain_times
from services.projectbank.scoring.explaining.sentences import Reader
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.publishing.replay import replay
from services.projectbank.scoring.top import top_of_ranking
from services.runtime.database import Database
from services.runtime.identity.access import ANONYMOUS
from services.runtime.jobs import Doing, JobRefused, Progress


def ranking(
    rank: PublishRanking, database: Database, sets: CriteriaSets, drafts: DraftRule
) -> Doing:
    """The job "rank": `{"limit": number or null}` to `{"criteria_version", "as_of", "items"}`; of
    the items those that residents see, where `"as": "public"` stands beside the limit."""

    shown = drafts.shown_to(ANONYMOUS)

    def do(arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        rank()
        wanted = Wanted(drafts=arguments.get("as") != "public" or shown)
        return top_of_ranking(database, sets.current, arguments.get("limit"), wanted)

    return do


def explaining(database: Database, sets: CriteriaSets, names: Names) -> Doing:
    """The job "explain": `{"project", "as_of", "against", "reach"}` to what the API answers.

    Commands speak English, as the rest of the command line does.
    """

    def do(arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        until = arguments.get("as_of")
        asked = Asked(
            project=arguments["project"],
            against=arguments.get("against"),
            reach=arguments.get("reach"),
            until=datetime.fromisoformat(until) if until is not None else None,
        )
        reader = Reader(names, "en", staff=True, drafts=True)
        try:
            found = database.read(lambda conn: explain(conn, sets, asked, reader))
        except NoSuchProject as error:
            raise JobRefused(f"there is no project {asked.project}") from error
        except NotRanked as error:
            raise JobRefused(f"{asked.project} is in no ranking of that time") from error
        except NoSuchRank as error:
            raise JobRefused("that ranking has no such place or other project") from error
        answer: dict[str, Any] = plain_times(explanation_answer(found))
        return answer

    return do


def recomputing(database: Database, sets: CriteriaSets) -> Doing:
    """The job "recompute": nothing to `{"rankings", "scores", "equal", "different"}`."""

    def do(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        try:
            done = replay(database, sets)
        except UnknownCriteria as error:
            raise JobRefused(f"there is no criteria set of version {error}") from error
        return {
            "rankings": done.rankings,
            "scores": done.scores,
            "equal": done.scores - len(done.different),
            "different": [dataclasses.asdict(one) for one in done.different],
        }

    return do
