"""The counts of needs between batches, and who was counted. Lost ones are counted anew."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    true,
    update,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.counting.tables import people, tallies
from services.projectbank.needs.counting.tally import Counts
from services.projectbank.needs.grouping.copies import Copied
from services.projectbank.needs.people import People
from services.projectbank.needs.tables import needs
from services.runtime.database import upsert


def load_counts(conn: Connection, named: Iterable[str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for chunk in chunks(named):
        for row in conn.execute(select(tallies).where(tallies.c.need_id.in_(chunk))):
            found[row.need_id] = _counts(row.counts)
    return found


def save_counts(conn: Connection, changed: Mapping[str, Counts]) -> None:
    rows = [{"need_id": need, "counts": _written(counts)} for need, counts in changed.items()]
    upsert(conn, tallies, rows, key=["need_id"])


def known_people(
    conn: Connection, named: Iterable[str], persons: Iterable[str]
) -> dict[str, dict[str, bool]]:
    """Of the persons, those that were counted in each need, and whether somebody vouches."""
    found: dict[str, dict[str, bool]] = {}
    names = sorted(set(persons))
    for some in chunks(named):
        for few in chunks(names):
            query = select(people).where(people.c.need_id.in_(some), people.c.person.in_(few))
            for row in conn.execute(query):
                found.setdefault(row.need_id, {})[row.person] = row.vouched
    return found


def add_people(conn: Connection, fresh: Mapping[str, Mapping[str, bool]]) -> None:
    rows = [
        {"need_id": need, "person": one, "vouched": vouched}
        for need, persons in fresh.items()
        for one, vouched in persons.items()
    ]
    if rows:
        conn.execute(insert(people), rows)


def raise_people(conn: Connection, raised: Mapping[str, Sequence[str]]) -> None:
    """Somebody vouches for them now."""
    rows = [{"need": need, "who": one} for need, persons in raised.items() for one in persons]
    if rows:
        mine = (people.c.need_id == bindparam("need"), people.c.person == bindparam("who"))
        conn.execute(update(people).where(*mine).values(vouched=true()), rows)


def forget_people(conn: Connection, named: Iterable[str]) -> None:
    """Before everybody of these needs is counted anew."""
    for chunk in chunks(named):
        conn.execute(delete(people).where(people.c.need_id.in_(chunk)))


def count_people(conn: Connection, named: Iterable[str]) -> tuple[People, bool]:
    """Distinct people of all the needs together, and whether messages alone carry each need."""
    names = list(named)
    if not names:
        return People(told_apart=0, unknown=0, verified=0), False
    mine = needs.c.id.in_(names)
    unknown = select(func.coalesce(func.sum(needs.c.unknown), 0)).where(mine)
    by_people = select(func.count()).where(mine, needs.c.by_messages.is_(False))
    query = select(
        func.count(func.distinct(people.c.person)).label("told_apart"),
        func.count(func.distinct(case((people.c.vouched, people.c.person)))).label("verified"),
        unknown.scalar_subquery().label("unknown"),
        by_people.scalar_subquery().label("by_people"),
    ).where(people.c.need_id.in_(names))
    row = conn.execute(query).one()
    counted = People(told_apart=row.told_apart, unknown=int(row.unknown), verified=row.verified)
    return counted, not row.by_people


def _written(counts: Counts) -> dict[str, Any]:
    return {
        "reports": counts.reports,
        "dangers": counts.dangers,
        "people": counts.people,
        "verified": counts.verified,
        "unknown": counts.unknown,
        "supporters": counts.supporters,
        "place": [counts.located, counts.lat, counts.long],
        "seen": [counts.first, counts.last],
        "proposed": counts.proposed,
        "by_messages": counts.by_messages,
        "gate": counts.gate,
        "categories": [
            [code, weight, counts.groups[code]] for code, weight in counts.categories.items()
        ],
        "areas": [[list(path), times] for path, times in counts.areas.items()],
        "roads": [[road, times] for road, times in counts.roads.items()],
        "naming": counts.naming,
        "unnamed": counts.unnamed,
        "places": [[core, times, name] for core, (times, name) in counts.places.items()],
        "moments": [list(moment) for moment in counts.moments],
        "days": [[day, times] for day, times in counts.days.items()],
        "texts": [[one.report, one.sketch] for one in counts.texts],
    }


def _counts(kept: Mapping[str, Any]) -> Counts:
    located, lat, long = kept["place"]
    first, last = kept["seen"]
    return Counts(
        reports=kept["reports"],
        dangers=kept.get("dangers", 0),
        people=kept["people"],
        verified=kept["verified"],
        unknown=kept["unknown"],
        supporters=kept["supporters"],
        located=located,
        lat=lat,
        long=long,
        first=first,
        last=last,
        proposed=kept["proposed"],
        by_messages=kept["by_messages"],
        gate=kept["gate"],
        categories={code: weight for code, weight, _ in kept["categories"]},
        groups={code: group for code, _, group in kept["categories"]},
        areas={tuple(path): times for path, times in kept["areas"]},
        roads=dict(kept.get("roads", ())),
        naming=kept.get("naming", 0),
        unnamed=list(kept.get("unnamed", ())),
        places={core: (times, name) for core, times, name in kept.get("places", ())},
        moments=[(second, person) for second, person in kept["moments"]],
        days=dict(kept["days"]),
        texts=[Copied(report, sketch) for report, sketch in kept.get("texts", ())],
    )
