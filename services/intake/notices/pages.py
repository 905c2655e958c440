"""`/desk/mailbox`: the deadlines that concern the reader, the notices to reporters and what became
of each, and what lies in the mailbox."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, request

from services.contracts.profile.model import Profile
from services.intake.cases.case.case import Case
from services.intake.cases.case.steps import steps
from services.intake.cases.case.words import step_name
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.holding.absences import Absences
from services.intake.cases.holding.holding import names_of
from services.intake.cases.listing.listing import WantedCases
from services.intake.notices import clock_news, listing
from services.intake.notices.clock_news import ClockNews, Reader
from services.intake.notices.words import DELIVERY_WORDS
from services.runtime.identity.access import Actor, current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

_SHOWN: Final = 100
_TOKEN: Final = re.compile(r"(/track/)[A-Za-z0-9_-]+")


def mailbox_pages(desk: CaseDesk, absences: Absences) -> Blueprint:
    """For officers, each within the own scope. The way into a reporter's page is not shown."""
    pages = Blueprint("mailbox", __name__)

    @pages.app_context_processor
    def speaking() -> dict[str, Callable[[], int]]:
        """`clock_news()`: how many cases' deadlines concern the reader; asked by the tabs."""
        return {"clock_news": lambda: len(_clock_news(desk, absences, current_actor()))}

    @pages.get("/desk/mailbox")
    @requires("officer")
    def mailbox() -> str:
        scope = current_actor().scope
        wanted = desk.narrowed(WantedCases(), None, scope)
        chosen = request.args.get("show", "")
        only = chosen if chosen in DELIVERY_WORDS else None
        now = desk.clock.now()
        rows, counts, letters = desk.database.read(
            lambda conn: (
                listing.newest(conn, _SHOWN, wanted, now, only),
                listing.count(conn, wanted, now),
                listing.letters(conn, _SHOWN, desk.profile, scope),
            )
        )
        seen = [(letter, _TOKEN.sub(r"\1…", letter.text)) for letter in letters]
        names = {code: known.name.in_language(language()) for code, known in steps().items()}
        return render_page(
            "desk/mailbox.html",
            rows=rows,
            counts=counts,
            only=only,
            letters=seen,
            news=_clock_news(desk, absences, current_actor()),
            step_name=step_name,
            titled=lambda case: _titled(desk.profile, case),
            names=names,
            deliveries=DELIVERY_WORDS,
            zone=desk.profile.zone,
            now=now,
        )

    return pages


def _titled(profile: Profile, case: Case) -> str:
    """In the reader's language; the stored title is in the profile's first one."""
    area = profile.areas.get(case.area or "")
    words = [area.name] if area else []
    return " · ".join(
        each.in_language(language()) for each in (*words, profile.type_words(case.category))
    )


def _clock_news(desk: CaseDesk, absences: Absences, actor: Actor) -> Sequence[ClockNews]:
    """Three statements, one of them of the accounts."""
    every, day = absences.every(), absences.today()
    reader = Reader(
        names=names_of(worker_of(actor).name, every, day),
        scope=actor.scope,
        staffed={unit for each in absences.colleagues() for unit in each.scope.units},
    )
    wanted, now = desk.narrowed(WantedCases(), None, actor.scope), desk.clock.now()
    return desk.database.read(lambda conn: clock_news.of_reader(conn, reader, wanted, now))
