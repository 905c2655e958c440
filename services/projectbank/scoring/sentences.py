"""Why a project has its points, one sentence per criterion, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from services.projectbank.scoring.score import Points
from services.runtime.web.i18n import gettext, ngettext

Inputs = Mapping[str, Any]
_VOICE = 1_000_000


def sentence(part: Points, inputs: Inputs) -> str:
    """What is known for the criterion, or what is missing."""
    say = _SENTENCES.get(part.code)
    return say(inputs) if say is not None else gettext("Nothing is known about this yet.")


def _safety(inputs: Inputs) -> str:
    if inputs["confirmed_severity"] is None:
        return gettext(
            "Messages suggest severity %(severity)s of 4; nobody has confirmed it yet.",
            severity=inputs["suggested_severity"],
        )
    return gettext(
        "The gravest confirmed problem has severity %(severity)s of 4.",
        severity=inputs["confirmed_severity"],
    )


def _attention(inputs: Inputs) -> str:
    heat = inputs["heat"] * 10 // _VOICE
    return ngettext(
        "%(num)d person said so; fading over time and lifted by supporters, that counts %(heat)s.",
        "%(num)d people said so; fading over time and lifted by supporters, that counts %(heat)s.",
        inputs["people"],
        heat=f"{heat // 10}.{heat % 10}",
    )


def _synergy(inputs: Inputs) -> str:
    if not inputs["placed"]:
        return gettext("The place is not known well enough to see what else it would serve.")
    return ngettext(
        "The same works would serve %(num)d further need.",
        "The same works would serve %(num)d further needs.",
        inputs["needs"] - 1,
    )


_SENTENCES: Mapping[str, Callable[[Inputs], str]] = {
    "safety": _safety,
    "attention": _attention,
    "synergy": _synergy,
    "indicator_gap": lambda _: gettext("No value of the health check is linked yet."),
    "readiness": lambda _: gettext("No land, consent, design or permit is recorded yet."),
    "equity": lambda _: gettext("Who lives around it is not recorded yet."),
    "cost_effectiveness": lambda _: gettext("There is no estimate yet."),
    "continuity": lambda _: gettext("How long it must be run and kept up is not recorded yet."),
}
