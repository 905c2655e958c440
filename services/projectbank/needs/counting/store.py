"""The counts of needs between batches, and who was counted. Lost ones are counted anew."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, func, insert, select

from services.projectbank.chunks import chunks
from services.projectbank.needs.counting.tally import Counts
from services.projectbank.needs.grouping.copies import Copied
from services.projectbank.tables import metadata
from services.runtime.database import upsert
from services.runtime.tables import Json

tallies = Table(
    "need_tallies",
    metadata,
    Column("need_id", String(32), primary_key=True),
    Column("counts", Json, nullable=False),
)
people = Table(
    "need_people",
    metadata,
    Column("need_id", String(32), primary_key=True),
    Column("person", String(128), primary_key=True),
)


def load_counts(conn: Connection, needs: Iterable[str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for chunk in chunks(needs):
        for row in conn.execute(select(tallies).where(tallies.c.need_id.in_(chunk))):
            found[row.need_id] = _counts(row.counts)
    return found


def save_counts(conn: Connection, changed: Mapping[str, Counts]) -> None:
    rows = [{"need_id": need, "counts": _written(counts)} for need, counts in changed.items()]
    upsert(conn, tallies, rows, key=["need_id"])


def known_people(
    conn: Connection, needs: Iterable[str], persons: Iterable[str]
) -> dict[str, set[str]]:
    """Of the persons, those that were counted in each need."""
    found: dict[str, set[str]] = {}
    names = sorted(set(persons))
    for some in chunks(needs):
        for few in chunks(names):
            query = select(people).where(people.c.need_id.in_(some), people.c.person.in_(few))
            for row in conn.execute(query):
                found.setdefault(row.need_id, set()).add(row.person)
    return found


def add_people(conn: Connection, fresh: Mapping[str, Sequence[str]]) -> None:
    rows = [{"need_id": need, "person": one} for need, persons in fresh.items() for one in persons]
    if rows:
        conn.execute(insert(people), rows)


def forget_people(conn: Connection, needs: Iterable[str]) -> None:
    """Before everybody of these needs is counted anew."""
    for chunk in chunks(needs):
        conn.execute(delete(people).where(people.c.need_id.in_(chunk)))


def count_people(conn: Connection, needs: Iterable[str]) -> int:
    """Distinct people of all the needs together; those who did not say who they are, as one."""
    names = list(needs)
    if not names:
        return 0
    query = select(func.count(func.distinct(people.c.person))).where(people.c.need_id.in_(names))
    return conn.execute(query).scalar_one()


def _written(counts: Counts) -> dict[str, Any]:
    return {
        "reports": counts.reports,
        "people": counts.people,
        "place": [counts.located, counts.lat, counts.long],
        "seen": [counts.first, counts.last],
        "proposed": counts.proposed,
        "gate": counts.gate,
        "categories": [
            [code, weight, counts.groups[code]] for code, weight in counts.categories.items()
        ],
        "areas": [[list(path), times] for path, times in counts.areas.items()],
        "roads": [[road, times] for road, times in counts.roads.items()],
        "moments": [list(moment) for moment in counts.moments],
        "texts": [[one.report, one.sketch] for one in counts.texts],
    }


def _counts(kept: Mapping[str, Any]) -> Counts:
    located, lat, long = kept["place"]
    first, last = kept["seen"]
    return Counts(
        reports=kept["reports"],
        people=kept["people"],
        located=located,
        lat=lat,
        long=long,
        first=first,
        last=last,
        proposed=kept["proposed"],
        gate=kept["gate"],
        categories={code: weight for code, weight, _ in kept["categories"]},
        groups={code: group for code, _, group in kept["categories"]},
        areas={tuple(path): times for path, times in kept["areas"]},
        roads=dict(kept.get("roads", ())),
        moments=[(second, person) for second, person in kept["moments"]],
        texts=[Copied(report, sketch) for report, sketch in kept.get("texts", ())],
    )
