"""Names of a project's states, in the reader's language."""

from collections.abc import Callable, Mapping

from services.runtime.web.i18n import gettext

_WORDS: Mapping[str, Callable[[], str]] = {
    "idea": lambda: gettext("Idea"),
    "reserve": lambda: gettext("Reserve"),
    "ready": lambda: gettext("Ready"),
    "planned": lambda: gettext("In the programme"),
    "tender": lambda: gettext("Tender"),
    "building": lambda: gettext("Under construction"),
    "phased_acceptance": lambda: gettext("Phased acceptance"),
    "accepted": lambda: gettext("Accepted"),
    "handed_over": lambda: gettext("Handed over for upkeep"),
    "evaluated": lambda: gettext("Evaluated"),
    "exited": lambda: gettext("Left the bank"),
    "suspended": lambda: gettext("Suspended"),
    "lapsed": lambda: gettext("Lapsed"),
}


def state_word(state: str) -> str:
    say = _WORDS.get(state)
    return say() if say is not None else state
