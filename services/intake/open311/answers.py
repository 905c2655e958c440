"""Answers of GeoReport as dicts and lists, written by `spark`. Members are in the standard's order.

Nothing here reads the clock or the request; texts come through the `say` that is passed in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.contracts.profile.model import Profile
from services.contracts.profile.service_attributes import ServiceAttribute
from services.intake.open311.answering import BETWEEN
from services.intake.open311.faults import N_
from services.intake.open311.moments import written
from services.intake.open311.offer import Service
from services.intake.open311.plain_words import happening, state_of
from services.intake.open311.request import Happening, ServiceRequest
from services.intake.open311.submission import LONGEST_DESCRIPTION
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.receiving.receive import Receipt

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BLACKBOX = N_("Received. Reports of this kind are not published and have no public number.")
BATCH = N_("Received. It gets its public number once it was looked at.")
REALTIME = N_("Received under this number.")
CALL = N_("Danger to life? Call at once: %(lines)s.")
KEY_SERVICE = N_("Ask for an api_key of the role resident: %(contact)s")
_MOST_KEYWORDS = 20
Say = Callable[..., str]
"""A sentence in the reader's language."""


class Speaker:
    """Writes answers of one profile in one language. Safe for threads."""

    def __init__(
        self, profile: Profile, services: Mapping[str, Service], language: str, say: Say
    ) -> None:
        self._profile = profile
        self._services = services
        self._language = language
        self._translate = say
        self._said: dict[str, str] = {}
        self._zone = profile.zone
        self._units = {
            code: unit.name.in_language(language)
            for code, unit in profile.responsible_units.items()
        }
        self._names = {
            code: (
                service.type.name.in_language(language),
                self._units[service.type.responsible_unit],
            )
            for code, service in services.items()
        }

    def _of_old(self, code: str) -> tuple[str, str | None]:
        """Of a code that the profile has no more: what it was called, and who handles it now."""
        now = self._names.get(self._profile.type_now(code) or "")
        return self._profile.type_words(code).in_language(self._language), now[1] if now else None

    def _say(self, sentence: str) -> str:
        """In this language; looked up once, as a list says the same of most of its requests."""
        if sentence not in self._said:
            self._said[sentence] = self._translate(sentence)
        return self._said[sentence]

    def service_list(self, *, extensions: bool = False) -> list[dict[str, Any]]:
        """The services of every day; with extensions all, those of surveyors, too."""
        return [
            self._service(service)
            for service in self._services.values()
            if extensions or service.is_everyday
        ]

    def _service(self, service: Service) -> dict[str, Any]:
        kind = service.type
        group = self._profile.groups[kind.group].name.in_language(self._language)
        return {
            "service_code": service.code,
            "service_name": kind.name.in_language(self._language),
            "description": kind.question.in_language(self._language),
            "metadata": bool(service.attributes),
            "type": service.kind,
            "keywords": ",".join(_plain(kind.keywords)[:_MOST_KEYWORDS]) or None,
            "group": group.replace(",", " "),
        }

    def definition(self, service: Service) -> dict[str, Any]:
        return {
            "service_code": service.code,
            "attributes": [self._attribute(attribute) for attribute in service.attributes],
        }

    def _attribute(self, attribute: ServiceAttribute) -> dict[str, Any]:
        hint = attribute.datatype_description
        written_out: dict[str, Any] = {
            "variable": attribute.variable,
            "code": attribute.code,
            "datatype": attribute.datatype,
            "required": attribute.required,
            "datatype_description": None if hint is None else hint.in_language(self._language),
            "order": attribute.position,
            "description": attribute.description.in_language(self._language),
        }
        if attribute.is_list:
            written_out["values"] = [
                {"key": key, "name": name.in_language(self._language)}
                for key, name in attribute.choices.items()
            ]
        return written_out

    def request(self, found: ServiceRequest, origin: str) -> dict[str, Any]:
        """A request as the standard has it; a code that the profile lost keeps its name.

        `origin` is that of the pictures, such as "https://city.example".
        """
        name, unit = self._names.get(found.service_code) or self._of_old(found.service_code)
        standing, expected = found.standing, found.expected_at
        if standing is not None and standing.unit is not None:
            unit = self._units.get(standing.unit, unit)
        return {
            "service_request_id": found.id,
            "status": found.status,
            "status_notes": self._say(state_of(found)),
            "service_name": name,
            "service_code": found.service_code,
            "description": _short(found.description) or None,
            "agency_responsible": unit,
            "service_notice": None,
            "requested_datetime": written(found.requested_at, self._zone),
            "updated_datetime": written(found.updated_at, self._zone),
            "expected_datetime": None if expected is None else written(expected, self._zone),
            "address": found.address or None,
            "address_id": found.address_id,
            "zipcode": None,
            "lat": found.lat,
            "long": found.long,
            "media_url": None if found.picture is None else f"{origin}/photos/{found.picture}.jpg",
        }

    def extended(
        self, found: ServiceRequest, happened: Sequence[Happening], origin: str
    ) -> dict[str, Any]:
        """The request with what `extensions=true` adds."""
        standing = found.standing
        review_on = None if standing is None else standing.review_on
        return {
            **self.request(found, origin),
            "attributes": list(self._chosen(found)),
            "extended_attributes": {
                "version": f"report:{found.id}@{found.version}",
                "state": "received" if standing is None else standing.state,
                "outcome": None if standing is None else standing.outcome,
                "review_date": None if review_on is None else review_on.isoformat(),
                "request_type": found.request_type,
                "area": found.area,
                "area_path": self._profile.area_path(found.area),
                "received_datetime": written(found.received_at, self._zone),
                "last_changed_datetime": written(found.last_changed_at, self._zone),
            },
            "notes": [
                self._note(found.received_at, N_("Received"), "received"),
                *(self._note(each.at, happening(each.kind), each.kind) for each in happened),
            ],
        }

    def _chosen(self, found: ServiceRequest) -> Iterable[dict[str, Any]]:
        """Answers from closed lists: the city's words, in which nobody can name a person."""
        service, answers = self._services.get(found.service_code), found.answers()
        for attribute in service.attributes if service is not None else ():
            for key in answers.get(attribute.code, "").split(BETWEEN):
                if key in attribute.choices:
                    yield {
                        "code": attribute.code,
                        "label": attribute.description.in_language(self._language),
                        "value": key,
                        "name": attribute.choices[key].in_language(self._language),
                    }

    def _note(self, at: datetime, sentence: str, kind: str) -> dict[str, Any]:
        return {
            "datetime": written(at, self._zone),
            "description": self._say(sentence),
            "type": kind,
        }

    def created(
        self, service: Service, receipt: Receipt, *, extensions: bool
    ) -> list[dict[str, Any]]:
        """What the creator is told: a number, a token, or neither; a danger before all else."""
        call = self._call(receipt)
        if service.kind == "blackbox":
            return [{"service_notice": call + self._say(BLACKBOX)}]
        if service.kind == "batch":
            return [{"token": receipt.tracking_token, "service_notice": call + self._say(BATCH)}]
        answer: dict[str, Any] = {
            "service_request_id": receipt.id,
            "service_notice": call + self._say(REALTIME),
        }
        if extensions:
            answer["extended_attributes"] = {
                "version": receipt.version,
                "tracking_token": receipt.tracking_token,
            }
        return [answer]

    def _call(self, receipt: Receipt) -> str:
        """Whom to call, where the words speak of a danger; else nothing."""
        aid = first_aid(self._profile, receipt.danger)
        if aid is None:
            return ""
        said = aid.in_language(self._language)
        lines = ", ".join(f"{line['name']} {line['phone']}" for line in said["lines"])
        return f"{self._translate(CALL, lines=lines)} {said['advice'][0]} "

    def discovery(self, base: str, changeset: datetime) -> dict[str, Any]:
        """`base` is the address under which the calls are answered."""
        profile = self._profile
        hotline = profile.hotline
        contact = (
            f"{profile.name.in_language(self._language)} · "
            f"{hotline.name.in_language(self._language)} {hotline.phone} · "
            f"{hotline.hours.in_language(self._language)}"
        )
        since = written(changeset, self._zone)
        return {
            "changeset": since,
            "contact": contact,
            "key_service": self._translate(KEY_SERVICE, contact=contact),
            "endpoints": [
                {
                    "specification": SPECIFICATION,
                    "url": base,
                    "changeset": since,
                    "type": "test" if profile.fictional else "production",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        }


def token_answer(token: str, number: str | None) -> list[dict[str, Any]]:
    return [{"service_request_id": number, "token": token}]


def _short(description: str) -> str:
    """What the standard has room for: reports that came another way may be longer."""
    if len(description) <= LONGEST_DESCRIPTION:
        return description
    return f"{description[: LONGEST_DESCRIPTION - 1]}…"


def _plain(keywords: Iterable[str]) -> list[str]:
    """Words to search by: patterns of two parts are left out, and no word holds a comma."""
    return [word.replace(",", " ") for word in keywords if "+" not in word]
