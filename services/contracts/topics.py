"""The topics of the bus: name, partitions, who writes, who reads.

Names use hyphens because dots and underscores collide in Kafka's metric names.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One compacted topic; its key is the object's id, its value the whole object."""

    name: str
    partitions: int
    key: str
    carries: str
    written_by: str
    read_by: tuple[str, ...]


INTAKE_REPORTS = Topic(
    "intake-reports",
    12,
    key="report",
    carries="what intake owns of a report: masked text, category, place, audience, order",
    written_by="intake",
    read_by=("projectbank", "search"),
)
INTAKE_CASES = Topic(
    "intake-cases",
    3,
    key="case",
    carries="state, responsible unit, clock, on time or late, outcome, counts",
    written_by="intake",
    read_by=("search",),
)
PROJECTBANK_LINKS = Topic(
    "projectbank-links",
    3,
    key="report",
    carries="the need a report belongs to and that need's projects: ids, no states",
    written_by="projectbank",
    read_by=("intake", "search"),
)
PROJECTBANK_NEEDS = Topic(
    "projectbank-needs",
    3,
    key="need",
    carries="place, category, state, counts of people, first and last seen",
    written_by="projectbank",
    read_by=("search",),
)
PROJECTBANK_PROJECTS = Topic(
    "projectbank-projects",
    3,
    key="project",
    carries="everything public about a project, with its last published score and rank",
    written_by="projectbank",
    read_by=("intake", "search"),
)

TOPICS: tuple[Topic, ...] = (
    INTAKE_REPORTS,
    INTAKE_CASES,
    PROJECTBANK_LINKS,
    PROJECTBANK_NEEDS,
    PROJECTBANK_PROJECTS,
)


def topics_read_by(service: str) -> tuple[Topic, ...]:
    """The topics that a service subscribes to, in catalogue order."""
    return tuple(topic for topic in TOPICS if service in topic.read_by)
