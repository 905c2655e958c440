"""What refusals of the projects mean to a caller."""

from functools import partial

from services.projectbank.projects.edit import (
    AlreadyAdopted,
    BankMoves,
    NoSuchProject,
    NotAdopted,
    ProjectClosed,
    ProjectMoved,
)
from services.projectbank.projects.gates import Gates, GatesClosed, NoSuchGate
from services.projectbank.projects.project import NoSuchMove
from services.projectbank.projects.states import state_word
from services.runtime.web.i18n import gettext, language
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals, joined


def _no_such_move(refusal: NoSuchMove) -> Problem:
    sentence = gettext(
        "A project cannot go from %(current)s to %(wanted)s.",
        current=state_word(refusal.current),
        wanted=state_word(refusal.wanted),
    )
    return Problem(409, sentence)


def _moved(refusal: ProjectMoved) -> Problem:
    return Problem(
        409,
        gettext(
            "Somebody has changed the project meanwhile: it is at version %(version)s now.",
            version=refusal.version,
        ),
    )


def _gates_closed(gates: Gates, refusal: GatesClosed) -> Problem:
    missing = [f"{gates.name(gate, language())} ({gate})" for gate in refusal.missing]
    sentence = gettext(
        "These conditions must be recorded as met first: %(gates)s.",
        gates=gettext(", ").join(missing),
    )
    return Problem(409, sentence)


def project_refusals(gates: Gates) -> Refusals:
    """All of them; conditions are named in the reader's language."""
    return joined(_REFUSALS, {GatesClosed: partial(_gates_closed, gates)})


_REFUSALS: Refusals = {
    NoSuchProject: lambda _: Problem(404, gettext("There is no such project.")),
    NoSuchGate: lambda _: Problem(404, gettext("Projects of this type have no such condition.")),
    NoSuchMove: _no_such_move,
    ProjectMoved: _moved,
    ProjectClosed: lambda _: Problem(
        409, gettext("The project has left the bank; nothing of it can be changed any more.")
    ),
    AlreadyAdopted: lambda _: Problem(409, gettext("The project has been adopted already.")),
    NotAdopted: lambda _: Problem(
        409, gettext("This is a draft: adopt it before it goes any further.")
    ),
    BankMoves: lambda _: Problem(
        409, gettext("Only the bank itself lets a draft lapse; a planner lets it exit.")
    ),
}
