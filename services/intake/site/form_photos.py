"""Pictures that come with the form itself, from browsers without scripts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Final, Protocol

from services.intake.photos.faults import PhotosUnavailable, PicturesBusy
from services.intake.photos.picture import LARGEST_PICTURE, TakenAt
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.faults import BrokenRule, TooManyPhotos
from services.intake.reports.rules import MOST_PHOTOS

POINTER: Final = "/picture"
_LONGEST_NAME: Final = 80
_ID: Final = re.compile("[0-9a-f]{32}")
_PLACE: Final = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")


class PictureNotKept(BrokenRule):
    rule = "picture_kept"
    detail = "The picture could not be kept just now. Please choose it again in a minute."


class Sent(Protocol):
    """A file of a form."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class Refused:
    """A picture that was not taken, by the name that its owner knows it by, and why."""

    name: str
    fault: BrokenRule


@dataclass(frozen=True, slots=True)
class Taken:
    """The photos that a report will name, what was refused, and where a camera says it was."""

    ids: tuple[str, ...]
    refused: tuple[Refused, ...] = ()
    place: str = ""
    """As the form carries it, until the reporter says yes or no; kept nowhere."""


def known_ids(named: Iterable[str]) -> tuple[str, ...]:
    """Ids of photos as a form names them: each once, at most MOST_PHOTOS, nothing else."""
    ids = dict.fromkeys(name for name in named if _ID.fullmatch(name))
    return tuple(ids)[:MOST_PHOTOS]


def take(files: Sequence[Sent], before: tuple[str, ...], receive: ReceivePhoto) -> Taken:
    """Keep what can be kept; what cannot says why, and takes nothing from the others.

    Raises DatabaseUnavailable.
    """
    ids, refused, place = list(before), [], ""
    for sent in files:
        name = (sent.filename or "")[:_LONGEST_NAME]
        if len(ids) == MOST_PHOTOS:
            refused.append(Refused(name, TooManyPhotos(POINTER)))
            continue
        try:
            # One byte more than is allowed is enough to be refused.
            received = receive.receive(sent.stream.read(LARGEST_PICTURE + 1), POINTER)
        except BrokenRule as fault:
            refused.append(Refused(name, fault))
        except (PicturesBusy, PhotosUnavailable):
            refused.append(Refused(name, PictureNotKept(POINTER)))
        else:
            ids.append(received.photo.id)
            place = place or written(received.taken_at)
    return Taken(tuple(ids), tuple(refused), place)


def written(place: TakenAt | None) -> str:
    """A place as the form carries it: "lat,long"; empty for none."""
    return f"{place.lat:.6f},{place.long:.6f}" if place else ""


def place_in(carried: str) -> tuple[str, str] | None:
    """Latitude and longitude as they were carried; none for anything else."""
    found = _PLACE.fullmatch(carried)
    return (found[1], found[2]) if found else None
