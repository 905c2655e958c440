"""`/desk/mailbox`: what people were told lately, what failed, and what lies in the mailbox."""

import re
from typing import Final

from flask import Blueprint, request

from services.intake.cases.api import CaseDesk
from services.intake.cases.listing import WantedCases
from services.intake.cases.steps import steps
from services.intake.notices import listing
from services.intake.notices.words import DELIVERY_WORDS
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

_SHOWN: Final = 100
_TOKEN: Final = re.compile(r"(/track/)[A-Za-z0-9_-]+")


def mailbox_pages(desk: CaseDesk) -> Blueprint:
    """For officers, each within the own scope. The way into a reporter's page is not shown."""
    pages = Blueprint("mailbox", __name__)

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
            names=names,
            deliveries=DELIVERY_WORDS,
            zone=desk.profile.zone,
        )

    return pages
