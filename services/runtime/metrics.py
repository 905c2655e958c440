"""Every metric of the runtime, with its unit and what it means. Used by name, never by string."""

from prometheus_client import Counter, Gauge, Histogram

OUTBOX_SENT = Counter("citymend_outbox_sent_total", "Events that the bus has stored", ["role"])
EVENTS_DONE = Counter(
    "citymend_events_done_total", "Events whose effects were committed", ["consumer"]
)
EVENTS_SKIPPED = Counter(
    "citymend_events_skipped_total", "Events of a type this release does not know", ["consumer"]
)
EVENTS_PARKED = Counter(
    "citymend_events_parked_total", "Records that could not be understood", ["consumer"]
)
RETRIES = Counter(
    "citymend_retries_total", "Batches tried again because something was away", ["consumer"]
)
EVENT_AGE = Histogram(
    "citymend_event_age_seconds",
    "From an event's creation to its committed effect",
    ["consumer"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600),
)
ROLE_UP = Gauge("citymend_role_up", "1 while the role's thread runs", ["role"])
