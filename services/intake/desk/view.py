"""What the desk's pages show, computed once per page."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.profile.model import Profile
from services.intake.cases.case.dispatching import Proposal, proposals
from services.intake.cases.case.names import limit_words
from services.intake.cases.inbox.bundles import Bundle
from services.intake.cases.inbox.inbox import Inbox
from services.intake.desk.filters.waiting import Wish
from services.runtime.identity.access import Scope

PAGE = 100
"""Bundles on one page."""


@dataclass(frozen=True, slots=True)
class InboxView:
    """The bundles of one page and the one that is open."""

    inbox: Inbox
    shown: Sequence[Bundle]
    opened: Bundle | None
    following: str | None
    """The bundle to open after the one that is done."""
    page: int
    pages: int
    fitting: int
    """Bundles that fit the filters."""


def inbox_view(inbox: Inbox, wanted: str, page: int, wish: Wish) -> InboxView:
    """The bundle with the wanted report is open; one that is gone (handled by a colleague) leaves
    the first one open."""
    fitting = wish.fitting(inbox.bundles)
    pages = max(1, -(-len(fitting) // PAGE))
    place = next((n for n, bundle in enumerate(fitting) if bundle.holds(wanted)), None)
    page = min(max(page, 1), pages) if place is None else place // PAGE + 1
    shown = fitting[(page - 1) * PAGE : page * PAGE]
    opened = fitting[place] if place is not None else (shown[0] if shown else None)
    number = len(fitting)
    return InboxView(inbox, shown, opened, _following(fitting, opened), page, pages, number)


def unit_choices(
    profile: Profile, category: str, area: str | None, language: str
) -> list[tuple[str, str]]:
    """Units for a list: those that a rule names first, then all others by name."""
    named = proposals(profile, category, area)
    first = [(item.unit, _unit_label(profile, item, language)) for item in named]
    known = {unit for unit, _ in first}
    rest = sorted(
        (unit.name.in_language(language), code)
        for code, unit in profile.responsible_units.items()
        if code not in known
    )
    return first + [(code, name) for name, code in rest]


def condition_choices(profile: Profile, category: str, language: str) -> list[tuple[str, str]]:
    """Filing conditions for a list, each with its limit as the standard writes it."""
    return [
        (limit.condition, f"{limit.name.in_language(language)} · {limit_words(limit.text)}")
        for limit in profile.time_limits.get(category, ())
    ]


def districts(profile: Profile, scope: Scope, language: str) -> list[tuple[str, str]]:
    """The sub-districts that somebody works for, for a list."""
    return [
        (code, area.name.in_language(language))
        for code, area in profile.areas.items()
        if area.level == "sub_district" and scope.holds_area(profile.area_path(code))
    ]


def place_name(profile: Profile, area: str | None, language: str) -> str:
    known = profile.areas.get(area or "")
    return known.name.in_language(language) if known else (area or "")


def _unit_label(profile: Profile, item: Proposal, language: str) -> str:
    unit = profile.responsible_units.get(item.unit)
    name = unit.name.in_language(language) if unit else item.unit
    kind, _, code = item.rule.partition(":")
    if kind == "category":
        source = profile.type_words(code).in_language(language)
    else:
        source = place_name(profile, code, language)
    return f"{name} ← {source}"


def _following(fitting: Sequence[Bundle], opened: Bundle | None) -> str | None:
    if opened is None or len(fitting) < 2:
        return None
    place = fitting.index(opened)
    after = fitting[place + 1] if place + 1 < len(fitting) else fitting[place - 1]
    return after.id
