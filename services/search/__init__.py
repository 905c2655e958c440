"""Search: one index over every record.

Owns: saved searches and public documents (later); the rest is a copy that can be thrown away and
rebuilt from the bus.
Publishes: nothing yet.
Consumes: intake-reports, projectbank-links, projectbank-needs, projectbank-projects.
Depends on: the bus (worker), the index (worker and api), its own database (parked records, jobs).
Fails how: without the index every read answers 503 and the worker retries the same batch; without
the bus the answers grow old, and `as_of` says how old.
"""
