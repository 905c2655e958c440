"""Builds what scores projects and shows them by rank."""

from pathlib import Path

from services.projectbank.names import Names
from services.projectbank.needs.reach import Reaching
from services.projectbank.projects.audience import DraftRule
from services.projectbank.scoring import api
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.jobs import explaining, ranking, recomputing
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.rating import api as rating_api
from services.projectbank.scoring.rating.rate import Rate
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def scoring_feature(
    database: Database, sets: CriteriaSets, names: Names, rank: PublishRanking, drafts: DraftRule
) -> Feature:
    """Ranks and why they are so, over HTTP."""
    return Feature(
        name="scoring",
        routes=[
            api.explanation_routes(database, sets, names, drafts),
            api.ranking_routes(database, sets, rank, drafts),
            api.criteria_routes(sets),
        ],
        refusals=api.REFUSALS,
        # The messages of the whole bank stand beside its features.
        translations=[Path(__file__).parents[1]],
    )


def publishing_feature(
    database: Database, sets: CriteriaSets, names: Names, rank: PublishRanking, drafts: DraftRule
) -> Feature:
    """Computing and publishing ranks, and telling from what is stored how they came about."""
    return Feature(
        name="publishing",
        jobs={
            "rank": ranking(rank, database, sets, drafts),
            "explain": explaining(database, sets, names),
            "recompute": recomputing(database, sets),
        },
    )


def rating_feature(database: Database, rate: Rate, reaching: Reaching) -> Feature:
    """What planners rate by hand."""
    return Feature(
        name="rating",
        routes=[rating_api.rating_routes(database, rate, reaching)],
        refusals=rating_api.REFUSALS,
    )
