"""What the embedded bus asks of its tables, on a caller's connection."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from services.runtime.bus.log_tables import COMPACTIONS, HEADS, LOG, OFFSETS, TOPICS
from services.runtime.bus.port import Offset, Partition, Record


def heads(conn: Connection, topics: Sequence[str]) -> dict[Partition, Offset]:
    """Per partition the offset that the next record will get."""
    rows = conn.execute(
        select(HEADS).where(HEADS.c.topic.in_(topics)).order_by(HEADS.c.topic, HEADS.c.part)
    )
    return {Partition(row.topic, row.part): Offset(row.next) for row in rows}


def committed(conn: Connection, group: str, topics: Sequence[str]) -> dict[Partition, Offset]:
    rows = conn.execute(select(OFFSETS).where(OFFSETS.c.grp == group, OFFSETS.c.topic.in_(topics)))
    return {Partition(row.topic, row.part): Offset(row.next) for row in rows}


def topics_of(conn: Connection) -> dict[str, int]:
    """The topics that exist and how many partitions each has."""
    return {row.name: row.partitions for row in conn.execute(select(TOPICS))}


def append(conn: Connection, placed: Sequence[tuple[Partition, Record]], moment: int) -> None:
    """Store the records at the ends of their partitions; `moment` in milliseconds."""
    by_partition: dict[Partition, list[Record]] = defaultdict(list)
    for partition, record in placed:
        by_partition[partition].append(record)
    rows: list[dict[str, object]] = []
    for partition, records in by_partition.items():
        end = conn.execute(
            update(HEADS)
            .where(HEADS.c.topic == partition.topic, HEADS.c.part == partition.number)
            .values(next=HEADS.c.next + len(records))
            .returning(HEADS.c.next)
        ).scalar_one()
        rows.extend(
            {
                "topic": partition.topic,
                "part": partition.number,
                "off": end - len(records) + position,
                "key": record.key,
                "val": record.value,
                "headers": dict(record.headers),
                "ts": moment,
            }
            for position, record in enumerate(records)
        )
    if rows:
        conn.execute(insert(LOG), rows)


def replaced(conn: Connection, partition: Partition, start: Offset, limit: int) -> list[Offset]:
    """The next offsets from `start` on whose key has a later record in the partition."""
    later = LOG.alias("later")
    query = (
        select(LOG.c.off)
        .where(
            LOG.c.topic == partition.topic,
            LOG.c.part == partition.number,
            LOG.c.off >= start,
            select(later.c.off)
            .where(
                later.c.topic == LOG.c.topic,
                later.c.part == LOG.c.part,
                later.c.key == LOG.c.key,
                later.c.off > LOG.c.off,
            )
            .exists(),
        )
        .order_by(LOG.c.off)
        .limit(limit)
    )
    return [Offset(offset) for offset in conn.execute(query).scalars()]


def forget(conn: Connection, partition: Partition, offsets: Sequence[Offset]) -> None:
    conn.execute(
        delete(LOG).where(
            LOG.c.topic == partition.topic,
            LOG.c.part == partition.number,
            LOG.c.off.in_(offsets),
        )
    )


def written(conn: Connection) -> int:
    """How many records were ever appended."""
    total: int = conn.execute(select(func.coalesce(func.sum(HEADS.c.next), 0))).scalar_one()
    return total


def last_compaction(conn: Connection) -> tuple[int | None, int]:
    """When the log was last compacted to its end, and how many records were appended since."""
    query = select(COMPACTIONS).order_by(COMPACTIONS.c.ts.desc()).limit(1)
    last = conn.execute(query).one_or_none()
    if last is None:
        return None, written(conn)
    return last.ts, written(conn) - last.written


def note_compaction(conn: Connection, moment: int, had: int) -> None:
    """Only the last is of interest to anybody."""
    conn.execute(delete(COMPACTIONS))
    conn.execute(insert(COMPACTIONS), {"ts": moment, "written": had})
