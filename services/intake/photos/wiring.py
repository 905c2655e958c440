"""Builds what photos need: their store, and the use cases."""

from dataclasses import dataclass
from pathlib import Path

from services.intake.photos.answers_to_refusals import PHOTO_REFUSALS
from services.intake.photos.api import photo_routes
from services.intake.photos.file_store import FileStore
from services.intake.photos.pages import photo_files
from services.intake.photos.picture import Blur
from services.intake.photos.port import PhotoStore
from services.intake.photos.receive import ReceivePhoto
from services.intake.photos.show import ShowPhoto
from services.intake.reports.in_scope import WorksOn
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature

_FILE = "file://"


def open_photo_store(url: str) -> PhotoStore:
    """The store that the URL names: the only place that knows there is a choice."""
    if not url.startswith(_FILE):
        raise ValueError("photos lie in a folder: file:///…")
    return FileStore(Path(url.removeprefix(_FILE)))


@dataclass(frozen=True, slots=True)
class Photos:
    """The use cases of photos."""

    receive: ReceivePhoto
    show: ShowPhoto
    photo_store: PhotoStore


def photos_in(
    photo_store: PhotoStore, database: Database, clock: Clock, blur: Blur | None = None
) -> Photos:
    """`blur`: an installation's own way to make faces and plates unreadable; docs/photos.md."""
    return Photos(
        receive=ReceivePhoto(database, photo_store, clock, blur=blur),
        show=ShowPhoto(database, photo_store),
        photo_store=photo_store,
    )


def photo_feature(photos: Photos, database: Database, works_on: WorksOn) -> Feature:
    """Pictures of what is reported: sent by themselves, shown to whom they may be."""
    return Feature(
        name="photos",
        routes=[photo_routes(photos.receive, database, works_on)],
        pages=[photo_files(photos.show, works_on)],
        refusals=PHOTO_REFUSALS,
        translations=[Path(__file__).parent],
    )
