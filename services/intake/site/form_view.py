"""The steps of reporting as pages: the form, what it says so far to be checked, and the sending."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.faults import BrokenRule, KeyUsedDifferently, MissingPlace
from services.intake.reports.receiving.receive import Receipt, Receive
from services.intake.reports.report import Actor, NewReport, Report
from services.intake.reports.rules import MOST_PHOTOS, Standards, broken_rules
from services.intake.site.asking import field_name, questions_of
from services.intake.site.choices import area_choices, category_choices
from services.intake.site.form import FIELDS, Typed, field_of, new_report
from services.intake.site.form_photos import Refused
from services.intake.site.located import located
from services.intake.site.named_places import named_place, named_places
from services.intake.site.near_view import known_nearby
from services.intake.site.previews import Previews
from services.intake.site.words import PLACE_KIND_WORDS, REQUEST_TYPE_WORDS
from services.runtime.database import Database
from services.runtime.ids import secret_token
from services.runtime.web.i18n import gettext, language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

BLANK: Final[Mapping[str, str]] = {**dict.fromkeys(FIELDS, ""), "public": "yes"}
_SURE = 0.8
"""From this confidence on one kind is asked about, with yes until somebody says no."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind of problem to say yes to."""

    code: str
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What the words speak of: one kind as a question, or several to pick from."""

    code: str
    name: str
    question: str
    sure: bool
    kinds: tuple[Offered, ...]
    """What may be picked, the likeliest first: one where it is sure."""


@dataclass(frozen=True, slots=True)
class FormView:
    """What the pages of the form show and do."""

    receive: Receive
    assessor: Assessor
    profile: Profile
    now: Callable[[], datetime]
    previews: Previews
    listening: Listening

    def faults(self, typed: Typed, actor: Actor) -> Sequence[BrokenRule]:
        """What must be mended before this can be sent, in the order of the form."""
        standards = Standards(
            self.profile.problem_types, self.profile.areas, self.now(), vouched=actor.vouches
        )
        return broken_rules(new_report(typed, self.profile), standards)

    def send(self, typed: Typed, actor: Actor) -> Receipt:
        """Sent twice, a form is one report; sent back and changed, it is another.

        Raises RefusedReport.
        """
        try:
            return self.receive.receive(new_report(typed, self.profile), actor)
        except KeyUsedDifferently:
            changed = replace(typed, client_id=secret_token())
            return self.receive.receive(new_report(changed, self.profile), actor)

    def form(
        self, typed: Typed, faults: Sequence[BrokenRule] = (), refused: Sequence[Refused] = ()
    ) -> str:
        """The form with what was typed, and what must be mended."""
        said = language()
        return render_page(
            "site/report.html",
            values=typed.values,
            errors=field_errors(faults, refused),
            client_id=typed.client_id,
            guessed=typed.accepted,
            photos=self.previews.addresses(typed.photos, typed.browser),
            most_photos=MOST_PHOTOS,
            taken=typed.taken,
            fresh=typed.values == BLANK and not typed.photos,
            categories=category_choices(self.profile, said),
            areas=area_choices(self.profile, said),
            places=self._places(),
            request_types=[(code, str(words)) for code, words in REQUEST_TYPE_WORDS.items()],
            profile=self.profile,
            aid=self.first_aid(new_report(typed, self.profile)),
            answers=typed.answers,
            emergency=self._numbers(),
        )

    def check(self, typed: Typed, database: Database, faults: Sequence[str] = ()) -> str:
        """Everything once more, before it is sent."""
        values = typed.values
        new = new_report(typed, self.profile)
        kind = self.profile.problem_types.get(values["service_code"])
        area = self.profile.areas.get(new.area or "")
        said = language()
        guess = None if kind else self.guess(values["description"])
        about = values["service_code"] or (guess.code if guess else None)
        place = named_place(self.profile, values["place"])
        return render_page(
            "site/check.html",
            values=values,
            client_id=typed.client_id,
            guessed=" ".join(one.code for one in guess.kinds) if guess else typed.accepted,
            categories=category_choices(self.profile, said),
            fields=FIELDS,
            photos=self.previews.addresses(typed.photos, typed.browser),
            taken="" if new.lat is not None else typed.taken,
            guess=guess,
            aid=self.first_aid(new),
            questions=questions_of(self.profile, about or "", typed.answers, said),
            answers=_not_asked(typed.answers, about),
            near=known_nearby(database, self.profile, new, about, self.now()),
            faults=faults,
            kind=kind.name.in_language(said) if kind else "",
            request_type=str(REQUEST_TYPE_WORDS[new.request_type])
            if new.request_type in REQUEST_TYPE_WORDS
            else "",
            area=area.name.in_language(said) if area else "",
            place=place.name.in_language(said) if place else "",
            pinned=bool(values["lat"].strip()) and new.lat is not None,
            point=located(self.profile, new),
            district=self.profile.name.in_language(said),
        )

    def first_aid(self, new: NewReport) -> Mapping[str, Any] | None:
        """Whom to call, in the reader's language, where this speaks of a danger."""
        category = new.service_code if new.service_code in self.profile.problem_types else None
        heard = self.listening.heard(
            new.description, address=new.address or "", category=category or "", answers=new.extras
        )
        return self.aid(heard)

    def heard_in(self, report: Report) -> PossibleDanger | None:
        """What a report speaks of; what was added to another one is heard there, not here."""
        if report.joins is None or not report.description:
            return report.danger
        return self.listening.in_text(report.description)

    def aid(self, heard: PossibleDanger | None) -> Mapping[str, Any] | None:
        found = first_aid(self.profile, heard)
        return found.in_language(language()) if found is not None else None

    def guess(self, text: str) -> Guess | None:
        """What the words speak of; none when that is anybody's guess."""
        found = self.assessor.likely(text)
        if not found:
            return None
        sure = found[0].confidence >= _SURE
        kinds = tuple(self._offered(one.code) for one in (found[:1] if sure else found))
        first = kinds[0]
        return Guess(first.code, first.name, first.question, sure, kinds)

    def _offered(self, code: str) -> Offered:
        kind, said = self.profile.problem_types[code], language()
        return Offered(code, kind.name.in_language(said), kind.question.in_language(said))

    def _numbers(self) -> Sequence[Mapping[str, str]]:
        """The lines that more than one kind of danger names."""
        named = [line for danger in self.profile.dangers.values() for line in danger.lines]
        often = Counter(line.phone for line in named)
        names = {line.phone: line.name.in_language(language()) for line in reversed(named)}
        return [
            {"phone": phone, "name": names[phone]}
            for phone, times in often.most_common()
            if times > 1
        ]

    def _places(self) -> Sequence[Mapping[str, Any]]:
        said = language()
        return [
            {
                "name": str(PLACE_KIND_WORDS[kind]),
                "places": [
                    (place.value, place.name.in_language(said), self.profile.area_path(place.area))
                    for place in places
                ],
            }
            for kind, places in named_places(self.profile)
        ]


def _not_asked(answers: Mapping[str, str], about: str | None) -> Mapping[str, str]:
    """Answers to what another kind asks; they wait in case it is chosen again."""
    asked = field_name(about or "", "")
    return {name: said for name, said in answers.items() if not name.startswith(asked)}


def field_errors(
    faults: Sequence[BrokenRule], refused: Sequence[Refused] = ()
) -> Sequence[FieldError]:
    """What must be mended, each at its field of the form; a picture by its name."""
    pictures = [(refusal.fault, f"{refusal.name}: ") for refusal in refused]
    return [
        FieldError(field_of(fault), fault.rule, name + _sentence(fault))
        for fault, name in [*pictures, *((fault, "") for fault in faults)]
    ]


def _sentence(fault: BrokenRule) -> str:
    """How to mend it, in the words of this form."""
    if isinstance(fault, MissingPlace):
        return gettext(
            "Say where it is: choose a neighbourhood, or a road or landmark, or write an address."
            " One is enough."
        )
    return gettext(fault.detail)
