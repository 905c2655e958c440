"""What people were told, for the staff."""

from flask import Blueprint

from services.intake.cases.api import CaseDesk
from services.intake.cases.listing import WantedCases
from services.intake.cases.steps import steps
from services.intake.notices.listing import newest
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

_SHOWN = 100


def mailbox_pages(desk: CaseDesk) -> Blueprint:
    """What people were told lately."""
    pages = Blueprint("mailbox", __name__)

    @pages.get("/desk/mailbox")
    @requires("officer")
    def mailbox() -> str:
        wanted = desk.narrowed(WantedCases(), None, current_actor().scope)
        now = desk.clock.now()
        rows = desk.database.read(lambda conn: newest(conn, _SHOWN, wanted, now))
        names = {code: known.name.in_language(language()) for code, known in steps().items()}
        zone = desk.profile.zone
        return render_page("desk/mailbox.html", rows=rows, names=names, zone=zone)

    return pages
