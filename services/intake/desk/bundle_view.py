"""What the inbox shows beside the opened bundle, computed once per page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.contracts.case_events import CaseOutcome
from services.intake.cases.after_photos.album import by_report
from services.intake.cases.case import store
from services.intake.cases.case.answering import Facts, offered
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import CaseRefusal, ReportHasCase
from services.intake.cases.case.words import ago, person_name, step_name
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.inbox.bundles import Bundle
from services.intake.cases.listing import listing
from services.intake.cases.listing.listing import WantedCases
from services.intake.desk.office import Office
from services.intake.desk.view import InboxView, condition_choices, districts, unit_choices
from services.intake.feedback.voices import additions_to
from services.intake.reports import store as report_store
from services.runtime.identity.access import Scope
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError

ANSWERS: Final[tuple[CaseOutcome, ...]] = ("answered", "not_ours", "not_accepted", "duplicate")
_MOST_CASES: Final = 20


SHOWN: Final = 50
"""Reports of a bundle that stand on the page with words and photos."""


def bundle_view(office: Office, view: InboxView, scope: Scope, language: str) -> Mapping[str, Any]:
    """Choices for the opened bundle, and the filters of the list."""
    profile, bundle = office.cases.profile, view.opened
    groups = [(code, one.name.in_language(language)) for code, one in profile.groups.items()]
    here = districts(profile, scope, language)
    filters = {"groups": groups, "districts": here, "answers": ANSWERS}
    if bundle is None:
        nothing: Mapping[str, Any] = {"photos": {}, "additions": {}, "cases_near": []}
        return {**filters, **nothing, "units": [], "conditions": [], "templates": []}
    place = bundle.leading.place
    units = unit_choices(profile, bundle.category, place.area, language)
    facts = Facts(area=place.area, address=place.address, unit=units[0][0] if units else None)
    group = bundle.leading.category.group
    return {
        **filters,
        **office.cases.database.read(lambda conn: _said_besides(conn, bundle)),
        "units": units,
        "conditions": condition_choices(profile, bundle.category, language),
        "templates": offered(profile, group, ANSWERS, facts, language),
        "cases_near": _cases_near(office.cases, bundle, scope),
    }


def _said_besides(conn: Connection, bundle: Bundle) -> Mapping[str, Any]:
    """What those who joined its reports added, and the photos of all."""
    numbers = [each.id for each in bundle.reports[:SHOWN]]
    additions = additions_to(conn, numbers)
    added = [voice.id for voices in additions.values() for voice in voices]
    return {"additions": additions, "photos": by_report(conn, [*numbers, *added])}


def _cases_near(desk: CaseDesk, bundle: Bundle, scope: Scope) -> Sequence[Case]:
    """Open cases of the same group in the same neighbourhood, the most pressing first."""
    area = bundle.leading.place.area
    if area is None:
        return ()
    states = ("received", "filed", "dispatched", "handling", "verifying", "suspended", "shelved")
    group = bundle.leading.category.group
    wanted = WantedCases(states=states, group=group, limit=_MOST_CASES)
    within = desk.narrowed(wanted, area, scope)
    now = desk.clock.now()
    return desk.database.read(lambda conn: listing.find(conn, within, now)).cases


def taken_up(desk: CaseDesk, refusal: CaseRefusal) -> tuple[FieldError, ...]:
    """Who took a report of the bundle up meanwhile, and what they did with it."""
    if not isinstance(refusal, ReportHasCase):
        return ()
    kept = desk.database.read(lambda conn: report_store.by_id(conn, str(refusal)))
    case_id = kept.report.case if kept else None
    last = desk.database.read(lambda conn: store.last_step(conn, case_id)) if case_id else None
    if last is None:
        return ()
    sentence = gettext(
        "%(who)s took it up: %(step)s, %(ago)s, case %(case)s.",
        who=person_name(last.who),
        step=step_name(last.step),
        ago=ago(desk.clock.now() - last.at),
        case=case_id,
    )
    return (FieldError("", "taken_up", sentence),)
