"""Why a report is in its need, as a sentence in the reader's language."""

from services.projectbank.needs.decisions.decision import Decision
from services.projectbank.needs.story.story import MemberStory
from services.runtime.web.i18n import gettext


def why_in_it(story: MemberStory) -> str:
    if story.decision is not None:
        return _decided(story.decision)
    if story.how == "followed":
        return gettext("It adds a voice to report %(report)s.", report=story.beside or "")
    if story.how == "founded" or story.beside is None:
        return gettext("It was the first of its kind.")
    agrees = _agrees(story, story.beside)
    if story.distance is None:
        return agrees
    return f"{agrees} " + gettext("It lies %(metres)s m from there.", metres=story.distance)


def _agrees(story: MemberStory, beside: str) -> str:
    figures = story.figures
    if figures is None or story.distance is not None:
        # Between pins the words need not tell the place.
        return gettext(
            "Its words agree to %(share)s %% with what began with report %(report)s.",
            share=story.overlap // 10,
            report=beside,
        )
    return gettext(
        "With what began with report %(report)s it agrees to %(place)s %% in the place it names, "
        "to %(matter)s %% in the matter and to %(words)s %% in all words.",
        report=beside,
        place=figures.covered // 10,
        matter=figures.matter // 10,
        words=figures.words // 10,
    )


def _decided(decision: Decision) -> str:
    if decision.kind == "merge":
        return gettext(
            "%(who)s merged need %(need)s into this one: %(why)s",
            who=decision.who,
            need=decision.need,
            why=decision.why,
        )
    if decision.kind == "split":
        return gettext(
            "%(who)s split it off from need %(need)s: %(why)s",
            who=decision.who,
            need=decision.need,
            why=decision.why,
        )
    return gettext(
        "%(who)s moved it here from need %(need)s: %(why)s",
        who=decision.who,
        need=decision.need,
        why=decision.why,
    )
