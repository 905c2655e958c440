"""Channels by URL (see `services.runtime.channel_urls`): the only place that knows of a choice."""

from collections.abc import Callable

from services.intake.notices.channels.gateway import HttpChannel, kinds_taken
from services.intake.notices.channels.mail import MailChannel
from services.intake.notices.channels.mailbox import MailboxChannel
from services.intake.notices.channels.port import Channel, Delivered, Kind, Message, Refused
from services.intake.reports.reaching import email_of, phone_of
from services.runtime.channel_urls import Gateway, Mailbox, MailServer, read_channels
from services.runtime.database import Database


def open_channel(
    urls: str, database: Database, show: Callable[[str], None] | None = None
) -> Channel:
    """The channel that the URLs name. Connects to nothing. `show` is the mailbox's.

    Raises WrongChannel, and OSError for a file of authorities that cannot be read.
    """
    channels = [_open(named, database, show) for named in read_channels(urls)]
    return channels[0] if len(channels) == 1 else FirstThatReaches(channels)


def kinds_sent(urls: str) -> frozenset[Kind]:
    """To which kinds of address messages leave the house; what the mailbox takes does not.

    Raises WrongChannel, and OSError for a file of authorities that cannot be read.
    """
    found: frozenset[Kind] = frozenset()
    for named in read_channels(urls):
        if isinstance(named, Mailbox):
            break  # It takes all that is left.
        found |= MailChannel.reaches if isinstance(named, MailServer) else kinds_taken(named)
    return found


class FirstThatReaches:
    """Several channels as one: a message takes the first that can reach its person."""

    def __init__(self, channels: list[Channel]) -> None:
        self._channels = channels
        self.reaches: frozenset[Kind] = frozenset().union(*(each.reaches for each in channels))

    def send(self, message: Message) -> Delivered:
        email, phone = email_of(message.email or ""), phone_of(message.phone or "")
        for channel in self._channels:
            if can_reach(channel.reaches, email, phone):
                return channel.send(message)
        raise Refused("no channel reaches this person")

    def close(self) -> None:
        for channel in self._channels:
            channel.close()


def can_reach(reaches: frozenset[Kind], email: str | None, phone: str | None) -> bool:
    """Whether one of the given addresses is of a kind that is reached."""
    return bool(email and "email" in reaches) or bool(phone and "phone" in reaches)


def _open(
    named: Mailbox | MailServer | Gateway,
    database: Database,
    show: Callable[[str], None] | None,
) -> Channel:
    if isinstance(named, MailServer):
        return MailChannel(named)
    if isinstance(named, Gateway):
        return HttpChannel(named)
    return MailboxChannel(database, show)
