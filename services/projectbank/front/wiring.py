"""Builds the web side of the bank: what planners do, the API and the public pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

import services
from services.contracts.profile.model import Profile
from services.projectbank.names import Names
from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.take_decision import TakeDecision
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.proposals.answer import AnswerProposal
from services.projectbank.needs.reach import Reaching, reaching_of
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.vocabulary import Vocabulary, vocabulary_of
from services.projectbank.needs.wiring import need_feature
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import EditProject
from services.projectbank.projects.gates import Gates, gates_of
from services.projectbank.projects.propose import Propose
from services.projectbank.projects.wiring import project_feature
from services.projectbank.scoring.background import background_of
from services.projectbank.scoring.criteria import CriteriaSets, bundled_sets
from services.projectbank.scoring.opinions.opinion import Opinion
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.ranking.rank import Ranked
from services.projectbank.scoring.rating.rate import Rate
from services.projectbank.scoring.wiring import rating_feature, scoring_feature
from services.projectbank.site.wiring import site_feature
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Keys
from services.runtime.outbox import Outbox
from services.runtime.web.app import About
from services.runtime.web.feature import Feature, compose
from services.runtime.web.settings import WebSettings

NAME = "bank"


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
    about = About(NAME, "Citymend project bank", services.__version__)
    features = features_of(database, candidates, planning)
    return compose(about, features, web=web, keys=keys, check=database.ready)


def features_of(
    database: Database, candidates: Candidates, planning: Planning
) -> Sequence[Feature]:
    """All of the bank's that somebody asks over HTTP."""
    gates, drafts, reaching = planning.gates, planning.drafts, planning.reaching
    return [
        need_feature(
            database, candidates, planning.decide, planning.answer, planning.vocabulary, reaching
        ),
        project_feature(database, planning.edit, drafts, gates),
        rating_feature(database, planning.rate, reaching),
        scoring_feature(database, planning.sets, planning.names, planning.rank, drafts),
        site_feature(database, planning.sets, planning.names, gates, drafts),
    ]
