"""What intake makes of what was said: masked texts, category, place, person, audience."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from services.contracts.intake_events import Category, Place
from services.contracts.profile.model import OTHER, Profile
from services.intake.reports.audience import Verdict, audience_of
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.masking.across import is_split
from services.intake.reports.place.place import Places
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.pseudonym import Person, Pseudonyms
from services.intake.reports.publishing import Mask, Masked, Publishing
from services.intake.reports.report import Actor, NewReport, Report
from services.intake.reports.rules import (
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_DESCRIPTION,
    LONGEST_SUBJECT,
)
from services.intake.reports.sentences import first_sentence
from services.intake.reports.suggesting.pairs import Lesson
from services.intake.reports.suggesting.suggest import Suggester

REVIEW_FROM = 0.55
"""A suggestion below this is not taken: the report waits under "other" to be catalogued."""
_HAN = re.compile("[\u3400-\u9fff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Suggested(Protocol):
    """A problem type's code with its confidence (0..1)."""

    @property
    def code(self) -> str: ...

    @property
    def confidence(self) -> float: ...


Suggest = Callable[[str], Suggested | None]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A report at version 1 without a `seq`, and the person behind it, if anything tells."""

    report: Report
    person: Person | None


class Assessor:
    """Assesses by one profile. Safe for threads."""

    def __init__(
        self,
        profile: Profile,
        places: Places,
        pseudonyms: Pseudonyms,
        mask: Mask,
        suggest: Suggest,
    ) -> None:
        self._profile = profile
        self._places = places
        self._pseudonyms = pseudonyms
        self._mask = mask
        self._suggest = suggest
        self._publishing = Publishing(profile, mask)
        self._harmless = _Harmless()
        self.listening = Listening(profile)

    def assess(self, new: NewReport, actor: Actor, number: str, now: datetime) -> Assessment:
        """The report that keeps the rules of `rules.py`, as the other services may know it."""
        texts = _Texts(new, self._mask, self._harmless)
        category = self._category(new, actor, f"{texts.subject}\n{texts.description}")
        kind = self._profile.problem_types[category.code]
        person = self._pseudonyms.of(new, actor)
        danger = self.listening.heard(
            texts.description,
            new.subject or "",
            texts.address,
            category.code,
            new.extras,
            told_here=not new.imported,
        )
        report = Report(
            id=number,
            version=1,
            seq=None,
            subject=texts.subject,
            description=texts.description,
            category=category,
            request_type=new.request_type,
            place=self._places.of(new, texts.address, texts.subject, texts.description),
            severity=self.listening.severity(category.code, danger),
            source=new.source,
            external_id=new.external_id,
            audience=audience_of(
                agreed=new.agreed,
                request_type=new.request_type,
                doubtful=texts.doubtful or self._publishing.is_abuse(texts.read),
                visibility=kind.visibility,
                moderation=kind.moderation,
            ),
            agreed=new.agreed,
            pseudonym=person.pseudonym if person else None,
            pseudonym_verified=person.verified if person else False,
            support=new.support,
            case=None,
            object=self._object(new, actor),
            joins=None,
            occurred_at=new.occurred_at or now,
            received_at=now,
            erased=False,
            extras=texts.extras,
            danger=danger,
        )
        return Assessment(report, person)

    def person(self, new: NewReport, actor: Actor) -> Person | None:
        """Who says this; none when nothing tells."""
        return self._pseudonyms.of(new, actor)

    def recategorised(self, report: Report, code: str, verdict: Verdict | None) -> Report:
        """The next version of a report, of the category that an officer decided.

        Held back for its words and not yet judged, it stays so, whatever its kind.
        """
        after = replace(
            report,
            version=report.version + 1,
            category=self._of(code, 1.0, "officer"),
            severity=self.listening.severity(code, report.danger),
        )
        audience = self._publishing.audience
        held = report.agreed and report.audience == "staff" and audience(report) == "public"
        return replace(after, audience=audience(after, verdict, doubtful=held))

    def harmless(self, text: str) -> str:
        """What somebody says of a report, as others may read it: without personal numbers."""
        return self._harmless.masked(text, self._mask)

    def placed(self, report: Report, where: Relocation) -> Place:
        """The place of a report of which an officer said where it is. Its address stays."""
        return self._places.moved(report.place, where, report.subject, report.description)

    def learn(self, lessons: Iterable[Lesson]) -> None:
        """Suggest by what officers corrected, where the suggestion can learn."""
        if isinstance(self._suggest, Suggester):
            self._suggest.learn(lessons)

    def likely(self, text: str) -> Sequence[Suggested]:
        """Kinds that somebody who says this may mean, the likeliest first."""
        if not isinstance(self._suggest, Suggester):
            return ()
        return self._suggest.likely(f"{first_sentence(text)}\n{text}")

    def _object(self, new: NewReport, actor: Actor) -> str | None:
        """What a stranger writes for the code of an object is told to everybody, as texts are;
        the codes of those who keep the register may look like any number."""
        if not new.object or actor.vouches or new.imported:
            return new.object or None
        return self._harmless.masked(new.object, self._mask)[:LONGEST_CODE]

    def _category(self, new: NewReport, actor: Actor, text: str) -> Category:
        """Whoever names one is believed; else the text's suggestion, with its confidence."""
        if new.service_code is not None:
            code = self._profile.type_now(new.service_code) or OTHER
            if new.suggested and not new.imported and not actor.vouches:
                return self._accepted(code, text)
            return self._of(code, 1.0, _namer(new, actor))
        if new.imported and not _HAN.search(text):
            # What types of foreign tables mean is said by their preset, not guessed.
            return self._of(OTHER, 0.0, "suggestion")
        suggested = self._suggest(text)
        if suggested is None or suggested.confidence < REVIEW_FROM:
            return self._of(OTHER, 0.0, "suggestion")
        return self._of(suggested.code, suggested.confidence, "suggestion")

    def _accepted(self, code: str, text: str) -> Category:
        """As sure as the words make it; a yes adopts it, and does not make it a person's word."""
        found = self._suggest(text)
        sure = found.confidence if found is not None and found.code == code else 0.0
        return replace(self._of(code, max(sure, REVIEW_FROM), "suggestion"), accepted=True)

    def _of(
        self,
        code: str,
        confidence: float,
        decided_by: Literal["reporter", "officer", "table", "suggestion"],
    ) -> Category:
        group = self._profile.problem_types[code].group
        return Category(code=code, group=group, confidence=confidence, decided_by=decided_by)


class _Texts:
    """The masked texts of a report. A subject that was not given comes from the masked text."""

    __slots__ = ("address", "description", "doubtful", "extras", "read", "subject")

    def __init__(self, new: NewReport, mask: Mask, harmless: "_Harmless") -> None:
        self.doubtful = False
        self.description = self._masked(new.description, mask)[:LONGEST_DESCRIPTION]
        given = self._masked(new.subject or "", mask).strip()[:LONGEST_SUBJECT]
        self.subject = given or first_sentence(self.description)
        self.address = self._masked(new.address or "", mask).strip()[:LONGEST_ADDRESS]
        if is_split((given, self.description, self.address), mask):
            self.doubtful = True
        self.read = f"{self.subject}\n{self.description}\n{self.address}"
        # Extras are for staff, so a doubt about them keeps nothing from the public.
        self.extras = {name: harmless.masked(text, mask) for name, text in new.extras.items()}

    def _masked(self, text: str, mask: Mask) -> str:
        if not text:
            return ""
        masked = _clean(text, mask)
        self.doubtful = self.doubtful or masked.doubtful
        return masked.text


class _Harmless:
    """Short texts in which masking found nothing. Columns of tables say the same again and again.

    Bounded: what was remembered is forgotten all at once. A text that holds a personal number,
    or may hold one, is never remembered.
    """

    __slots__ = ("_known",)
    _MOST = 4096
    _LONGEST = 64

    def __init__(self) -> None:
        self._known: set[str] = set()

    def masked(self, text: str, mask: Mask) -> str:
        if text in self._known:
            return text
        masked = _clean(text, mask)
        if len(text) <= self._LONGEST and masked.text == text and not masked.doubtful:
            if len(self._known) >= self._MOST:
                self._known.clear()
            self._known.add(text)
        return masked.text


def _clean(text: str, mask: Mask) -> Masked:
    # Control characters mean nothing to a reader and are no characters in XML 1.0.
    return mask(_CONTROL.sub(" ", text))


def _namer(new: NewReport, actor: Actor) -> Literal["reporter", "officer", "table"]:
    if new.imported:
        return "table"
    return "officer" if actor.vouches else "reporter"
