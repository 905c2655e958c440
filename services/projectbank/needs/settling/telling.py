"""Telling which need each report belongs to, and which projects that need has."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from services.contracts.catalogue import LINK_CHANGED
from services.projectbank.needs.members.links import Link, load_links, save_links
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import report_ids_of
from services.projectbank.needs.need import Need
from services.runtime.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Told:
    """Needs and their projects, before the batch and after it."""

    before: Mapping[str, Need]
    after: Mapping[str, Need]
    linked: Mapping[str, tuple[str, ...]]
    projects: Mapping[str, tuple[str, ...]]

    def is_news(self, need: str) -> bool:
        """Whether every member's link says something new: a first event, other projects."""
        known = self.before.get(need)
        if known is None or not known.is_told:
            return True
        return self.linked.get(need, ()) != self.projects.get(need, ())


def tell_links(conn: Connection, outbox: Outbox, plan: Plan, told: Told) -> None:
    """One event per report whose link changed."""
    wanted = _wanted(conn, plan, told)
    known = load_links(conn, wanted)
    changed = {
        report: dataclasses.replace(link, version=_version(known.get(report)) + 1)
        for report, link in wanted.items()
        if _differs(link, known.get(report))
    }
    save_links(conn, changed)
    events = [(report, link.as_event(report)) for report, link in changed.items()]
    outbox.put_all(conn, LINK_CHANGED, events)


def _wanted(conn: Connection, plan: Plan, told: Told) -> dict[str, Link]:
    wanted: dict[str, Link] = {one.report: Link(0, None, ()) for one in plan.left}
    joined: dict[str, list[str]] = {}
    for one in plan.joined:
        joined.setdefault(one.need, []).append(one.report)
    heard = [need for need, after in told.after.items() if after.is_told]
    everybody = report_ids_of(conn, [need for need in heard if told.is_news(need)])
    for need in heard:
        link = Link(0, need, told.projects.get(need, ()))
        for report in everybody.get(need, joined.get(need, [])):
            wanted[report] = link
    return wanted


def _version(link: Link | None) -> int:
    return link.version if link is not None else 0


def _differs(wanted: Link, known: Link | None) -> bool:
    if known is None:
        return wanted.need is not None
    return (wanted.need, wanted.projects) != (known.need, known.projects)
