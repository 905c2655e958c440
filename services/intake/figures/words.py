"""Names of what figures are kept apart by."""

from collections.abc import Mapping
from typing import Final

from services.contracts.profile.model import Profile
from services.runtime.web.i18n import language, lazy_gettext

OUTCOME_WORDS: Final[Mapping[str, object]] = {
    "repaired": lazy_gettext("repaired"),
    "made_safe": lazy_gettext("made safe, repair to follow"),
    "answered": lazy_gettext("answered"),
    "not_ours": lazy_gettext("not ours"),
    "not_accepted": lazy_gettext("not accepted"),
}
"""The outcomes with which a case ends, but for duplicates, which are not counted."""


def unit_name(profile: Profile, code: str | None) -> str:
    known = profile.responsible_units.get(code or "")
    return known.name.in_language(language()) if known else (code or "")


def group_name(profile: Profile, code: str) -> str:
    known = profile.groups.get(code)
    return known.name.in_language(language()) if known else code


def area_name(profile: Profile, code: str) -> str:
    known = profile.areas.get(code)
    return known.name.in_language(language()) if known else code
