"""Words of the notices' page that depend on a value."""

from collections.abc import Mapping

from services.runtime.web.i18n import lazy_gettext

DELIVERY_WORDS: Mapping[str, object] = {
    "waiting": lazy_gettext("waits to be sent"),
    "sent": lazy_gettext("sent"),
    "kept": lazy_gettext("kept in the mailbox, not sent"),
    "failed": lazy_gettext("could not be sent"),
    "dropped": lazy_gettext("no longer wanted"),
}
