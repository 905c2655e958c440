"""Words of the search pages that depend on a value."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from services.contracts.profile.model import Profile
from services.contracts.profile.words import Words
from services.runtime.web.i18n import language, lazy_gettext, lazy_pgettext
from services.search.index.document import Document

KIND_WORDS: Mapping[str, object] = {
    "report": lazy_gettext("Report"),
    "case": lazy_gettext("Case"),
    "need": lazy_gettext("Need"),
    "project": lazy_gettext("Project"),
}
FILTER_WORDS: Mapping[str, object] = {
    "kind": lazy_gettext("Kind of record"),
    "category": lazy_gettext("Category"),
    "group": lazy_gettext("Group"),
    "area": lazy_gettext("Area"),
    "state": lazy_gettext("State"),
    "source": lazy_gettext("Source"),
    "request_type": lazy_gettext("Sort of request"),
    "responsible_unit": lazy_gettext("Responsible unit"),
    "object": lazy_gettext("Object"),
    "indicator": lazy_gettext("Indicator"),
    "late": lazy_gettext("Time limit"),
    "bbox": lazy_gettext("On the map"),
    "radius": lazy_gettext("Near a place"),
    "since": lazy_gettext("From"),
    "until": lazy_gettext("Until"),
}
STATE_WORDS: Mapping[str, object] = {
    "forming": lazy_gettext("forming"),
    "proposed": lazy_gettext("proposed"),
    "confirmed": lazy_gettext("confirmed"),
    "in_project": lazy_gettext("in a project"),
    "addressed": lazy_gettext("addressed"),
    "resolved": lazy_gettext("resolved"),
    "dismissed": lazy_gettext("dismissed"),
    "merged": lazy_gettext("merged"),
    "received": lazy_gettext("received"),
    "filed": lazy_gettext("filed"),
    "dispatched": lazy_gettext("dispatched"),
    "handling": lazy_gettext("being handled"),
    "verifying": lazy_gettext("being verified"),
    "shelved": lazy_gettext("waiting for a project"),
    "closed": lazy_gettext("closed"),
    "void": lazy_gettext("not accepted"),
    "idea": lazy_gettext("being considered"),
    "reserve": lazy_gettext("in reserve"),
    "ready": lazy_gettext("ready to be planned"),
    "planned": lazy_gettext("in this year's plan"),
    "tender": lazy_gettext("out to tender"),
    "building": lazy_gettext("being built"),
    "phased_acceptance": lazy_gettext("partly accepted"),
    "accepted": lazy_gettext("finished and accepted"),
    "handed_over": lazy_gettext("handed over for upkeep"),
    "evaluated": lazy_gettext("evaluated"),
    "exited": lazy_gettext("taken out of the bank"),
    "suspended": lazy_pgettext("case or project", "suspended"),
    "lapsed": lazy_gettext("lapsed"),
}
_SUSPENDED: Final[Mapping[Sequence[str], object]] = {
    ("case",): lazy_pgettext("case", "suspended"),
    ("project",): lazy_pgettext("project", "suspended"),
}
"""A case and a project are suspended in different words."""
SOURCE_WORDS: Mapping[str, object] = {
    "resident": lazy_gettext("Resident"),
    "hotline": lazy_gettext("Hotline"),
    "survey": lazy_gettext("Survey"),
    "health_check": lazy_gettext("Health check"),
    "patrol": lazy_gettext("Patrol"),
    "sensor": lazy_gettext("Sensor"),
}
REQUEST_TYPE_WORDS: Mapping[str, object] = {
    "complaint": lazy_gettext("Complaint"),
    "help": lazy_gettext("Call for help"),
    "suggestion": lazy_gettext("Suggestion"),
    "enquiry": lazy_gettext("Enquiry"),
    "tip_off": lazy_gettext("Tip-off"),
    "praise": lazy_gettext("Praise"),
    "unknown": lazy_gettext("Not known"),
}
LATE_WORDS: Mapping[str, object] = {
    "yes": lazy_gettext("passed"),
    "true": lazy_gettext("passed"),
    "no": lazy_gettext("kept so far"),
    "false": lazy_gettext("kept so far"),
}
_FIXED: Mapping[str, Mapping[str, object]] = {
    "kind": KIND_WORDS,
    "state": STATE_WORDS,
    "source": SOURCE_WORDS,
    "request_type": REQUEST_TYPE_WORDS,
    "late": LATE_WORDS,
}


def word_for(profile: Profile, name: str, value: str, kinds: Sequence[str] = ()) -> str:
    """A value of a filter in the reader's language; the bare code where the profile lacks it.

    `kinds` are the kinds of record that it is said of, where they are known.
    """
    if (name, value) == ("state", "suspended") and (said := _SUSPENDED.get(tuple(kinds))):
        return str(said)
    fixed = _FIXED.get(name, {}).get(value)
    if fixed is not None:
        return str(fixed)
    if name == "category":
        return profile.type_words(value).in_language(language())
    entry = _entry(profile, name, value)
    return entry.name.in_language(language()) if entry is not None else value


def title_in(profile: Profile, document: Document, said: str) -> str:
    """The title in a language. One that was made of place and kind is made again in it; what a
    person wrote, a report's or a planner's, stays as it was written."""
    if said == profile.languages[0] or document.kind == "report" or document.category is None:
        return document.title
    kind = profile.type_words(document.category)
    what = kind.in_language(said)
    if document.kind == "project":
        facts = {fact.name: fact.value for fact in document.facts}
        works = profile.project_types.get(str(facts.get("project_type")))
        if works is None or not document.title.endswith(f"{works.name.zh}（{kind.zh}）"):
            return document.title
        what = f"{works.name.in_language(said)} ({what})"
    area = profile.areas.get(document.area_path[-1]) if document.area_path else None
    # Without an area the place stands in the title alone.
    return f"{area.name.in_language(said)} · {what}" if area is not None else document.title


def filter_word(name: str) -> str:
    return str(FILTER_WORDS[name])


class Named(Protocol):
    """An entry of the profile."""

    @property
    def name(self) -> Words: ...


def _entry(profile: Profile, name: str, value: str) -> Named | None:
    match name:
        case "group":
            return profile.groups.get(value)
        case "area":
            return profile.areas.get(value)
        case "indicator":
            return profile.indicators.get(value)
        case "responsible_unit":
            return profile.responsible_units.get(value)
    return None
