"""Why a project has its points, one sentence per criterion, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.projectbank.names import Names
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.projects.listing import Wanted
from services.projectbank.projects.project import Project
from services.projectbank.scoring.evidence.fact import Detail, Fact
from services.runtime.web.i18n import gettext, ngettext

Details = Mapping[str, Detail]
_FEN_IN_YUAN = 100
_FEN_IN_WAN = 1_000_000
_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, whether what planners recorded of a draft is told, and whether
    drafts are seen at all."""

    names: Names
    language: str
    staff: bool
    drafts: bool
    reach: Reach = EVERYTHING
    """Within which the reader is of the staff."""
    drafts_within: Reach = EVERYTHING
    """Within which the reader sees drafts, if any."""

    def sees(self, project: Project) -> bool:
        return not project.candidate or (self.drafts and self.drafts_within.holds(project))

    def is_staff_for(self, project: Project) -> bool:
        return self.staff and self.reach.holds(project)

    def wanted(self, **filters: Any) -> Wanted:
        """What a list may show this reader."""
        return Wanted(drafts=self.drafts, reach=self.drafts_within, **filters)


def sentence(code: str, fact: Fact, reader: Reader, *, veiled: bool = False) -> str:
    """What is known for the criterion, or what is missing. `veiled`: a draft, read by everybody."""
    if fact.kind == "missing":
        say = _MISSING.get(code)
        return say(fact.details) if say else gettext("Nothing is known about this yet.")
    if veiled and fact.source in ("planner", "expert"):
        return gettext("Recorded by a planner; it is public once the draft is adopted.")
    if fact.source == "expert":
        return _rated(fact.details)
    told = _KNOWN.get(code)
    return told(fact.details, reader) if told is not None else ""


def source_word(fact: Fact) -> str:
    """Where it comes from, in a word or two."""
    words: Mapping[str, Callable[[], str]] = {
        "reports": lambda: gettext("residents' reports"),
        "needs": lambda: gettext("needs in the bank"),
        "profile": lambda: gettext("the city's profile"),
        "planner": lambda: gettext("a planner's record"),
        "expert": lambda: gettext("an expert's rating"),
    }
    say = words.get(fact.source)
    return say() if say is not None else gettext("missing")


def joined(sentences: Sequence[str], language: str) -> str:
    """Sentences after each other; Chinese puts no space between them."""
    return (" " if language.startswith("en") else "").join(sentences)


def money(fen: int, language: str) -> str:
    """An amount for a sentence: yuan, or 万元 from ten thousand on."""
    if fen < _WAN * _FEN_IN_YUAN:
        return gettext("%(amount)s yuan", amount=_short(fen, _FEN_IN_YUAN))
    if language.startswith("en"):
        return gettext("%(amount)s yuan", amount=f"{fen // _FEN_IN_YUAN:,}")
    return f"{_short(fen, _FEN_IN_WAN)} 万元"


def _short(fen: int, unit: int) -> str:
    """At most two decimals, without trailing zeros."""
    hundredths = fen * 100 // unit
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def _number(details: Details, name: str) -> int:
    value = details.get(name)
    return value if isinstance(value, int) else 0


def _rated(details: Details) -> str:
    low, high = _number(details, "low"), _number(details, "high")
    if low == high:
        return gettext("An expert gave %(points)s of 100.", points=low)
    return gettext("An expert gave %(low)s to %(high)s of 100.", low=low, high=high)


def _safety(details: Details, _reader: Reader) -> str:
    if "confirmed" not in details:
        return gettext(
            "Messages suggest severity %(severity)s of 4; nobody has confirmed it yet.",
            severity=_number(details, "suggested"),
        )
    said = gettext(
        "The gravest confirmed problem has severity %(severity)s of 4.",
        severity=_number(details, "confirmed"),
    )
    floor = _number(details, "floor")
    if floor > _number(details, "confirmed"):
        said += gettext(
            " One must be put right within a limit and counts as %(floor)s.", floor=floor
        )
    return said


def _attention(details: Details, reader: Reader) -> str:
    tenths, people = _number(details, "tenths"), _number(details, "people")
    heat = f"{tenths // 10}.{tenths % 10}"
    said = [
        ngettext(
            "%(num)d person said so; fading over time and lifted by supporters, that counts "
            "%(heat)s.",
            "%(num)d people said so; fading over time and lifted by supporters, that counts "
            "%(heat)s.",
            people,
            heat=heat,
        )
    ]
    if _number(details, "at_most") > people:
        said = [
            gettext(
                "Of %(unknown)s of %(messages)s messages nothing tells who wrote them: at least "
                "%(people)s and at most %(at_most)s people. Counted are the %(people)s; fading "
                "over time and lifted by supporters, that is %(heat)s.",
                unknown=_number(details, "unknown"),
                messages=_number(details, "messages"),
                people=people,
                at_most=_number(details, "at_most"),
                heat=heat,
            )
        ]
    doubted = people - _number(details, "verified") - (1 if _number(details, "unknown") else 0)
    if "verified" in details and doubted > 0:
        said.append(
            gettext(
                "The contact of %(verified)s is verified or known to their source; the others "
                "count %(percent)s %%, those who only joined not at all.",
                verified=_number(details, "verified"),
                percent=_number(details, "unverified_percent"),
            )
        )
    if reader.staff and (burst := _number(details, "burst")):
        said.append(
            gettext(
                "%(burst)s voices without a verified contact came within one day: look whether "
                "they are so many people.",
                burst=burst,
            )
        )
    return joined(said, reader.language)


def _readiness(details: Details, _reader: Reader) -> str:
    passed, failed, gates = (_number(details, name) for name in ("passed", "failed", "gates"))
    open_still = gates - passed - failed
    if not open_still:
        return gettext("%(passed)s of %(gates)s conditions are met.", passed=passed, gates=gates)
    return gettext(
        "%(passed)s of %(gates)s conditions are met, %(open)s not looked at yet.",
        passed=passed,
        gates=gates,
        open=open_still,
    )


def _no_gates(details: Details) -> str:
    gates = _number(details, "gates")
    if not gates:
        return gettext("No land, consent, design or permit is recorded yet.")
    return ngettext(
        "The %(num)d condition for it has not been looked at yet.",
        "None of the %(num)d conditions for it has been looked at yet.",
        gates,
    )


def _equity(details: Details, reader: Reader) -> str:
    area = reader.names.area(str(details.get("area") or "") or None, reader.language)
    return gettext(
        "In %(area)s %(share)s %% of the people are old, children or under-served.",
        area=area or gettext("the area"),
        share=_number(details, "share"),
    )


def _cost(details: Details, reader: Reader) -> str:
    low, high = (money(_number(details, name), reader.language) for name in ("low", "high"))
    served = _number(details, "served")
    if _number(details, "counted"):
        return ngettext(
            "Estimated at %(low)s to %(high)s for the one person who would gain by it.",
            "Estimated at %(low)s to %(high)s for %(num)d people who would gain by it.",
            served,
            low=low,
            high=high,
        )
    return ngettext(
        "Estimated at %(low)s to %(high)s; counted for the one person who reported it, as nobody "
        "has counted who would gain.",
        "Estimated at %(low)s to %(high)s; shared by the %(num)d people who reported it, as "
        "nobody has counted who would gain.",
        served,
        low=low,
        high=high,
    )


def _continuity(details: Details, _reader: Reader) -> str:
    return ngettext(
        "Such works imply %(num)d year of operation and upkeep.",
        "Such works imply %(num)d years of operation and upkeep.",
        _number(details, "years"),
    )


def _synergy(details: Details, _reader: Reader) -> str:
    near = _number(details, "near")
    said = ngettext(
        "The same works would serve %(num)d further need.",
        "The same works would serve %(num)d further needs.",
        near + _number(details, "own"),
    )
    if near:
        said += gettext(
            " %(near)s of them within %(metres)s m.", near=near, metres=_number(details, "metres")
        )
    return said


_KNOWN: Mapping[str, Callable[[Details, Reader], str]] = {
    "safety": _safety,
    "attention": _attention,
    "readiness": _readiness,
    "equity": _equity,
    "cost_effectiveness": _cost,
    "continuity": _continuity,
    "synergy": _synergy,
}
_MISSING: Mapping[str, Callable[[Details], str]] = {
    "indicator_gap": lambda _: gettext("No value of the health check is linked yet."),
    "readiness": _no_gates,
    "equity": lambda _: gettext("Who lives around it is not recorded yet."),
    "cost_effectiveness": lambda _: gettext("There is no estimate yet."),
    "continuity": lambda _: gettext("How long it must be run and kept up is not recorded yet."),
    "synergy": lambda _: gettext(
        "The place is not known well enough to see what else it would serve."
    ),
}
