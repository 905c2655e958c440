"""Channels by URL (see `services.runtime.channel_urls`): the only place that knows of a choice."""

from services.intake.notices.channels.gateway import HttpChannel
from services.intake.notices.channels.mail import MailChannel
from services.intake.notices.channels.mailbox import MailboxChannel
from services.intake.notices.channels.port import Channel, Kind, Message, Refused
from services.intake.reports.reaching import email_of, phone_of
from services.runtime.channel_urls import Gateway, Mailbox, MailServer, read_channels
from services.runtime.database import Database


def open_channel(urls: str, database: Database) -> Channel:
    """The channel that the URLs name. Connects to nothing.

    Raises WrongChannel, and OSError for a file of authorities that cannot be read.
    """
    channels = [_open(named, database) for named in read_channels(urls)]
    return channels[0] if len(channels) == 1 else FirstThatReaches(channels)


class FirstThatReaches:
    """Several channels as one: a message takes the first that can reach its person."""

    def __init__(self, channels: list[Channel]) -> None:
        self._channels = channels
        self.reaches: frozenset[Kind] = frozenset().union(*(each.reaches for each in channels))

    def send(self, message: Message) -> None:
        email, phone = email_of(message.email or ""), phone_of(message.phone or "")
        for channel in self._channels:
            if can_reach(channel.reaches, email, phone):
                channel.send(message)
                return
        raise Refused("no channel reaches this person")

    def close(self) -> None:
        for channel in self._channels:
            channel.close()


def can_reach(reaches: frozenset[Kind], email: str | None, phone: str | None) -> bool:
    """Whether one of the given addresses is of a kind that is reached."""
    return bool(email and "email" in reaches) or bool(phone and "phone" in reaches)


def _open(named: Mailbox | MailServer | Gateway, database: Database) -> Channel:
    if isinstance(named, MailServer):
        return MailChannel(named)
    if isinstance(named, Gateway):
        return HttpChannel(named)
    return MailboxChannel(database)
