"""Words for what is decided of a case whose report was corrected, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from services.runtime.web.i18n import lazy_gettext

DECISION_WORDS: Final[Mapping[str, object]] = {
    "change_case": lazy_gettext("Case changed with its report"),
    "take_out": lazy_gettext("Report taken out into its own case"),
    "report_only": lazy_gettext("Report corrected, case left as it was"),
}
