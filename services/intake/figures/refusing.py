"""What is said of a wish that cannot be counted, by the rule it breaks."""

from typing import Final

from services.intake.figures.asked import LONGEST
from services.runtime.web.i18n import gettext, lazy_gettext

_SENTENCES: Final = {
    "known_code": lazy_gettext("This code is not known here."),
    "day": lazy_gettext("Enter a day such as 2026-11-22."),
    "order": lazy_gettext("The last day must not lie before the first."),
    "range": lazy_gettext("Choose days between 2000 and 2200."),
}


def sentence(rule: str) -> str:
    if rule == "too_long":
        return gettext("Choose at most %(days)s days.", days=LONGEST)
    return str(_SENTENCES[rule])
