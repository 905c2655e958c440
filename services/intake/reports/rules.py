"""What a report must hold to be accepted: pure rules, each raising its own exception."""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from services.contracts.intake_events import SOURCES
from services.intake.reports import faults
from services.intake.reports.reaching import email_of, phone_of
from services.intake.reports.report import NewReport

LONGEST_SUBJECT = 200
LONGEST_DESCRIPTION = 10_000
LONGEST_ADDRESS = 500
LONGEST_CODE = 100
LONGEST_KEY = 200
LONGEST_EXTRA = 10_000
MOST_EXTRAS = 100
MOST_PHOTOS = 5
MOST_SUPPORT = 2**31 - 1
OLDEST_UNVOUCHED = timedelta(days=30)
OLDEST = datetime(1950, 1, 1, tzinfo=UTC)
"""What is older is a placeholder or a slip, and from the time before zones had whole minutes."""
CLOCK_SKEW = timedelta(minutes=5)
"""By how much a sender's clock may be fast."""


@dataclass(frozen=True, slots=True)
class Standards:
    """What the rules measure a report against."""

    problem_types: Collection[str]
    areas: Collection[str]
    now: datetime
    vouched: bool
    """Sent with an officer's or a device's key."""


Rule = Callable[[NewReport, Standards], None]
VoiceRule = Callable[[NewReport, Standards | None], None]
"""A rule that needs to know nothing but what was said."""


def broken_rules(new: NewReport, standards: Standards) -> tuple[faults.BrokenRule, ...]:
    """Every rule that the report breaks, in the order of the form; empty when it is fine."""
    return _broken(new, standards, RULES)


def _broken(
    new: NewReport, standards: Standards, rules: tuple[Rule, ...]
) -> tuple[faults.BrokenRule, ...]:
    broken = []
    for rule in rules:
        try:
            rule(new, standards)
        except faults.BrokenRule as fault:
            broken.append(fault)
    return tuple(broken)


def says_something(text: str) -> bool:
    """Whether a reader would see anything of it."""
    return any(_visible(char) for char in text)


def texts_are_characters(new: NewReport, _: Standards | None) -> None:
    """No text holds NUL or half of a surrogate pair: neither can be stored or sent on."""
    for pointer, text in _texts(new):
        if "\0" in text:
            raise faults.HoldsNul(pointer)
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            raise faults.NotUnicode(pointer)


def description_says_something(new: NewReport, _: Standards) -> None:
    if not says_something(new.description):
        raise faults.BlankDescription("/description")


def subject_is_short(new: NewReport, _: Standards) -> None:
    _at_most(LONGEST_SUBJECT, "/subject", new.subject)


def description_is_short(new: NewReport, _: Standards | None) -> None:
    _at_most(LONGEST_DESCRIPTION, "/description", new.description)


def small_texts_are_short(new: NewReport, _: Standards | None) -> None:
    _at_most(LONGEST_ADDRESS, "/address", new.address)
    _at_most(LONGEST_CODE, "/object", new.object)
    _at_most(LONGEST_KEY, "/client_id", new.client_id)
    _at_most(LONGEST_KEY, "/external_id", new.external_id)
    _at_most(LONGEST_KEY, "/reporter_key", new.reporter_key)
    _at_most(LONGEST_KEY, "/contact/name", new.contact.name)
    _at_most(LONGEST_KEY, "/contact/phone", new.contact.phone)
    _at_most(LONGEST_KEY, "/contact/email", new.contact.email)


def phone_can_be_called(new: NewReport, _: Standards) -> None:
    """Tables keep what they say: the clerk who reads it may make something of it."""
    if not new.imported and _says(phone := new.contact.phone) and not phone_of(phone):
        raise faults.UnlikelyPhone("/contact/phone")


def email_can_be_delivered(new: NewReport, _: Standards) -> None:
    if not new.imported and _says(email := new.contact.email) and not email_of(email):
        raise faults.UnlikelyEmail("/contact/email")


def unreachable(new: NewReport, standards: Standards) -> tuple[faults.BrokenRule, ...]:
    """What is wrong with the contact alone, such as that of a voice without words."""
    return _broken(new, standards, (small_texts_are_short, *_CONTACT_RULES))


def extras_are_few(new: NewReport, _: Standards) -> None:
    if len(new.extras) > MOST_EXTRAS:
        raise faults.TooLong("/attributes")
    for name, text in new.extras.items():
        _at_most(LONGEST_EXTRA, f"/attributes/{name}", text)


def photos_are_few(new: NewReport, _: Standards | None) -> None:
    if len(new.photos) > MOST_PHOTOS:
        raise faults.TooManyPhotos("/photos")


def coordinates_come_in_pairs(new: NewReport, _: Standards) -> None:
    if (new.lat is None) != (new.long is None):
        raise faults.HalfACoordinate("/long" if new.long is None else "/lat")


def latitude_is_possible(new: NewReport, _: Standards) -> None:
    if new.lat is not None and not -90 <= new.lat <= 90:
        raise faults.OutOfRange("/lat")


def longitude_is_possible(new: NewReport, _: Standards) -> None:
    if new.long is not None and not -180 <= new.long <= 180:
        raise faults.OutOfRange("/long")


def place_is_known(new: NewReport, _: Standards) -> None:
    """What a person sends must say where; what is imported may be unlocated."""
    if new.imported or new.lat is not None or new.long is not None:
        return
    if not any(text and text.strip() for text in (new.address, new.object)):
        raise faults.MissingPlace("/address")


def category_is_listed(new: NewReport, standards: Standards) -> None:
    if new.service_code is not None and new.service_code not in standards.problem_types:
        raise faults.UnknownCategory("/service_code")


def area_is_listed(new: NewReport, standards: Standards) -> None:
    if new.area is not None and new.area not in standards.areas:
        raise faults.UnknownArea("/area")


def source_is_listed(new: NewReport, _: Standards) -> None:
    if new.source not in SOURCES:
        raise faults.UnknownSource("/source")


def support_is_countable(new: NewReport, _: Standards) -> None:
    if not 0 <= new.support.in_favour <= MOST_SUPPORT:
        raise faults.OutOfRange("/support/for")
    if not 0 <= new.support.against <= MOST_SUPPORT:
        raise faults.OutOfRange("/support/against")


def occurrence_is_past_and_recent(new: NewReport, standards: Standards) -> None:
    """Not in the future, not before 1950; without a key at most 30 days ago."""
    if new.occurred_at is None:
        return
    if new.occurred_at.tzinfo is None:
        raise faults.WithoutOffset("/occurred_at")
    if new.occurred_at > standards.now + CLOCK_SKEW:
        raise faults.InTheFuture("/occurred_at")
    if new.occurred_at < OLDEST:
        raise faults.BeforeAnyReport("/occurred_at")
    if not standards.vouched and new.occurred_at < standards.now - OLDEST_UNVOUCHED:
        raise faults.TooLongAgo("/occurred_at")


_CONTACT_RULES: tuple[Rule, ...] = (phone_can_be_called, email_can_be_delivered)
RULES: tuple[Rule, ...] = (
    description_says_something,
    description_is_short,
    subject_is_short,
    category_is_listed,
    coordinates_come_in_pairs,
    latitude_is_possible,
    longitude_is_possible,
    place_is_known,
    area_is_listed,
    occurrence_is_past_and_recent,
    source_is_listed,
    support_is_countable,
    small_texts_are_short,
    *_CONTACT_RULES,
    extras_are_few,
    photos_are_few,
    texts_are_characters,
)
RULES_OF_A_VOICE: tuple[VoiceRule, ...] = (
    description_is_short,
    small_texts_are_short,
    photos_are_few,
    texts_are_characters,
)
"""What is asked of somebody who joins a report: its place and its kind are known."""


def _at_most(longest: int, pointer: str, text: str | None) -> None:
    """Lengths are counted in code points."""
    if text is not None and len(text) > longest:
        raise faults.TooLong(pointer)


def _says(text: str | None) -> TypeGuard[str]:
    """Something, and not more than another rule allows."""
    return bool(text and not text.isspace()) and len(text or "") <= LONGEST_KEY


def _visible(char: str) -> bool:
    """Not a space, a control or an invisible joiner."""
    return unicodedata.category(char)[0] not in "ZC"


def _texts(new: NewReport) -> Iterator[tuple[str, str]]:
    named = (
        ("/description", new.description),
        ("/subject", new.subject),
        ("/address", new.address),
        ("/object", new.object),
        ("/client_id", new.client_id),
        ("/external_id", new.external_id),
        ("/reporter_key", new.reporter_key),
        ("/contact/name", new.contact.name),
        ("/contact/phone", new.contact.phone),
        ("/contact/email", new.contact.email),
    )
    yield from ((pointer, text) for pointer, text in named if text)
    for name, text in new.extras.items():
        yield "/attributes", name
        yield f"/attributes/{name}", text
