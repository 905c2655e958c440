"""Builds the web side of the bank: what planners do, the API and the public pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

import services
from services.contracts.profile.model import Profile
from services.projectbank.names import Names
from services.projectbank.needs.api import need_routes
from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.decisions.api import decision_routes
from services.projectbank.needs.decisions.take_decision import TakeDecision
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.proposals.answer import AnswerProposal
from services.projectbank.needs.proposals.api import proposal_routes
from services.projectbank.needs.reach import Reaching, reaching_of
from services.projectbank.needs.refusals import REFUSALS as NEED_REFUSALS
from services.projectbank.needs.regrouping.settle import Settle
from services.projectbank.needs.vocabulary import Vocabulary, vocabulary_of
from services.projectbank.projects.api import project_routes
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import EditProject
from services.projectbank.projects.gates import Gates, gates_of
from services.projectbank.projects.propose import Propose
from services.projectbank.projects.refusals import project_refusals
from services.projectbank.scoring import api as scoring_api
from services.projectbank.scoring.criteria import CriteriaSets, bundled_sets
from services.projectbank.scoring.opinions.background import background_of
from services.projectbank.scoring.opinions.opinion import Opinion
from services.projectbank.scoring.pages import bank_pages
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.rank import Ranked
from services.projectbank.scoring.rating import api as rating_api
from services.projectbank.scoring.rating.rate import Rate
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Keys
from services.runtime.outbox import Outbox
from services.runtime.web.app import About, create_app
from services.runtime.web.settings import WebSettings

NAME = "bank"
_SERVICE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What is done with needs, projects and their scores."""

    sets: CriteriaSets
    names: Names
    rank: PublishRanking
    edit: EditProject
    decide: TakeDecision
    answer: AnswerProposal
    rate: Rate
    gates: Gates
    drafts: DraftRule
    vocabulary: Vocabulary

    @property
    def reaching(self) -> Reaching:
        return self.drafts.reaching


def planning_of(
    profile: Profile,
    database: Database,
    outbox: Outbox,
    clock: Clock,
    harmless: Harmless = as_written,
) -> Planning:
    """What planners do, over one database. Starts nothing."""
    sets = bundled_sets()
    background, gates = background_of(profile), gates_of(profile)
    vocabulary = vocabulary_of(profile)
    settle = Settle(vocabulary, Propose(vocabulary, outbox, clock), outbox)
    decide = TakeDecision(database, settle, clock, harmless)
    return Planning(
        sets=sets,
        names=Names(profile),
        rank=PublishRanking(
            database, sets.current, background, second_opinions, outbox, clock, profile.drafts
        ),
        edit=EditProject(database, outbox, clock, gates, profile.drafts, harmless),
        decide=decide,
        answer=AnswerProposal(database, decide, clock, harmless),
        rate=Rate(database, sets.current, clock, harmless),
        gates=gates,
        drafts=DraftRule(profile.drafts, reaching_of(profile)),
        vocabulary=vocabulary,
    )


def second_opinions(ranked: Sequence[Ranked]) -> Mapping[str, Opinion]:
    """Loaded at the first publication: processes that publish nothing do without numpy."""
    from services.projectbank.scoring.opinions.opinions import opinions

    return opinions(ranked)


def web_app(
    database: Database,
    candidates: Candidates,
    planning: Planning,
    web: WebSettings,
    keys: Keys,
) -> Flask:
    """The API and the public pages of the bank under their full paths."""
    sets, names = planning.sets, planning.names
    return create_app(
        About(NAME, "Citymend project bank", services.__version__),
        web=web,
        keys=keys,
        blueprints=[
            need_routes(database, candidates, planning.reaching),
            decision_routes(
                planning.decide, database, candidates, planning.vocabulary, planning.reaching
            ),
            proposal_routes(planning.answer, database, candidates, planning.reaching),
            project_routes(database, planning.edit, planning.drafts),
            rating_api.rating_routes(database, planning.rate, planning.reaching),
            scoring_api.explanation_routes(database, sets, names, planning.drafts),
            scoring_api.ranking_routes(database, sets, planning.rank, planning.drafts),
            scoring_api.criteria_routes(sets),
        ],
        pages=[bank_pages(database, sets, names, planning.gates, planning.drafts)],
        check=database.ready,
        translations=[_SERVICE],
        refusals={
            **NEED_REFUSALS,
            **project_refusals(planning.gates),
            **rating_api.REFUSALS,
            **scoring_api.REFUSALS,
        },
    )
