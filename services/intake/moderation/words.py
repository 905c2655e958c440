"""Words of moderation that depend on a value."""

from collections.abc import Mapping
from typing import Final

from services.intake.reports.audience import Doubt, Verdict
from services.runtime.web.i18n import lazy_gettext

DOUBT_WORDS: Final[Mapping[Doubt, object]] = {
    "number": lazy_gettext("may hold a personal number"),
    "abuse": lazy_gettext("abusive words"),
    "type": lazy_gettext("this kind of problem is looked at first"),
}
VERDICT_WORDS: Final[Mapping[Verdict, object]] = {
    "passed": lazy_gettext("passed"),
    "withheld": lazy_gettext("withheld"),
}
USUAL_REASONS: Final = (
    lazy_gettext("A person can be recognised"),
    lazy_gettext("A number plate can be read"),
    lazy_gettext("It holds a name, an address or a number of somebody"),
    lazy_gettext("It insults somebody"),
    lazy_gettext("It does not show the problem"),
    lazy_gettext("It accuses somebody by name"),
)
