"""What a message says, in a language of its reader, outside of any request."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.support import NullTranslations

from services.contracts.profile.model import Profile
from services.runtime.web.catalogue import catalogue
from services.runtime.web.faults import N_
from services.runtime.web.settings import LANGUAGES

_FOLDERS: Final = (Path(__file__).parents[1], Path(__file__).parent)
_STEPS: Final[Mapping[str, str]] = {
    "decline": N_("Not taken on"),
    "answer": N_("Answered"),
    "dispatch": N_("Handed to the responsible unit"),
    "close": N_("Checked and closed"),
    "suspend": N_("Waiting"),
    "shelve": N_("Only a renewal project can end this; it stays open"),
    "reopen": N_("Opened again"),
}
_OUTCOMES: Final[Mapping[str, str]] = {
    "repaired": N_("It has been repaired."),
    "made_safe": N_("It has been made safe; the repair follows."),
    "passed_on": N_("It was passed to the renewal projects."),
    "answered": N_("The staff have answered."),
    "not_ours": N_("It is not for us to do."),
    "not_accepted": N_("It could not be accepted."),
    "duplicate": N_("It is being dealt with under an earlier report."),
}
"""The same sentences as on the report's page, so that they share their translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNews:
    """A step as its readers may know it."""

    report: str
    step: str
    outcome: str | None
    note: str | None
    """The staff's sentence for residents, masked."""
    unit: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Subject, whole text and one sentence."""

    subject: str
    text: str
    short: str


class Wording:
    """The sentences of one installation. `product` is its name by language."""

    def __init__(self, profile: Profile, product: Mapping[str, str]) -> None:
        self._profile = profile
        self._product = product
        self._catalogues = {code: catalogue(_FOLDERS, code) for code in LANGUAGES}

    def catalogue(self, code: str) -> NullTranslations:
        """All that can be said in one language."""
        return self._catalogues[code]

    def language(self, wanted: str | None) -> str:
        """The reader's, as far as it is spoken here; else the profile's first."""
        first = self._profile.languages[0][:2]
        return next((code for code in (wanted, first) if code in LANGUAGES), LANGUAGES[0])

    def step(self, news: StepNews, language: str, track: str, stop: str) -> Said:
        """What became of a report."""
        what = self._say(language, _STEPS[news.step])
        number = news.report
        lines = [self._say(language, "Your report %(number)s: %(what)s.", number=number, what=what)]
        unit = self._profile.responsible_units.get(news.unit or "")
        if news.step == "dispatch" and unit is not None:
            name = unit.name.in_language(language)
            lines.append(self._say(language, "Responsible: %(unit)s.", unit=name))
        if news.outcome is not None:
            lines.append(self._say(language, _OUTCOMES[news.outcome]))
        head = "".join(lines) if language == "zh" else " ".join(lines)
        where = self._say(language, "The whole of it, and your say:")
        secret = self._say(language, "Whoever has this link can see your report: keep it to you.")
        less = self._say(language, "To hear less of it, or nothing:")
        body = [head, *([news.note] if news.note else []), f"{where}\n{track}\n{secret}"]
        return Said(
            subject=self._say(language, "Report %(number)s: %(what)s", number=number, what=what),
            text=self._letter(language, [*body, f"{less}\n{stop}"]),
            short=f"{self._mark(language)}{head} {track}",
        )

    def code(self, report: str, language: str, code: str, minutes: int) -> Said:
        """The code that opens a report's page again."""
        line = self._say(
            language,
            "%(code)s is the code for your report %(number)s. It is good for %(minutes)d minutes.",
            code=code,
            number=report,
            minutes=minutes,
        )
        careful = self._say(
            language, "Nobody of ours will ask you for it. If it was not you, do nothing."
        )
        return Said(
            subject=self._say(language, "Code for your report %(number)s", number=report),
            text=self._letter(language, [line, careful]),
            short=f"{self._mark(language)}{line}",
        )

    def _letter(self, language: str, parts: list[str]) -> str:
        hotline = self._profile.hotline
        name, hours = hotline.name.in_language(language), hotline.hours.in_language(language)
        sign = self._say(
            language,
            "Please do not answer this message. You can call: %(name)s %(phone)s, %(hours)s.",
            name=name,
            phone=hotline.phone,
            hours=hours,
        )
        return "\n\n".join([*parts, f"{self._product.get(language, 'Citymend')}\n{sign}"]) + "\n"

    def _mark(self, language: str) -> str:
        name = self._product.get(language, "Citymend")
        return f"【{name}】" if language == "zh" else f"[{name}] "

    def _say(self, language: str, message: str, **values: object) -> str:
        text = self.catalogue(language).gettext(message)
        return text % values if values else text
