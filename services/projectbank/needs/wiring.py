"""Builds what planners do with needs, and the jobs that group reports into them."""

from services.projectbank.needs.api import need_routes
from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.api import decision_routes
from services.projectbank.needs.deciding.take_decision import TakeDecision
from services.projectbank.needs.proposals.answer import AnswerProposal
from services.projectbank.needs.proposals.api import proposal_routes
from services.projectbank.needs.proposals.job import proposing
from services.projectbank.needs.proposals.review import ReviewNeeds
from services.projectbank.needs.reach import Reaching
from services.projectbank.needs.refusals import REFUSALS
from services.projectbank.needs.regrouping.job import regrouping
from services.projectbank.needs.regrouping.regroup import Regroup
from services.projectbank.needs.vocabulary import Vocabulary
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def need_feature(
    database: Database,
    candidates: Candidates,
    decide: TakeDecision,
    answer: AnswerProposal,
    vocabulary: Vocabulary,
    reaching: Reaching,
) -> Feature:
    """Needs, what planners decide about them, and what is proposed to decide."""
    return Feature(
        name="needs",
        routes=[
            need_routes(database, candidates, reaching),
            decision_routes(decide, database, candidates, vocabulary, reaching),
            proposal_routes(answer, database, candidates, reaching),
        ],
        refusals=REFUSALS,
    )


def grouping_feature(regroup: Regroup, review: ReviewNeeds) -> Feature:
    """Grouping what is stored anew, and looking for what it left in doubt."""
    return Feature(
        name="grouping", jobs={"regroup": regrouping(regroup), "propose": proposing(review)}
    )
