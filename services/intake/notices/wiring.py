"""Builds what tells people: the channel, what waits for it, and the roles that send."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.holding.absences import Absences
from services.intake.notices.channels.opening import kinds_sent, open_channel
from services.intake.notices.channels.port import Channel, Kind
from services.intake.notices.compose import ComposeStep
from services.intake.notices.deliver import Deliver
from services.intake.notices.pages import mailbox_pages
from services.intake.notices.tables import notices
from services.intake.notices.tell import OLDEST, Notify
from services.intake.notices.tray import Tray
from services.intake.notices.wording import Wording
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry


@dataclass(frozen=True, slots=True)
class Telling:
    """What the roles that tell people share."""

    database: Database
    channel: Channel
    wording: Wording
    address: str
    clock: Clock
    sends: frozenset[Kind]
    """To which kinds of address messages leave the house."""

    def roles(self, lease: Callable[[str], Lease], more: Sequence[Tray] = ()) -> list[Role]:
        """Who is told of steps; and the sending of that and of what else waits."""
        compose = ComposeStep(self.wording, self.channel, self.address)
        trays = [*more, Tray(notices, compose, OLDEST)]
        reaches = self.channel.reaches
        return [
            Notify("intake-notices", self.database, lease("notices"), self.clock, reaches),
            Deliver("intake-post", self.database, self.channel, trays, lease("post"), self.clock),
        ]


def telling(urls: str, address: str, profile: Profile, database: Database, clock: Clock) -> Telling:
    """Opens the channels that the setting names; connects to nothing yet. Raises WrongChannel."""
    # An invented district has no residents whose codes somebody at the console must not see.
    show = on_the_console if profile.fictional else None
    channel = open_channel(urls, database, show)
    wording = Wording(profile, {"zh": "城医", "en": "Citymend"})
    return Telling(database, channel, wording, address, clock, kinds_sent(urls))


def on_the_console(line: str) -> None:
    """For whoever started the server; no log, which is kept and read by others."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def notice_feature(desk: CaseDesk, absences: Absences) -> Feature:
    """What people were told, for the staff who are asked about it."""
    return Feature(
        name="notices",
        pages=[mailbox_pages(desk, absences)],
        translations=[Path(__file__).parent],
        menu=[MenuEntry("mailbox", "/desk/mailbox", lazy_gettext("Notices"))],
    )
