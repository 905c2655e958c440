"""What the calls of GeoReport do, without HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.profile.model import Profile
from services.intake.open311 import store
from services.intake.open311.answers import Say, Speaker
from services.intake.open311.changeset import Changeset
from services.intake.open311.clients import Clients
from services.intake.open311.media import ReceiveWithMedia
from services.intake.open311.offer import Kind, offered
from services.intake.open311.printed import Printed
from services.intake.open311.request import ServiceRequest
from services.intake.open311.submission import Form, read_submission, requested_service
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.edge.schemas import VOUCHING_ROLES
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.report import Actor
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Actor as Client

LANGUAGES = ("zh", "en")


class Calls:
    """The use cases behind the routes. Safe for threads."""

    def __init__(
        self,
        receive: Receive,
        database: Database,
        profile: Profile,
        clients: Clients,
        clock: Clock,
        say: Say,
        photos: ReceivePhoto,
    ) -> None:
        self._receive = ReceiveWithMedia(receive, photos)
        self._services = offered(profile)
        self._asked_for = {
            **{
                code: self._services[old.problem_type]
                for code, old in profile.retired_types.items()
            },
            **self._services,
        }
        self._speakers: Mapping[str, Speaker] = {
            language: Speaker(profile, self._services, language, say) for language in LANGUAGES
        }
        self.database = database
        self.clients = clients
        self.clock = clock
        self.printed = Printed(self._speakers, self._services)
        self.changeset = Changeset(database, clock, self.printed.all())

    def speaker(self, language: str) -> Speaker:
        return self._speakers[language]

    def kind(self, code: str) -> Kind:
        """How requests of a service are answered. Raises KeyError for an unknown code."""
        return self._services[code].kind

    def shown(
        self, language: str, found: Sequence[ServiceRequest], origin: str, *, extensions: bool
    ) -> list[dict[str, Any]]:
        """The requests as answers, their pictures below `origin`. With extensions two more
        statements."""
        speaker = self._speakers[language]
        if not extensions:
            return [speaker.request(each, origin) for each in found]
        happened = self.database.read(lambda conn: store.history(conn, found))
        return [speaker.extended(each, happened[each.id], origin) for each in found]

    def create(
        self,
        form: Form,
        client: Client,
        language: str,
        media: Sequence[bytes] = (),
        *,
        extensions: bool,
    ) -> list[dict[str, Any]]:
        """Keep what was sent as a report, with its pictures; what the client is told of it.

        Raises Refused (and NotThere for an unknown service), RefusedReport, KeyUsedDifferently,
        a BrokenRule of a picture, and Unavailable when a part is away.
        """
        service = requested_service(form, self._asked_for)
        name = f"{client.role} {client.name}"[:200]
        new = read_submission(form, service, name)
        actor = Actor(name=name, vouches=client.may(*VOUCHING_ROLES))
        receipt = self._receive.keep(new, media, actor)
        return self._speakers[language].created(service, receipt, extensions=extensions)
