"""A form that creates a request, read into what intake receives. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.intake.open311.answering import BETWEEN, answers_in, judge
from services.intake.open311.faults import N_, Fault, Refused, no_such_service
from services.intake.open311.offer import Service
from services.intake.reports.report import DATUMS, Contact, Datum, NewReport

LONGEST_DESCRIPTION = 4_000
"""Code points; the standard's limit, below intake's own."""
LONGEST_ADDRESS_OF_MEDIA = 2_000
LONGEST_ID = 80
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")
_NO = ("false", "no", "0")
_HAN = re.compile("[\u3400-\u9fff]")


class Form:
    """The arguments of a POST. One that is present but empty counts as absent."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)
        self.faults: list[Fault] = []

    def get(self, name: str) -> str | None:
        """The first value that says something."""
        for each, value in self.pairs:
            if each == name and value.strip():
                return value
        return None

    def fault(self, argument: str, sentence: str, **params: object) -> None:
        self.faults.append(Fault(argument, sentence, params))

    def degrees(self, name: str) -> float | None:
        """Zero is a coordinate like any other; only absence is absence."""
        text = (self.get(name) or "").strip()
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            self.fault(name, N_("This must be a number of degrees, such as 29.875."))
            return None
        return float(text)

    def short(self, name: str, longest: int = LONGEST_ID) -> str | None:
        text = self.get(name)
        if text is not None and len(text) > longest:
            self.fault(name, N_("This may have at most %(most)s characters."), most=longest)
        return text


def requested_service(form: Form, services: Mapping[str, Service]) -> Service:
    """The service that is asked for. Raises Refused without a code, NotThere for an unknown one."""
    code = form.get("service_code")
    if code is None:
        raise Refused(Fault("service_code", N_("Please name a service.")))
    service = services.get(code.strip())
    if service is None:
        raise no_such_service()
    return service


def read_submission(form: Form, service: Service, sender: str) -> NewReport:
    """What was said, for intake. Raises Refused with every fault of the form.

    `sender` is the client whose key was sent; ids that it gives its users and devices are its own.
    """
    kept, faults = judge(service.attributes, answers_in(form.pairs))
    form.faults.extend(faults)
    said = _said(form, service, kept)
    lat, long = form.degrees("lat"), form.degrees("long")
    new = NewReport(
        service_code=service.code,
        description=said,
        lat=lat,
        long=long,
        datum=_datum(form),
        address=form.get("address_string"),
        object=form.get("address_id"),
        contact=_contact(form),
        reporter_key=_person(form, sender),
        client_id=form.short("client_id"),
        public=_public(form),
        extras=kept | _media(form),
    )
    if not form.faults:
        _needs_a_place(form, new)
    if form.faults:
        raise Refused(*form.faults)
    return new


def _said(form: Form, service: Service, kept: Mapping[str, str]) -> str:
    """The description; without one, the service's name and what was chosen from its lists."""
    text = form.get("description")
    if text is not None:
        if len(text) > LONGEST_DESCRIPTION:
            sentence = N_("This may have at most %(most)s characters.")
            form.fault("description", sentence, most=LONGEST_DESCRIPTION)
        return text
    chosen = [
        attribute.choices[key].zh
        for attribute in service.attributes
        if attribute.is_list
        for key in kept.get(attribute.code, "").split(BETWEEN)
        if key
    ]
    return f"{service.type.name.zh}：{'、'.join(chosen)}" if chosen else service.type.name.zh


def _needs_a_place(form: Form, new: NewReport) -> None:
    # What else can be wrong with a place is a rule of intake.
    if new.lat is None and new.long is None and new.address is None and new.object is None:
        sentence = N_("Say where: lat and long together, address_string, or address_id.")
        form.fault("address_string", sentence)


def _datum(form: Form) -> Datum:
    named = (form.get("datum") or "wgs84").strip().lower()
    for datum in DATUMS:
        if datum == named:
            return datum
    form.fault("datum", N_("This must be one of: %(choices)s."), choices=", ".join(DATUMS))
    return "wgs84"


def _contact(form: Form) -> Contact:
    first, last = (form.short(name) for name in ("first_name", "last_name"))
    names = [name.strip() for name in (first, last) if name is not None]
    if names and all(_HAN.match(name) for name in names):
        name = "".join(reversed(names))
    else:
        name = " ".join(names)
    return Contact(name=name or None, phone=form.short("phone"), email=form.short("email", 200))


def _person(form: Form, sender: str) -> str | None:
    """Who the client says it is, so that one person counts once."""
    for name in ("account_id", "device_id"):
        value = form.short(name)
        if value is not None:
            return f"{sender[:60]} {name} {value}"
    return None


def _public(form: Form) -> bool | None:
    """Beyond the standard: a reporter may say that the report is not for the public."""
    answer = form.get("public")
    return None if answer is None else answer.strip().lower() not in _NO


def _media(form: Form) -> dict[str, Any]:
    """The address of a picture elsewhere, for staff. It is never fetched and never published."""
    url = form.get("media_url")
    if url is None:
        return {}
    if len(url) > LONGEST_ADDRESS_OF_MEDIA or not url.strip().startswith(("http://", "https://")):
        form.fault("media_url", N_("This must be a web address of at most 2,000 characters."))
    return {"media_url": url.strip()}
